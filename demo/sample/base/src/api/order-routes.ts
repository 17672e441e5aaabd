import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Orders } from '../domain/orders.ts';
import { placeOrder } from '../domain/place-order.ts';

const orderRequest = z.object({
  customer: z.string().min(1),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int().positive(), cents: z.int().nonnegative() })).min(1),
});

export async function orderRoutes(server: FastifyInstance, options: { orders: Orders }): Promise<void> {
  server.post('/orders', async (request, reply) => {
    const { customer, lines } = orderRequest.parse(request.body);
    const order = await placeOrder(options.orders, customer, lines);
    return reply.code(201).send(order);
  });

  server.get<{ Params: { id: string } }>('/orders/:id', async (request, reply) => {
    const order = await options.orders.find(request.params.id);
    return order ?? reply.code(404).send({ error: 'no such order' });
  });
}
