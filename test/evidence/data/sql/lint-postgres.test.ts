import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findSquawk } from '../../../../src/evidence/data/sql/find-squawk.ts';
import { lintPostgres } from '../../../../src/evidence/data/sql/lint-postgres.ts';

/** Severity, line and rule of all that is found in one text. */
async function lint(sql: string, inTransaction: boolean | null = null): Promise<string[]> {
  const { lints, unread, failure } = await lintPostgres([{ sql, inTransaction }]);
  expect(failure).toBeNull();
  expect(unread).toEqual([]);
  return lints.map(({ severity, line, rule }) => `${severity} ${line} ${rule.replace('data/', '')}`);
}

describe('what squawk and strong_migrations warn of', () => {
  it.each([
    ['alter table t add column c int not null', 'warning 1 adding-required-field'],
    ['alter table t add column c uuid default gen_random_uuid()', 'warning 1 adding-field-with-default'],
    [
      'alter table t add column c int generated always as (a + 1) stored',
      'warning 1 adding-field-with-default',
    ],
    ['alter table t add column c text default app.f()', 'note 1 adding-field-with-default'],
    [
      'alter table t add constraint f foreign key (a) references b (id)',
      'warning 1 adding-foreign-key-constraint',
    ],
    ['alter table t add c int default 1 references b (id)', 'warning 1 adding-foreign-key-constraint'],
    ['alter table t add constraint c check (a > 0)', 'warning 1 constraint-missing-not-valid'],
    ['alter table t add constraint u unique (a)', 'warning 1 disallowed-unique-constraint'],
    ['alter table t add primary key (a)', 'warning 1 adding-serial-primary-key-field'],
    ['alter table t alter column c set not null', 'warning 1 adding-not-nullable-field'],
    ['alter table t alter column c drop not null', 'note 1 ban-drop-not-null'],
    ['alter table t alter column c type bigint', 'warning 1 changing-column-type'],
    ['alter table t alter column c type text', 'note 1 changing-column-type'],
    ['alter table t alter column c type varchar(200)', 'note 1 changing-column-type'],
    ['alter table t drop column c', 'warning 1 ban-drop-column'],
    ['drop table t', 'warning 1 ban-drop-table'],
    ['-- note\rdrop table t', 'warning 1 ban-drop-table'],
    ['-- note\rselect 1;\r\ndrop table t', 'warning 2 ban-drop-table'],
    ['drop database d', 'warning 1 ban-drop-database'],
    ['truncate t cascade', 'warning 1 ban-truncate-cascade'],
    ['alter table t rename column a to b', 'warning 1 renaming-column'],
    ['alter table t rename to u', 'warning 1 renaming-table'],
    ['create index i on t (a)', 'warning 1 require-concurrent-index-creation'],
    ['drop index i', 'note 1 require-concurrent-index-deletion'],
    ['reindex index i', 'warning 1 require-concurrent-reindex'],
    ['update t set a = 1, a = 2', 'error 1 ban-duplicate-column-assignments'],
    ['begin;\nselect 1', 'warning 1 ban-uncommitted-transaction'],
    ['DO $$ BEGIN\n ALTER TABLE t DROP COLUMN c;\nEND $$', 'warning 2 ban-drop-column'],
    ['select 1\n;\n\nalter table t\n  add a int,\n  drop column c', 'warning 6 ban-drop-column'],
  ])('%s', async (sql, expected) => {
    expect(await lint(sql)).toEqual([expected]);
  });

  it('names what it is about and a way out', async () => {
    const { lints } = await lintPostgres([
      {
        sql: 'alter table billing."Invoice" add a int, drop column total, drop column tax;',
        inTransaction: null,
      },
    ]);
    expect(
      lints.map(({ message, table, operation }) => [message.split(':')[0], table, operation?.kind]),
    ).toEqual([
      ['Column billing.Invoice.total is dropped', 'billing.Invoice', 'drop-column'],
      ['Column billing.Invoice.tax is dropped', 'billing.Invoice', 'drop-column'],
    ]);
    for (const { help, message } of lints) {
      expect(help).toMatch(/^[A-Z].*[^.]$/);
      expect(message).toMatch(/[^.]$/);
    }
  });
});

describe('what does no harm', () => {
  it.each([
    [
      'a table made before',
      'create table t (a int not null);\ncreate index i on t (a);\nalter table t add b int not null, add foreign key (a) references o;\nalter table t drop column a;\ndrop index i;\ndrop table t;',
    ],
    [
      'a table made in the same schema',
      'create table public."T" (a int);\ncreate unique index i on "T" (a);',
    ],
    [
      'a table made and renamed',
      'create table n (a int);\nalter table n rename to t;\ncreate index i on t (a);',
    ],
    ['a temporary table', 'create temp table t (a int);\ncreate index i on t (a);\ndrop table t;'],
    [
      'a constant default',
      "alter table t add c int not null default 0, add d timestamptz default now(), add e jsonb default '{}'::jsonb;",
    ],
    ['a serial column that says NOT NULL', 'alter table t add c bigserial not null;'],
    ['NOT VALID', 'alter table t add constraint f foreign key (a) references b not valid;'],
    [
      'a foreign key of a column that is added empty',
      'alter table t add c int references b (id), add d int;',
    ],
    ['a later validation', 'alter table t validate constraint f;'],
    ['a ready index', 'alter table t add constraint u unique using index i;'],
    ['CONCURRENTLY', 'create index concurrently i on t (a);'],
    [
      'NOT NULL behind a validated check',
      'alter table t add constraint n check (c is not null) not valid;\nalter table t validate constraint n;\nalter table t alter column c set not null;',
    ],
    ['comments', '-- drop table t;\n/* alter table t drop column c; */'],
    ['texts', "insert into t (a) values ('drop table t;');"],
    ['bodies of functions', 'create function f() returns void as $$ drop table t; $$ language sql;'],
    ['style', 'create table t (a char(3), b int, c timestamp, d varchar(10), e serial);'],
    ['COPY data', 'copy t from stdin;\ndrop table t;\n\\.\n'],
    ['psql commands', '\\set ON_ERROR_STOP on\nselect 1;'],
  ])('%s', async (_, sql) => {
    expect(await lint(sql)).toEqual([]);
  });
});

describe('transactions', () => {
  it('refuses a concurrent index in a transaction, alone or not, and a dropped one', async () => {
    const rule = 'ban-concurrent-index-creation-in-transaction';
    expect(await lint('create index concurrently i on t (a);', true)).toEqual([`error 1 ${rule}`]);
    expect(await lint('drop index concurrently i;\nselect 1;', true)).toEqual([`error 1 ${rule}`]);
    expect(await lint('begin;\ncreate index concurrently i on t (a);\ncommit;')).toEqual([`error 2 ${rule}`]);
  });

  it('says nothing of them where there is none, or none is known of', async () => {
    for (const inTransaction of [false, null]) {
      expect(await lint('create index concurrently i on t (a);\nselect 1;', inTransaction)).toEqual([]);
    }
  });

  it('minds a transaction inside that of the tool', async () => {
    expect(await lint('begin;\nselect 1;\ncommit;', true)).toEqual([
      'warning 1 transaction-nesting',
      'warning 3 transaction-nesting',
    ]);
    expect(await lint('begin;\nselect 1;\ncommit;')).toEqual([]);
  });
});

describe('parts', () => {
  it('keeps them apart, with the lines of their files', async () => {
    const { lints } = await lintPostgres([
      { sql: 'create table t (a int);', inTransaction: null },
      { sql: '\ncreate index i on t (a);', inTransaction: true, firstLine: 10 },
      { sql: 'drop table u;', inTransaction: null },
    ]);
    expect(lints.map(({ part, line, table }) => [part, line, table])).toEqual([
      [1, 11, 't'],
      [2, 1, 'u'],
    ]);
  });

  it('reads on behind what squawk cannot parse, and says what that was', async () => {
    const { lints, unread } = await lintPostgres([
      {
        sql: 'drop table a;\nalter table t frob the knob;\ndrop table b;\n\nalter tabel x;',
        inTransaction: null,
      },
    ]);
    expect(lints.map(({ line, table }) => [line, table])).toEqual([
      [1, 'a'],
      [3, 'b'],
    ]);
    expect(unread.map(({ line }) => line)).toEqual([2, 5]);
  });

  it.each([
    ['parentheses', `select ${'('.repeat(50_000)};`, 1],
    ['a long statement', `select ${'not '.repeat(50_000)} a;`, 1],
    ['a long list of rows', `insert into t values ${'(1), '.repeat(5_000)}(2);`, 0],
  ])('keeps from squawk what it would die of, or long work: %s', async (_, sql, missed) => {
    const { lints, unread, failure } = await lintPostgres([
      { sql: `${sql}\ndrop table u;`, inTransaction: null },
      { sql: 'drop table v;', inTransaction: null },
    ]);
    expect(lints.map(({ table }) => table)).toEqual(['u', 'v']);
    expect(unread).toHaveLength(missed);
    expect(failure).toBeNull();
  });

  it('takes placeholders for names', async () => {
    const schema = `$${'{schema}'}`;
    expect(await lint(`alter table ${schema}.t drop column c;`)).toEqual(['warning 1 ban-drop-column']);
  });

  it('has nothing to do without parts', async () => {
    expect(await lintPostgres([])).toEqual({ lints: [], unread: [], leftOut: [], failure: null });
  });

  it('works in a folder of its own and removes it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'architect-test-'));
    vi.stubEnv('TMPDIR', folder);
    try {
      await lint('drop table t;');
      expect(await readdir(folder)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
  });

  it('lowers what a comment of squawk accepts, and only that', async () => {
    const sql =
      '-- squawk-ignore ban-drop-column -- not used since May\nalter table t drop column a;\nalter table t drop column b;\n';
    expect(await lint(sql)).toEqual(['note 2 ban-drop-column', 'warning 3 ban-drop-column']);
    expect(await lint(`-- squawk-ignore-file\n${sql}`)).toEqual([
      'note 3 ban-drop-column',
      'note 4 ban-drop-column',
    ]);
    expect(await lint('-- squawk-ignore ban-drop-table\nalter table t drop column a;')).toEqual([
      'warning 2 ban-drop-column',
    ]);
  });
});

it('knows no squawk for platforms that have none', () => {
  expect(findSquawk('plan9', 'mips')).toBeNull();
});
