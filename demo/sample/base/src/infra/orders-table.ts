import type { Pool } from 'pg';
import type { Order } from '../domain/order.ts';
import type { Orders } from '../domain/orders.ts';

export class OrdersTable implements Orders {
  private readonly pool: Pool;

  constructor(pool: Pool) {
    this.pool = pool;
  }

  async add(order: Order): Promise<void> {
    await this.pool.query('insert into orders (id, customer, body, total_cents, status) values ($1, $2, $3, $4, $5)', [
      order.id,
      order.customer,
      JSON.stringify(order.lines),
      order.totalCents,
      order.status,
    ]);
  }

  async find(id: string): Promise<Order | null> {
    const { rows } = await this.pool.query('select * from orders where id = $1', [id]);
    const row = rows[0];
    if (row === undefined) return null;
    return { id, customer: row.customer, lines: row.body, totalCents: row.total_cents, status: row.status };
  }
}
