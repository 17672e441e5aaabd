import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { coalesceInserts } from '../../src/jobs/coalesce-inserts.ts';

/** A table that keeps ids, notes the size of each statement, and refuses ids that begin with `bad`. */
function table() {
  const kept = new Set<string>();
  const statements: number[] = [];
  const insert = coalesceInserts<{ id: string }>(async (rows) => {
    statements.push(rows.length);
    await delay(5);
    if (rows.some(({ id }) => id.startsWith('bad'))) throw new Error('refused');
    const fresh = rows.map(({ id }) => id).filter((id) => !kept.has(id));
    for (const id of fresh) kept.add(id);
    return new Set(fresh);
  });
  return { insert: (id: string) => insert({ id }), statements };
}

test('shares statements between inserts that come at once, 100 rows at most in one', async () => {
  const { insert, statements } = table();
  const sent = await Promise.all(Array.from({ length: 250 }, (_, i) => insert(`${i}`)));
  expect(new Set(sent)).toEqual(new Set(['stored']));
  expect(statements).toEqual([100, 100, 50]);
  expect(await insert('alone')).toBe('stored');
  expect(statements.at(-1)).toBe(1);
});

test('says stored once per id, within a statement and over several', async () => {
  const { insert } = table();
  expect(await Promise.all([insert('a'), insert('b'), insert('a')])).toEqual([
    'stored',
    'stored',
    'duplicate',
  ]);
  expect(await insert('a')).toBe('duplicate');
});

test('a refused row fails alone', async () => {
  const { insert } = table();
  const sent = await Promise.allSettled([insert('a'), insert('bad'), insert('b'), insert('a')]);
  expect(sent.map((one) => (one.status === 'fulfilled' ? one.value : 'refused'))).toEqual([
    'stored',
    'refused',
    'stored',
    'duplicate',
  ]);
  expect(await insert('c')).toBe('stored');
});
