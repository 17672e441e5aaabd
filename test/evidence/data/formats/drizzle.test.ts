import { expect, it } from 'vitest';
import { drizzleMigrations } from '../../../../src/evidence/data/formats/drizzle.ts';
import type { MigrationReading } from '../../../../src/evidence/data/migration.ts';
import { recogniseSql } from '../../../../src/evidence/data/sql/recognise-sql.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

const path = 'drizzle/0003_quick_hulk.sql';
const text = 'ALTER TABLE "t" ADD COLUMN "a" text;--> statement-breakpoint\nALTER TABLE "t" DROP COLUMN "b";';

async function read(files: Files, at = path): Promise<MigrationReading | null> {
  return drizzleMigrations.read({ path: at, text, tree: inMemoryTree({ [at]: text, ...files }) });
}

it.each<[string, MigrationReading['database'], MigrationReading['transaction']]>([
  ['postgresql', 'postgres', 'one'],
  ['mysql', 'mysql', 'unknown'],
  ['sqlite', 'sqlite', 'one'],
  ['turso', 'sqlite', 'one'],
])('knows its dialect from the journal: %s', async (dialect, database, transaction) => {
  const reading = await read({
    'drizzle/meta/_journal.json': JSON.stringify({ version: '7', dialect, entries: [] }),
  });
  expect(reading).toMatchObject({
    order: { by: 'version', family: 'drizzle', version: '0003' },
    database,
    transaction,
    rollback: 'none',
    unread: [],
  });
  expect(reading!.operations).toEqual([{ kind: 'sql', line: 1, sql: text }]);
});

it('reads the form that has a folder for each migration', async () => {
  const at = 'drizzle/20240101120000_quick_hulk/migration.sql';
  const reading = await read(
    { 'drizzle/20240101120000_quick_hulk/snapshot.json': '{"dialect":"postgres"}' },
    at,
  );
  expect(reading).toMatchObject({ order: { version: '20240101120000' }, database: 'postgres' });
});

it.each<[string, Files]>([
  ['no journal', {}],
  ['a journal elsewhere', { 'other/meta/_journal.json': '{}' }],
])('takes nothing with %s', async (_, files) => {
  expect(await read(files)).toBeNull();
});

it('copes with a journal that is none', async () => {
  expect(await read({ 'drizzle/meta/_journal.json': 'x{' })).toMatchObject({ database: null, unread: [] });
});

it('says which SQL it does not understand', async () => {
  const reading = await read({ 'drizzle/meta/_journal.json': '{"dialect":"singlestore"}' });
  expect(reading!.unread).toEqual([{ line: 1, reason: 'SQL for singlestore, which is not understood' }]);
  expect(reading!.operations).toEqual([]);
});

it('leaves other names alone', () => {
  for (const other of [
    'drizzle/meta/0003_snapshot.json',
    'drizzle/3_a.sql',
    'drizzle/quick_hulk.sql',
    'drizzle.config.ts',
  ]) {
    expect(drizzleMigrations.claims(other)).toBe(false);
    expect(drizzleMigrations.orderOf(other)).toBeNull();
  }
});

it('has breakpoints that are comments to SQL', () => {
  expect(recogniseSql(text, 'postgres').operations.map(({ kind, line }) => [kind, line])).toEqual([
    ['add-column', 1],
    ['drop-column', 2],
  ]);
});
