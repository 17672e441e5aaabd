import type { MigrationOrder } from '../migration.ts';

/** A migration file and where it stands among the others. */
export interface Placed<Order extends MigrationOrder = MigrationOrder> {
  path: string;
  format: string;
  order: Order;
}

export type Versioned = Placed<Extract<MigrationOrder, { by: 'version' }>>;
export type Chained = Placed<Extract<MigrationOrder, { by: 'chain' }>>;

/** Something wrong with the order, on a file that the change adds. */
export interface OrderProblem {
  path: string;
  certain: boolean;
  message: string;
  /** The other migrations that it is about, sorted. */
  others: string[];
  version: string;
}

/** Migrations by format and family. */
export function byFamily<One extends Placed>(placed: readonly One[]): Map<string, One[]> {
  const families = new Map<string, One[]>();
  for (const one of placed) {
    const key = `${one.format}\0${one.order.family}`;
    const family = families.get(key);
    if (family === undefined) families.set(key, [one]);
    else family.push(one);
  }
  return families;
}
