import { expect, it } from 'vitest';
import { prismaMigrations } from '../../../../src/evidence/data/formats/prisma.ts';
import type { MigrationReading } from '../../../../src/evidence/data/migration.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

const path = 'apps/api/prisma/migrations/20240101120000_add_email/migration.sql';
const lock = 'apps/api/prisma/migrations/migration_lock.toml';

async function read(text: string, others: Files): Promise<MigrationReading | null> {
  return prismaMigrations.read({ path, text, tree: inMemoryTree({ [path]: text, ...others }) });
}

it('claims its files and no others', () => {
  expect(prismaMigrations.orderOf(path)).toEqual({
    by: 'version',
    family: 'apps/api/prisma/migrations',
    version: '20240101120000',
  });
  for (const other of [
    'prisma/schema.prisma',
    'prisma/migrations/migration_lock.toml',
    'prisma/migrations/init/migration.sql',
    'prisma/migrations/20240101120000_a/down.sql',
    'migration.sql',
  ]) {
    expect(prismaMigrations.claims(other)).toBe(false);
  }
});

it.each<[string, Files, MigrationReading['database']]>([
  ['the lock', { [lock]: '# comment\nprovider = "postgresql"\n' }, 'postgres'],
  [
    'the lock, before the schema',
    {
      [lock]: 'provider = "mysql"',
      'apps/api/prisma/schema.prisma': 'datasource db {\n provider = "sqlite"\n}',
    },
    'mysql',
  ],
  [
    'the schema',
    {
      'apps/api/prisma/schema.prisma':
        'generator g {\n provider = "mysql"\n}\ndatasource db {\n url = env("U")\n provider = "sqlite"\n}',
    },
    'sqlite',
  ],
  ['nothing', {}, null],
])('knows its database from %s', async (_, files, database) => {
  expect(await read('SELECT 1;', files)).toMatchObject({ database, rollback: 'none', unread: [] });
});

it.each<[string, MigrationReading['transaction']]>([
  ['CREATE INDEX CONCURRENTLY i ON t (a);', 'none'],
  ['CREATE INDEX CONCURRENTLY i ON t (a); SELECT 1;', 'one'],
  ['BEGIN; SELECT 1; COMMIT;', 'unknown'],
])('%s runs in a transaction: %s', async (text, transaction) => {
  expect((await read(text, { [lock]: 'provider = "postgresql"' }))?.transaction).toBe(transaction);
});

it('holds the SQL as it stands', async () => {
  const reading = await read('\n-- CreateTable\nCREATE TABLE t (a int);\n', {});
  expect(reading?.operations).toEqual([
    { kind: 'sql', line: 2, sql: '-- CreateTable\nCREATE TABLE t (a int);' },
  ]);
});

it('reads no SQL of other databases, and says so', async () => {
  const reading = await read('DROP TABLE t;', { [lock]: 'provider = "sqlserver"' });
  expect(reading).toMatchObject({
    database: null,
    operations: [],
    unread: [{ line: 1, reason: 'SQL for sqlserver, which is not understood' }],
  });
});

it('leaves a migration with a snapshot beside it to Drizzle', async () => {
  expect(await read('SELECT 1;', { [path.replace('migration.sql', 'snapshot.json')]: '{}' })).toBeNull();
});
