import { describe, expect, it } from 'vitest';
import { liquibaseMigrations } from '../../../../src/evidence/data/formats/liquibase.ts';
import { sqlMigrations } from '../../../../src/evidence/data/formats/sql.ts';
import type { MigrationReading } from '../../../../src/evidence/data/migration.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

async function read(path: string, files: Files): Promise<MigrationReading | null> {
  return sqlMigrations.read({ path, text: files[path]!, tree: inMemoryTree(files) });
}

/** What runs forward: the line it starts on and its text. */
function forward(reading: MigrationReading | null): [number, string][] {
  return (reading?.operations ?? []).map((each) => [each.line, each.kind === 'sql' ? each.sql : each.kind]);
}

describe('paths', () => {
  it.each<[string, string, string]>([
    ['migrations/000001_init.up.sql', 'migrations', '000001'],
    [
      'server/channels/db/migrations/postgres/000001_create_teams.up.sql',
      'server/channels/db/migrations/postgres',
      '000001',
    ],
    ['sql/20191100000001_identities.postgres.up.sql', 'sql#postgres', '20191100000001'],
    ['db/migrations/20240101120000_add_email.sql', 'db/migrations', '20240101120000'],
    ['src/main/resources/db/migration/V1_2__add_email.sql', 'src/main/resources/db/migration', '1.2'],
    ['anywhere/V20240101__x.sql', 'anywhere', '20240101'],
    ['supabase/migrations/20240101120000_x.sql', 'supabase/migrations', '20240101120000'],
    ['store/migration/sqlite/0.17/00__inbox.sql', 'store/migration/sqlite/0.17', '00'],
    ['migrations/2024-01-01-120000_create_users/up.sql', 'migrations', '20240101120000'],
    ['hasura/migrations/default/1700000000000_init/up.sql', 'hasura/migrations/default', '1700000000000'],
    ['migrations/sqls/20240101120000-add-email-up.sql', 'migrations/sqls', '20240101120000'],
    ['sql/schema/001_users.sql', 'sql/schema', '001'],
  ])('claims %s', (path, family, version) => {
    expect(sqlMigrations.claims(path)).toBe(true);
    expect(sqlMigrations.orderOf(path)).toEqual({ by: 'version', family, version });
  });

  it('claims what Flyway repeats, which has no version', () => {
    expect(sqlMigrations.claims('db/migration/R__views.sql')).toBe(true);
    expect(sqlMigrations.orderOf('db/migration/R__views.sql')).toBeNull();
  });

  it.each([
    'migrations/000001_init.down.sql',
    'migrations/2024-01-01-120000_create_users/down.sql',
    'migrations/sqls/20240101120000-add-email-down.sql',
    'db/migration/U1__add_email.sql',
    'db/structure.sql',
    'db/schema.sql',
    'schema.sql',
    'db/seeds/001_users.sql',
    'supabase/seed.sql',
    'docker-entrypoint-initdb.d/01_init.sql',
    'migrations/LATEST.sql',
    'queries/1_users.sql',
    'reports/2024_sales.sql',
    'migrations/fixtures/1_users.sql',
    'db/migrate/20240101120000_add_email.rb',
    'migrations/0001_init.py',
    'prisma/migrations/20240101120000_init/migration.sql',
  ])('leaves %s alone', (path) => {
    expect(sqlMigrations.claims(path)).toBe(false);
  });
});

describe('directions', () => {
  const goose = [
    '-- +goose Up',
    '-- +goose StatementBegin',
    'ALTER TABLE t ADD c int;',
    '-- +goose StatementEnd',
    '',
    '-- +goose Down',
    'ALTER TABLE t DROP COLUMN c;',
  ].join('\n');

  it('takes only what runs forward of goose, with its lines', async () => {
    const reading = await read('migrations/1_a.sql', { 'migrations/1_a.sql': goose });
    expect(forward(reading)).toEqual([
      [2, '-- +goose StatementBegin\nALTER TABLE t ADD c int;\n-- +goose StatementEnd'],
    ]);
    expect(reading).toMatchObject({ rollback: 'written', transaction: 'one', unread: [] });
  });

  it.each<[string, string, MigrationReading['transaction']]>([
    ['dbmate', '-- migrate:up\nup;\n-- migrate:down\ndown;', 'one'],
    ['dbmate without a transaction', '-- migrate:up transaction:false\nup;\n-- migrate:down\ndown;', 'none'],
    ['sql-migrate', '-- +migrate Up\nup;\n-- +migrate Down\ndown;', 'one'],
    [
      'sql-migrate without a transaction',
      '-- +migrate Up notransaction\nup;\n-- +migrate Down\ndown;',
      'none',
    ],
    [
      'goose without a transaction',
      '-- +goose NO TRANSACTION\n-- +goose Up\nup;\n-- +goose Down\ndown;',
      'none',
    ],
    ['node-pg-migrate', '-- Up Migration\nup;\n-- Down Migration\ndown;', 'unknown'],
    ['Play', '# --- !Ups\nup;\n# --- !Downs\ndown;', 'unknown'],
    ['the way back first', '-- migrate:down\ndown;\n-- migrate:up\nup;', 'one'],
    ['line ends of Windows', '-- +goose Up\r\nup;\r\n-- +goose Down\r\ndown;', 'one'],
  ])('knows those of %s', async (_, text, transaction) => {
    const reading = await read('migrations/1_a.sql', { 'migrations/1_a.sql': text });
    expect(forward(reading).map(([, sql]) => sql.trim())).toEqual(['up;']);
    expect(reading).toMatchObject({ rollback: 'written', transaction });
  });

  it.each<[string, string]>([
    ['no way back', '-- +goose Up\nup;'],
    ['an empty one', '-- +goose Up\nup;\n-- +goose Down\n'],
    ['one of comments', '-- +goose Up\nup;\n-- +goose Down\n-- nothing to do\n/* really; */'],
    ['one that selects', '-- +goose Up\nup;\n-- +goose Down\nSELECT 1;'],
  ])('calls %s irreversible', async (_, text) => {
    expect((await read('migrations/1_a.sql', { 'migrations/1_a.sql': text }))?.rollback).toBe('irreversible');
  });

  it('reads all of a file without marks', async () => {
    const text = "\n-- backs up the data\ninsert into t values ('-- migrate:down');";
    const reading = await read('migrations/1_a.sql', { 'migrations/1_a.sql': text });
    expect(forward(reading)).toEqual([[2, text.slice(1)]]);
    expect(reading).toMatchObject({ rollback: 'none', transaction: 'unknown' });
  });
});

describe('files beside', () => {
  it.each<[string, string, Files, MigrationReading['rollback']]>([
    ['a down file', 'm/1_a.up.sql', { 'm/1_a.down.sql': 'drop table t;' }, 'written'],
    ['an empty down file', 'm/1_a.up.sql', { 'm/1_a.down.sql': '-- none\n' }, 'irreversible'],
    ['no down file', 'm/1_a.up.sql', {}, 'irreversible'],
    ['a folder of both', 'migrations/1_a/up.sql', { 'migrations/1_a/down.sql': 'drop table t;' }, 'written'],
    [
      'a script of db-migrate',
      'migrations/sqls/1-a-up.sql',
      { 'migrations/sqls/1-a-down.sql': 'drop table t;' },
      'written',
    ],
    ['an undo of Flyway', 'f/V1_1__a.sql', { 'f/U1.1__a.sql': 'drop table t;' }, 'written'],
    ['an undo of another version', 'f/V1__a.sql', { 'f/U2__b.sql': 'drop table t;' }, 'none'],
  ])('%s', async (_, path, others, rollback) => {
    expect((await read(path, { [path]: 'create table t (a int);', ...others }))?.rollback).toBe(rollback);
  });

  it.each<[string, string, Files, MigrationReading['transaction']]>([
    ['Flyway says nothing', 'f/V1__a.sql', {}, 'unknown'],
    ['Flyway is told not to', 'f/V1__a.sql', { 'f/V1__a.sql.conf': 'executeInTransaction=false\n' }, 'none'],
    ['Diesel does', 'migrations/1_a/up.sql', { 'diesel.toml': '' }, 'one'],
    [
      'Diesel is told not to',
      'migrations/1_a/up.sql',
      { 'diesel.toml': '', 'migrations/1_a/metadata.toml': 'run_in_transaction = false' },
      'none',
    ],
    ['Hasura is not Diesel', 'migrations/1_a/up.sql', {}, 'unknown'],
    ['sqlx is told not to', 'migrations/1_a.sql', {}, 'none'],
  ])('a transaction: %s', async (name, path, others, transaction) => {
    const text = name.startsWith('sqlx') ? '-- no-transaction\nup;' : 'up;';
    expect((await read(path, { [path]: text, ...others }))?.transaction).toBe(transaction);
  });
});

describe('what it is after all', () => {
  it.each<[string, string, Files]>([
    [
      'formatted SQL of Liquibase',
      'db/migrations/1_a.sql',
      { 'db/migrations/1_a.sql': '--liquibase formatted sql\n--changeset a:1\nup;' },
    ],
    [
      'a folder of Drizzle',
      'db/migrations/0001_a.sql',
      { 'db/migrations/0001_a.sql': 'up;', 'db/migrations/meta/_journal.json': '{}' },
    ],
    [
      'numbered SQL outside a folder of migrations',
      'sql/schema/001_users.sql',
      { 'sql/schema/001_users.sql': 'create table t (a int);' },
    ],
  ])('none of its own: %s', async (_, path, files) => {
    expect(await read(path, files)).toBeNull();
  });

  it.each<[string, string, MigrationReading['database']]>([
    ['migrations/mysql/1_a.sql', 'select 1;', 'mysql'],
    ['migrations/1_a.sqlite3.up.sql', 'select 1;', 'sqlite'],
    ['migrations/1_a.sql', 'create table t (a jsonb);', 'postgres'],
    ['migrations/1_a.sql', 'create table t (a int) engine=InnoDB;', 'mysql'],
    ['migrations/1_a.sql', 'create table t (a integer primary key autoincrement);', 'sqlite'],
    ['migrations/1_a.sql', 'create table t (a int);', null],
    ['migrations/1_a.sql', "insert into t values ('jsonb');", null],
    ['migrations/1_a.sql', 'create table t (a jsonb) engine=InnoDB;', null],
  ])('%s with %s', async (path, text, database) => {
    expect((await read(path, { [path]: text }))?.database).toBe(database);
  });

  it.each([
    ['migrations/clickhouse/1_a.sql', 'create table t (a int);', 1],
    ['migrations/1_a.cockroach.up.sql', 'create table t (a int);', 1],
    ['migrations/1_a.sql', 'ALTER TABLE dbo.T ADD C INT\nGO\nDROP TABLE dbo.U\nGO\n', 0],
  ])('belongs to another database: %s', async (path, text, operations) => {
    const parts = await sqlMigrations.readParts!({ path, text, tree: inMemoryTree({ [path]: text }) });
    expect(parts).toHaveLength(1);
    expect(parts![0]).toMatchObject({ isElsewhere: true, reading: { database: null } });
    expect(parts![0]!.reading.operations).toHaveLength(operations);
    expect(parts![0]!.reading.unread).toHaveLength(1 - operations);
  });

  it('may change when Flyway repeats it', async () => {
    const path = 'db/migration/R__views.sql';
    const parts = await sqlMigrations.readParts!({
      path,
      text: 'select 1;',
      tree: inMemoryTree({ [path]: '' }),
    });
    expect(parts![0]!.mayChange).toBe(true);
  });
});

describe('marks of another tool', () => {
  const text =
    'CREATE TABLE t (a int);\n-- +goose Down\nDROP TABLE users;\n-- +goose Up\nDROP TABLE teams;\n';

  it.each([
    'migrations/000001_a.up.sql',
    'db/migration/V1__a.sql',
    'db/migration/R__a.sql',
    'migrations/2024-01-01-120000_a/up.sql',
    'migrations/sqls/20240101120000-a-up.sql',
  ])('do not cut %s, whose name says its own', async (path) => {
    const reading = await read(path, { [path]: text });
    expect(forward(reading)).toEqual([[1, text.trimEnd()]]);
    expect(reading?.unread).toEqual([]);
  });

  it('leave what stands above them unread', async () => {
    const path = 'migrations/1_a.sql';
    const sql = '-- why\n\nDROP TABLE users;\n-- +goose Up\nDROP TABLE teams;\n';
    const reading = await read(path, { [path]: sql });
    expect(forward(reading)).toEqual([[5, 'DROP TABLE teams;']]);
    expect(reading?.unread).toEqual([{ line: 3, reason: 'statements above the mark of a direction' }]);
  });

  it('may have comments above them', async () => {
    const path = 'migrations/1_a.sql';
    const reading = await read(path, { [path]: '/* why */\n-- so\n-- +goose Up\nDROP TABLE teams;\n' });
    expect(reading?.unread).toEqual([]);
  });

  it('cut nothing where none says what runs forward', async () => {
    const path = 'migrations/1_a.sql';
    const sql = 'DROP TABLE users;\n-- Down Migration\nDROP TABLE teams;';
    expect(forward(await read(path, { [path]: sql }))).toEqual([[1, sql]]);
  });
});

describe('batches of Transact-SQL', () => {
  const path = 'migrations/1_a.sql';
  it.each([
    '/*\nGO\n*/\nDROP TABLE users;',
    "INSERT INTO t VALUES ('\nGO\n');\nDROP TABLE users;",
    'DO $$\nGO\n$$;\nDROP TABLE users;',
  ])('are none where a comment or a string says GO: %j', async (text) => {
    const reading = await read(path, { [path]: text });
    expect(reading).toMatchObject({ unread: [], operations: [{ kind: 'sql' }] });
  });

  it.each([
    'ALTER TABLE T ADD C INT\nGO\n',
    'ALTER TABLE T ADD C INT;\r\n  go \r\nDROP TABLE U',
    'SELECT 1\nGO',
  ])('are told of %j', async (text) => {
    const reading = await read(path, { [path]: text });
    expect(reading).toMatchObject({ unread: [{ line: 1 }], operations: [] });
  });
});

describe('signs of another format', () => {
  it('count not for a header of Liquibase without changesets', async () => {
    const path = 'db/migration/V2__a.sql';
    const text = '-- liquibase formatted sql\nDROP TABLE users;';
    expect(await liquibaseMigrations.readParts!({ path, text, tree: inMemoryTree({}) })).toBeNull();
    expect(forward(await read(path, { [path]: text }))).toEqual([[1, text]]);
  });

  it.each(['migrations/V2__a.sql', 'migrations/000002_a.up.sql', 'migrations/20240101120000_a.sql'])(
    'count not for a journal of Drizzle beside %s',
    async (path) => {
      const files = { [path]: 'DROP TABLE users;', 'migrations/meta/_journal.json': '{}' };
      expect(forward(await read(path, files))).toEqual([[1, 'DROP TABLE users;']]);
    },
  );
});
