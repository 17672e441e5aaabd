import { randomUUID } from 'node:crypto';
import { publishOrderPlaced } from '../infra/order-events.ts';
import { type Order, type OrderLine, totalOf } from './order.ts';
import type { Orders } from './orders.ts';

export async function placeOrder(orders: Orders, customer: string, lines: OrderLine[]): Promise<Order> {
  const order: Order = { id: randomUUID(), customer, lines, totalCents: totalOf(lines), status: 'placed' };
  await orders.add(order);
  await publishOrderPlaced(order);
  return order;
}

export function isLargeOrder(order: Order): boolean {
  return order.totalCents > 100_000;
}
