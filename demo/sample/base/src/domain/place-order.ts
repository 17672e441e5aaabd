import { randomUUID } from 'node:crypto';
import { type Order, type OrderLine, totalOf } from './order.ts';
import type { Orders } from './orders.ts';

export async function placeOrder(orders: Orders, customer: string, lines: OrderLine[]): Promise<Order> {
  const order: Order = { id: randomUUID(), customer, lines, totalCents: totalOf(lines), status: 'placed' };
  await orders.add(order);
  return order;
}
