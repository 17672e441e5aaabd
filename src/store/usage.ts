import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type RepositoryId, repositoryColumns } from './keys.ts';
import type { Tables } from './tables.ts';

const microDollars = 1_000_000;

/** Money set aside for one call to the model. */
export interface Reservation {
  id: string;
}

export interface ReserveMoney {
  repository: RepositoryId;
  /** Most the call can cost. */
  dollars: number;
  /** Most this repository may spend on the UTC day of `at`. */
  ceiling: number;
  at: Date;
}

/**
 * Sets money aside before a call, if the repository's day has that much left. Exact with many workers: they
 * take turns per repository. What a call that never reported back had set aside counts as spent: nobody knows better.
 *
 * Resolves to the reservation, or to the dollars that the day has spent or set aside when they leave too little.
 */
export async function reserveMoney(
  db: Kysely<Tables>,
  wanted: ReserveMoney,
): Promise<{ granted: true; reservation: Reservation } | { granted: false; spent: number }> {
  const key = repositoryColumns(wanted.repository);
  const day = wanted.at.toISOString().slice(0, 10);
  return db.transaction().execute(async (transaction) => {
    // Held to the end of the transaction, and taken in a statement of its own: the sum below must see what the
    // worker before us committed.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`usage ${key.host} ${key.repository_id}`}, 0))`.execute(
      transaction,
    );
    const { spent } = await transaction
      .selectFrom('usage')
      .select(sql<number>`coalesce(sum(coalesce(settled, reserved)), 0)::bigint`.as('spent'))
      .where((eb) => eb.and({ ...key, day }))
      .executeTakeFirstOrThrow();
    const reserved = Math.ceil(wanted.dollars * microDollars);
    if (spent + reserved > wanted.ceiling * microDollars) {
      return { granted: false, spent: spent / microDollars };
    }
    const id = randomUUID();
    await transaction
      .insertInto('usage')
      .values({ ...key, id, day, reserved, settled: null })
      .execute();
    return { granted: true, reservation: { id } };
  });
}

/** Replaces what was set aside by what the call cost, in dollars (0 when it never happened). May be repeated. */
export async function settleMoney(
  db: Kysely<Tables>,
  reservation: Reservation,
  dollars: number,
): Promise<void> {
  await db
    .updateTable('usage')
    .set({ settled: Math.ceil(dollars * microDollars) })
    .where('id', '=', reservation.id)
    .execute();
}
