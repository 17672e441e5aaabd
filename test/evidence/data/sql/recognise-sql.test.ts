import { describe, expect, it } from 'vitest';
import type { Database, SchemaOperation } from '../../../../src/evidence/data/schema-operation.ts';
import { recogniseSql } from '../../../../src/evidence/data/sql/recognise-sql.ts';
import { timeRatio } from '../../time-ratio.ts';

type Bare = SchemaOperation extends infer Each ? (Each extends unknown ? Omit<Each, 'line'> : never) : never;

function operations(sql: string, database: Database | null = 'postgres'): Bare[] {
  const found = recogniseSql(sql, database);
  expect(found.unread).toEqual([]);
  return found.operations.map(({ line: _line, ...operation }) => operation as Bare);
}

const column = { kind: 'add-column', table: 't', column: 'c' } as const;
const index = { kind: 'add-index' as const, table: 't', name: 'i', columns: ['a'], unique: false };
const data = { kind: 'change-data', table: 't' } as const;

describe('tables', () => {
  it.each<[string, Bare[]]>([
    [
      'create table if not exists "Billing"."Invoice" (id int)',
      [{ kind: 'create-table', table: 'Billing.Invoice' }],
    ],
    ['create unlogged table t as select 1', [{ kind: 'create-table', table: 't' }]],
    ['select a into t from b', [{ kind: 'create-table', table: 't' }]],
    [
      'drop table if exists a, b cascade',
      [
        { kind: 'drop-table', table: 'a' },
        { kind: 'drop-table', table: 'b' },
      ],
    ],
    ['alter table if exists only s.a rename to b', [{ kind: 'rename-table', table: 's.a', to: 's.b' }]],
    ['alter table a set schema s', [{ kind: 'rename-table', table: 'a', to: 's.a' }]],
    ['alter table t rename column a to b', [{ kind: 'rename-column', table: 't', column: 'a', to: 'b' }]],
    ['alter table t rename a to b', [{ kind: 'rename-column', table: 't', column: 'a', to: 'b' }]],
  ])('%s', (sql, expected) => {
    expect(operations(sql)).toEqual(expected);
  });

  it('renames as MySQL does', () => {
    const renamed = [
      { kind: 'rename-table', table: 'a', to: 'b' },
      { kind: 'rename-table', table: 'c', to: 'd' },
    ];
    expect(operations('RENAME TABLE `a` TO `b`, c TO d', 'mysql')).toEqual(renamed);
    expect(operations('alter table a rename as b; alter table c rename d', 'mysql')).toEqual(renamed);
  });
});

describe('columns', () => {
  it.each<[string, Bare[]]>([
    ['add column c int', [{ ...column, type: 'int', nullable: true, default: 'none' }]],
    [
      'add if not exists c varchar(10) not null',
      [{ ...column, type: 'varchar(10)', nullable: false, default: 'none' }],
    ],
    [
      'add c numeric(10, 2) not null default 0',
      [{ ...column, type: 'numeric(10,2)', nullable: false, default: 'constant' }],
    ],
    [
      'add c timestamp with time zone default now()',
      [{ ...column, type: 'timestamp with time zone', nullable: true, default: 'constant' }],
    ],
    [
      "add c text[] default '{}'::text[] not null",
      [{ ...column, type: 'text[]', nullable: false, default: 'constant' }],
    ],
    [
      'add c uuid default gen_random_uuid()',
      [{ ...column, type: 'uuid', nullable: true, default: 'volatile' }],
    ],
    ['add c text default app.next_name()', [{ ...column, type: 'text', nullable: true, default: 'unknown' }]],
    ['add c text default null', [{ ...column, type: 'text', nullable: true, default: 'none' }]],
    [
      "add c text default cast('a' as varchar(10))",
      [{ ...column, type: 'text', nullable: true, default: 'constant' }],
    ],
    ['add c bigserial', [{ ...column, type: 'bigserial', nullable: false, default: 'volatile' }]],
    [
      'add c int generated always as identity',
      [{ ...column, type: 'int', nullable: false, default: 'volatile' }],
    ],
    [
      'add c int generated always as (a * 2) stored',
      [{ ...column, type: 'int', nullable: true, default: 'volatile' }],
    ],
    [
      'add c int constraint f references b (id) on delete cascade not valid',
      [
        { ...column, type: 'int', nullable: true, default: 'none' },
        { kind: 'add-constraint', table: 't', name: 'f', constraint: 'foreign-key', validated: false },
      ],
    ],
    [
      'drop column if exists c cascade, drop d',
      [
        { kind: 'drop-column', table: 't', column: 'c' },
        { kind: 'drop-column', table: 't', column: 'd' },
      ],
    ],
    [
      'alter column c type bigint using c::bigint',
      [{ kind: 'change-type', table: 't', column: 'c', from: null, to: 'bigint' }],
    ],
    [
      'alter c set data type varchar(20)',
      [{ kind: 'change-type', table: 't', column: 'c', from: null, to: 'varchar(20)' }],
    ],
    ['alter c set not null', [{ kind: 'set-not-null', table: 't', column: 'c' }]],
    ['alter c drop not null', [{ kind: 'drop-not-null', table: 't', column: 'c' }]],
  ])('alter table t %s', (clause, expected) => {
    expect(operations(`alter table t ${clause}`)).toEqual(expected);
  });

  it.each<[string, Bare[]]>([
    [
      'add column (c int, d text)',
      [
        { ...column, type: 'int', nullable: true, default: 'none' },
        { ...column, column: 'd', type: 'text', nullable: true, default: 'none' },
      ],
    ],
    [
      'add c int unsigned not null auto_increment after b',
      [{ ...column, type: 'int unsigned', nullable: false, default: 'volatile' }],
    ],
    [
      "add c enum('a','b') not null default 'a' comment 'x, y'",
      [{ ...column, type: "enum('a','b')", nullable: false, default: 'constant' }],
    ],
    ['add c int references b (id)', [{ ...column, type: 'int', nullable: true, default: 'none' }]],
    ['add c int as (a + 1) virtual', [{ ...column, type: 'int', nullable: true, default: 'constant' }]],
    [
      'modify column c varchar(20) not null',
      [{ kind: 'change-type', table: 't', column: 'c', from: null, to: 'varchar(20)' }],
    ],
    ['change c c bigint', [{ kind: 'change-type', table: 't', column: 'c', from: null, to: 'bigint' }]],
    ['change `c` `d` bigint', [{ kind: 'rename-column', table: 't', column: 'c', to: 'd' }]],
  ])('alter table t %s in MySQL', (clause, expected) => {
    expect(operations(`alter table t ${clause}`, 'mysql')).toEqual(expected);
  });

  it('holds what SQLite refuses to add for a default that is no constant', () => {
    const added = operations('alter table t add c text default current_timestamp', 'sqlite');
    expect(added).toEqual([{ ...column, type: 'text', nullable: true, default: 'volatile' }]);
  });
});

describe('indexes and constraints', () => {
  it.each<[string, Database, Bare]>([
    ['create index i on t (a)', 'postgres', { ...index, concurrent: false }],
    [
      'create unique index concurrently if not exists i on only t using btree (a desc, lower(b)) where a > 1',
      'postgres',
      { ...index, columns: ['a', 'lower(b)'], unique: true, concurrent: true },
    ],
    ['create index on t (a)', 'postgres', { ...index, name: null, concurrent: false }],
    ['create index i on t (a(10))', 'mysql', { ...index, concurrent: true }],
    ['create index i on t (a) lock=shared', 'mysql', { ...index, concurrent: false }],
    ['create fulltext index i on t (a)', 'mysql', { ...index, concurrent: false }],
    ['alter table t add index i (a)', 'mysql', { ...index, concurrent: true }],
    ['alter table t add key i (a), algorithm=copy', 'mysql', { ...index, concurrent: false }],
    ['alter table t add unique key i (a)', 'mysql', { ...index, unique: true, concurrent: true }],
    ['alter table t add constraint i unique (a)', 'mysql', { ...index, unique: true, concurrent: true }],
    [
      'drop index concurrently if exists s.i',
      'postgres',
      { kind: 'drop-index', table: null, name: 's.i', concurrent: true },
    ],
    ['drop index i on t', 'mysql', { kind: 'drop-index', table: 't', name: 'i', concurrent: true }],
    ['alter table t drop index i', 'mysql', { kind: 'drop-index', table: 't', name: 'i', concurrent: true }],
    ['alter table t drop key', 'postgres', { kind: 'drop-column', table: 't', column: 'key' }],
    [
      'alter table t add constraint n foreign key (a) references b',
      'postgres',
      { kind: 'add-constraint', table: 't', name: 'n', constraint: 'foreign-key', validated: true },
    ],
    [
      'alter table t add constraint n check (a > 0) not valid',
      'postgres',
      { kind: 'add-constraint', table: 't', name: 'n', constraint: 'check', validated: false },
    ],
    [
      'alter table t add constraint n unique using index i',
      'postgres',
      { kind: 'add-constraint', table: 't', name: 'n', constraint: 'unique', validated: false },
    ],
    [
      'alter table t add unique (a) using index tablespace s',
      'postgres',
      { kind: 'add-constraint', table: 't', name: null, constraint: 'unique', validated: true },
    ],
    [
      'alter table t add primary key (a)',
      'postgres',
      { kind: 'add-constraint', table: 't', name: null, constraint: 'primary-key', validated: true },
    ],
    [
      'alter table t add constraint n exclude using gist (a with &&)',
      'postgres',
      { kind: 'add-constraint', table: 't', name: 'n', constraint: 'exclude', validated: true },
    ],
    [
      'alter table t validate constraint n',
      'postgres',
      { kind: 'validate-constraint', table: 't', name: 'n' },
    ],
    [
      'alter table t drop constraint if exists n',
      'postgres',
      { kind: 'drop-constraint', table: 't', name: 'n' },
    ],
    ['alter table t drop foreign key n', 'mysql', { kind: 'drop-constraint', table: 't', name: 'n' }],
  ])('%s (%s)', (sql, database, expected) => {
    expect(operations(sql, database)).toEqual([expected]);
  });
});

describe('changes of rows', () => {
  it.each<[string, Bare]>([
    ['update t set a = 1', { ...data, statement: 'update', bounded: false }],
    ['update t set a = 1 where b is null', { ...data, statement: 'update', bounded: false }],
    ["update t set a = 1 where role = 'b'", { ...data, statement: 'update', bounded: false }],
    ['update t set id = 1', { ...data, statement: 'update', bounded: false }],
    ['update t set a = 1 where t.id = o.id', { ...data, statement: 'update', bounded: false }],
    ['update t set a = 1 where id = 5 or b', { ...data, statement: 'update', bounded: false }],
    ['update t set a = 1 where id = 5', { ...data, statement: 'update', bounded: true }],
    ["update t set a = 1 where b and t.key in ('x', 'y')", { ...data, statement: 'update', bounded: true }],
    ['update t set a = 1 where id between 1 and 500', { ...data, statement: 'update', bounded: true }],
    [
      'delete from t where id in (select id from t limit 100)',
      { ...data, statement: 'delete', bounded: true },
    ],
    ['delete from t', { ...data, statement: 'delete', bounded: false }],
    ['insert into t (a) values (1), (2)', { ...data, statement: 'insert', bounded: true }],
    ['insert into t select 1, 2', { ...data, statement: 'insert', bounded: true }],
    ['insert into t (a) select a from o', { ...data, statement: 'insert', bounded: false }],
    [
      'merge into t using o on t.id = o.id when matched then delete',
      { ...data, statement: 'update', bounded: false },
    ],
    ['truncate table only t', { ...data, statement: 'truncate', bounded: false }],
    ['with x as (select 1) update t set a = 1', { ...data, statement: 'update', bounded: false }],
  ])('%s', (sql, expected) => {
    expect(operations(sql)).toEqual([expected]);
  });

  it('finds the changes inside a WITH', () => {
    expect(operations('with gone as (delete from t returning *) insert into o select * from gone')).toEqual([
      { ...data, statement: 'delete', bounded: false },
      { ...data, table: 'o', statement: 'insert', bounded: false },
    ]);
  });
});

describe('blocks', () => {
  it('reads the SQL inside, with its lines', () => {
    const sql = `DO $$
DECLARE n int := 1;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type) THEN
    ALTER TABLE t ADD COLUMN c int;
  ELSE
    EXECUTE 'DROP TABLE o';
  END IF;
  FOR r IN SELECT 1 LOOP UPDATE t SET a = 1 WHERE id = 3; END LOOP;
EXCEPTION WHEN duplicate_column THEN NULL;
END $$;`;
    const { operations: found, unread } = recogniseSql(sql, 'postgres');
    expect(found.map(({ line, kind }) => [line, kind])).toEqual([
      [5, 'add-column'],
      [7, 'drop-table'],
      [9, 'change-data'],
    ]);
    expect(unread).toEqual([]);
  });

  it('says which SQL is computed', () => {
    const { unread } = recogniseSql("DO $$ BEGIN\nEXECUTE format('DROP TABLE %I', n);\nEND $$", 'postgres');
    expect(unread).toEqual([{ line: 2, reason: 'computed SQL' }]);
  });

  it('leaves bodies of functions alone', () => {
    expect(operations('create function f() returns void as $$ drop table t; $$ language sql')).toEqual([
      { kind: 'other', what: 'create function f' },
    ]);
  });
});

describe('what does no harm', () => {
  it.each([
    ['comment on table t is $$drop table t;$$'],
    ["select 'drop table t'"],
    ["insert into other values ('; drop table t;')"],
    ['-- drop table t\nselect 1'],
    ['/* alter table t drop column c; */ select 1'],
    ['alter table t enable row level security'],
    ['alter table t alter column c set default 1'],
    ['alter table t owner to o'],
    ['alter index i rename to j'],
    ["alter type e add value 'x'"],
    ['drop view v'],
    ['create view v as select 1'],
    ['create temp table x (a int); insert into x select * from t; drop table x'],
    ['create materialized view v as select 1; create index on v (a)'],
    ['begin; commit'],
  ])('%s', (sql) => {
    const kinds = operations(sql).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'other' && kind !== 'change-data')).toEqual([]);
  });

  it.each([
    [
      'create new, copy, drop old, rename',
      'create table n (a int); insert into n select a from t; drop table t; alter table n rename to t;',
    ],
    [
      'rename away, create, copy, drop',
      'alter table t rename to o; create table t (a int); insert into t select a from o; drop table o;',
    ],
    [
      'what an earlier try left is dropped first',
      'drop table if exists o; alter table t rename to o; create table t (a int); insert into t select a from o; drop table o;',
    ],
    [
      'the same for a new one',
      'drop table if exists n; create table n (a int); insert into n select a from t; drop table t; alter table n rename to t;',
    ],
  ])('takes a rebuild of SQLite for what it is: %s', (_, sql) => {
    expect(operations(sql, 'sqlite')).toEqual([{ kind: 'other', what: 'rebuilds table t through a copy' }]);
    expect(operations(sql, 'postgres').map(({ kind }) => kind)).toContain('drop-table');
  });

  it('sees a table dropped beside a rebuild, and one that is replaced by another that stood', () => {
    const kinds = (sql: string) => operations(sql, 'sqlite').map(({ kind }) => kind);
    expect(kinds('drop table x; create table n (a int); drop table t; alter table n rename to t')).toEqual([
      'drop-table',
      'other',
    ]);
    expect(kinds('drop table t; alter table o rename to t')).toEqual(['drop-table', 'rename-table']);
  });
});

describe('what is not understood', () => {
  it.each<[string, Database | null, string]>([
    ['frobnicate the table', null, 'SQL that was not understood: frobnicate the table'],
    ["alter table t add c int default '{{ x }}' {{ y }}", null, 'a template, not plain SQL'],
    ["set @s = 'drop table t'; prepare p from @s", 'mysql', 'computed SQL'],
    ["exec sp_rename 'a', 'b'", null, 'computed SQL'],
    ['do $$ x $$ language plpython3u', 'postgres', 'a block in a language other than SQL'],
  ])('%s', (sql, database, reason) => {
    expect(recogniseSql(sql, database).unread.map((each) => each.reason)).toContain(reason);
  });

  it('gives lines of the file', () => {
    const { operations: found, unread } = recogniseSql('drop table a;\n\nfrob;', null, 7);
    expect([found[0]!.line, unread[0]!.line]).toEqual([7, 9]);
  });

  it.each([
    ['clauses', 'alter table t ', 'add c int default (a(b(1))), '],
    ['renames', '', 'create table n (a int); drop table t; alter table n rename to t;'],
    ['WITH', 'with a as (select 1)', ', b as (delete from t where id = 1)'],
    ['blocks', 'do $$ begin ', 'if a then update t set b = 1; end if; '],
  ])('takes time in step with the length: %s', (_, start, piece) => {
    expect(
      timeRatio((size) => {
        const text = start + piece.repeat(Math.ceil(size / piece.length));
        return () => recogniseSql(text, null);
      }),
    ).toBeLessThan(3);
  });
});

describe('what is not of the schema', () => {
  it('passes over tables of the database itself', () => {
    const { operations: found } = recogniseSql('UPDATE pg_index SET indisready = false;', 'postgres');
    expect(found).toMatchObject([{ kind: 'other' }]);
  });

  it('takes for no table what is made again as a view, and a table for one', () => {
    const view = 'DROP TABLE app.hourly;\nCREATE MATERIALIZED VIEW app.hourly TO app.sums AS SELECT 1;';
    expect(recogniseSql(view, null).operations[0]).toMatchObject({ kind: 'other' });
    const swap =
      'CREATE MATERIALIZED VIEW app.new AS SELECT 1; RENAME TABLE app.hourly TO app.old; RENAME TABLE app.new TO app.hourly;';
    expect(recogniseSql(swap, null).operations.map(({ kind }) => kind)).toEqual(['other', 'other', 'other']);
    const table = view.replace('VIEW app.hourly', 'VIEW app.daily');
    expect(recogniseSql(table, null).operations[0]).toMatchObject({ kind: 'drop-table' });
  });
});
