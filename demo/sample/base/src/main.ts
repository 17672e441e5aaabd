import Fastify from 'fastify';
import { Pool } from 'pg';
import { orderRoutes } from './api/order-routes.ts';
import { OrdersTable } from './infra/orders-table.ts';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const server = Fastify({ logger: true });

server.register(orderRoutes, { orders: new OrdersTable(pool) });
await server.listen({ port: 8080, host: '0.0.0.0' });
