import type { Order } from './order.ts';

export interface Orders {
  add(order: Order): Promise<void>;
  find(id: string): Promise<Order | null>;
}
