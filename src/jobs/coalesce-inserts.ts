import { setImmediate as nextTurn } from 'node:timers/promises';

/** A row to insert once. */
interface Row {
  id: string;
}

interface Waiting<R extends Row> {
  row: R;
  resolve: (outcome: 'stored' | 'duplicate') => void;
  reject: (error: unknown) => void;
}

/** Rows in one statement. */
const rowsAtOnce = 100;

/**
 * Turns concurrent single inserts into statements of many rows: while one statement runs, what arrives waits
 * for the next. An insert alone waits for nothing; under load the cost of a statement is shared.
 *
 * @param insertMany inserts rows of distinct ids and resolves to the ids that were not there before.
 * @returns a function that resolves once its row is stored, or found to have been there.
 */
export function coalesceInserts<R extends Row>(
  insertMany: (rows: R[]) => Promise<ReadonlySet<string>>,
): (row: R) => Promise<'stored' | 'duplicate'> {
  let waiting: Waiting<R>[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      // Whatever this turn of the event loop brings shares the statement. PGlite answers without ever leaving
      // the turn, so it would otherwise take every request alone.
      await nextTurn();
      const batch = waiting.slice(0, rowsAtOnce);
      waiting = waiting.slice(rowsAtOnce);
      await insertBatch(batch);
    }
    running = false;
  }

  async function insertBatch(batch: Waiting<R>[]): Promise<void> {
    const first = new Map<string, Waiting<R>>();
    for (const item of batch) if (!first.has(item.row.id)) first.set(item.row.id, item);
    try {
      const stored = await insertMany([...first.values()].map((item) => item.row));
      for (const item of batch) {
        const isStored = stored.has(item.row.id) && first.get(item.row.id) === item;
        item.resolve(isStored ? 'stored' : 'duplicate');
      }
    } catch (error) {
      if (batch.length === 1) return batch[0]?.reject(error);
      // One row that the database refuses must not take the others with it.
      for (const item of batch) await insertBatch([item]);
    }
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject });
      if (!running) void run();
    });
}
