import { connect } from 'amqplib';
import type { Order } from '../domain/order.ts';
import { isLargeOrder } from '../domain/place-order.ts';

export async function publishOrderPlaced(order: Order): Promise<void> {
  const connection = await connect(process.env.AMQP_URL ?? 'amqp://localhost');
  const channel = await connection.createChannel();
  await channel.assertExchange('orders', 'topic', { durable: true });
  const key = isLargeOrder(order) ? 'order.placed.large' : 'order.placed';
  channel.publish('orders', key, Buffer.from(JSON.stringify(order)));
  await channel.close();
  await connection.close();
}
