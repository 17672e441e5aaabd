import { describe, expect, it } from 'vitest';
import { freshAfter, nothingFresh } from '../../../src/evidence/data/fresh.ts';
import { judgeOperations } from '../../../src/evidence/data/judge-operations.ts';
import type { MigrationReading } from '../../../src/evidence/data/migration.ts';
import type { Database, SchemaOperation } from '../../../src/evidence/data/schema-operation.ts';
import { setsDefault } from '../../../src/evidence/data/sql/alter-table.ts';
import { timeRatio } from '../time-ratio.ts';

type Draft = SchemaOperation extends infer One
  ? One extends { line: number }
    ? Omit<One, 'line'>
    : never
  : never;

interface Case {
  name: string;
  steps: Draft[];
  database?: Database | null;
  transaction?: MigrationReading['transaction'];
  /** Steps of a migration before it in the same change. */
  before?: Draft[];
  /** `rule severity` of each fact. */
  facts: string[];
}

const table = 'users';
const column = 'email';
const create: Draft = { kind: 'create-table', table };
const drop: Draft = { kind: 'drop-column', table, column };
const notNull: Draft = { kind: 'set-not-null', table, column };
const update: Draft = { kind: 'change-data', table, statement: 'update', bounded: false };

function add(more: Partial<Extract<SchemaOperation, { kind: 'add-column' }>> = {}): Draft {
  return { kind: 'add-column', table, column, type: 'text', nullable: true, default: 'none', ...more };
}

function index(more: Partial<Extract<SchemaOperation, { kind: 'add-index' }>> = {}): Draft {
  return {
    kind: 'add-index',
    table,
    name: 'i',
    columns: [column],
    unique: false,
    concurrent: false,
    ...more,
  };
}

function constraint(
  kind: Extract<SchemaOperation, { kind: 'add-constraint' }>['constraint'],
  validated = true,
  name: string | null = 'c',
): Draft {
  return { kind: 'add-constraint', table, name, constraint: kind, validated };
}

function type(from: string | null, to: string | null): Draft {
  return { kind: 'change-type', table, column, from, to };
}

const finds: Case[] = [
  {
    name: 'a dropped column, whatever the database',
    steps: [drop],
    database: null,
    facts: ['ban-drop-column warning'],
  },
  {
    name: 'a dropped table',
    steps: [{ kind: 'drop-table', table }],
    database: 'sqlite',
    facts: ['ban-drop-table warning'],
  },
  {
    name: 'a renamed column',
    steps: [{ kind: 'rename-column', table, column, to: 'mail' }],
    database: null,
    facts: ['renaming-column warning'],
  },
  {
    name: 'a renamed table',
    steps: [{ kind: 'rename-table', table, to: 'people' }],
    database: null,
    facts: ['renaming-table warning'],
  },
  {
    name: 'NOT NULL without a default',
    steps: [add({ nullable: false })],
    database: null,
    facts: ['adding-required-field warning'],
  },
  {
    name: 'NOT NULL with a default that does not stay',
    steps: [add({ nullable: false, default: 'constant', defaultDropped: true })],
    facts: ['adding-required-field note'],
  },
  {
    name: 'a volatile default',
    steps: [add({ default: 'volatile' })],
    facts: ['adding-field-with-default warning'],
  },
  {
    name: 'a serial column',
    steps: [add({ type: 'bigserial', nullable: false })],
    facts: ['adding-field-with-default warning'],
  },
  {
    name: 'an expression as default on MySQL',
    steps: [add({ default: 'volatile' })],
    database: 'mysql',
    facts: ['adding-field-with-default warning'],
  },
  {
    name: 'a column renamed twice, once',
    steps: [
      { kind: 'rename-column', table, column, to: 'mail' },
      { kind: 'rename-column', table, column: 'mail', to: 'address' },
    ],
    facts: ['renaming-column warning'],
  },
  { name: 'SET NOT NULL', steps: [notNull], facts: ['adding-not-nullable-field warning'] },
  {
    name: 'SET NOT NULL on MySQL',
    steps: [notNull],
    database: 'mysql',
    facts: ['adding-not-nullable-field note'],
  },
  { name: 'a plain index', steps: [index()], facts: ['require-concurrent-index-creation warning'] },
  {
    name: 'a plain unique index',
    steps: [index({ unique: true })],
    facts: ['require-concurrent-index-creation warning'],
  },
  {
    name: 'an index dropped',
    steps: [{ kind: 'drop-index', table, name: 'i', concurrent: false }],
    facts: ['require-concurrent-index-deletion note'],
  },
  {
    name: 'CONCURRENTLY in a transaction',
    steps: [index({ concurrent: true })],
    transaction: 'one',
    facts: ['ban-concurrent-index-creation-in-transaction error'],
  },
  {
    name: 'CONCURRENTLY in a transaction on a new table as well',
    steps: [create, index({ concurrent: true })],
    transaction: 'one',
    facts: ['ban-concurrent-index-creation-in-transaction error'],
  },
  {
    name: 'DROP INDEX CONCURRENTLY in a transaction',
    steps: [{ kind: 'drop-index', table: null, name: 'i', concurrent: true }],
    transaction: 'one',
    facts: ['ban-concurrent-index-creation-in-transaction error'],
  },
  {
    name: 'a foreign key',
    steps: [constraint('foreign-key')],
    facts: ['adding-foreign-key-constraint warning'],
  },
  {
    name: 'a foreign key on MySQL',
    steps: [constraint('foreign-key')],
    database: 'mysql',
    facts: ['adding-foreign-key-constraint warning'],
  },
  { name: 'a check', steps: [constraint('check')], facts: ['constraint-missing-not-valid warning'] },
  {
    name: 'a unique constraint',
    steps: [constraint('unique')],
    facts: ['disallowed-unique-constraint warning'],
  },
  {
    name: 'a primary key',
    steps: [constraint('primary-key')],
    facts: ['adding-serial-primary-key-field warning'],
  },
  {
    name: 'an exclusion constraint',
    steps: [constraint('exclude')],
    facts: ['constraint-missing-not-valid note'],
  },
  {
    name: 'NOT VALID, validated in the same transaction',
    steps: [constraint('check', false), { kind: 'validate-constraint', table, name: 'c' }],
    transaction: 'one',
    facts: ['constraint-missing-not-valid warning'],
  },
  {
    name: 'a type that is written anew',
    steps: [type('integer', 'bigint')],
    facts: ['changing-column-type warning'],
  },
  {
    name: 'a type whose old one is not known',
    steps: [type(null, 'integer')],
    facts: ['changing-column-type warning'],
  },
  {
    name: 'to a text from what is not known',
    steps: [type(null, 'text')],
    facts: ['changing-column-type note'],
  },
  {
    name: 'a shorter text',
    steps: [type('varchar(255)', 'varchar(50)')],
    database: null,
    facts: ['narrowing-column-type warning'],
  },
  { name: 'a smaller number', steps: [type('bigint', 'integer')], facts: ['narrowing-column-type warning'] },
  {
    name: 'fewer digits',
    steps: [type('numeric(10,2)', 'numeric(8,2)')],
    facts: ['narrowing-column-type warning'],
  },
  {
    name: 'another scale',
    steps: [type('numeric(10,2)', 'numeric(12,4)')],
    facts: ['changing-column-type warning'],
  },
  {
    name: 'a time that becomes a day',
    steps: [type('timestamp', 'date')],
    facts: ['narrowing-column-type warning'],
  },
  {
    name: 'a text of MySQL past its length byte',
    steps: [type('varchar(50)', 'varchar(500)')],
    database: 'mysql',
    facts: ['changing-column-type warning'],
  },
  {
    name: 'an UPDATE of all rows beside a new column',
    steps: [add(), update],
    transaction: 'one',
    facts: ['backfill-in-migration warning'],
  },
  {
    name: 'an UPDATE whose migration may be a transaction',
    steps: [add(), update],
    transaction: 'unknown',
    facts: ['backfill-in-migration warning'],
  },
  {
    name: 'a DELETE of all rows before an index',
    steps: [{ kind: 'change-data', table, statement: 'delete', bounded: false }, index({ concurrent: true })],
    transaction: 'unknown',
    facts: ['backfill-in-migration warning'],
  },
  {
    name: 'code beside a new column',
    steps: [add(), { kind: 'change-data', table: null, statement: 'code', bounded: false }],
    facts: ['backfill-in-migration note'],
  },
  {
    name: 'an UPDATE on MySQL, which commits between',
    steps: [add(), update],
    database: 'mysql',
    facts: ['backfill-in-migration note'],
  },
  {
    name: 'a column dropped before it is added anew',
    steps: [drop, add()],
    facts: ['ban-drop-column warning'],
  },
  {
    name: 'a risk that its authors weighed',
    steps: [{ ...drop, accepted: true }],
    facts: ['ban-drop-column note'],
  },
];

const nearMisses: Case[] = [
  {
    name: 'a column that MySQL is told again',
    steps: [type(null, 'smallint')],
    database: 'mysql',
    facts: [],
  },
  {
    name: 'the new name of a new column',
    steps: [add(), { kind: 'rename-column', table, column, to: 'mail' }],
    facts: [],
  },
  {
    name: 'a default that a later step sets for good',
    steps: [
      add({ nullable: false, default: 'constant', defaultDropped: true }),
      { kind: 'other', what: setsDefault(table, column) },
    ],
    facts: [],
  },
  { name: 'a nullable column', steps: [add()], facts: [] },
  {
    name: 'NOT NULL with a constant default',
    steps: [add({ nullable: false, default: 'constant' })],
    facts: [],
  },
  {
    name: 'NOT NULL with a default nobody can read',
    steps: [add({ nullable: false, default: 'unknown' })],
    facts: [],
  },
  {
    name: 'a volatile default where the database is not known',
    steps: [add({ default: 'volatile' })],
    database: null,
    facts: [],
  },
  {
    name: 'a serial column of a database that has another meaning for it',
    steps: [add({ type: 'serial', nullable: false })],
    database: 'mysql',
    facts: [],
  },
  {
    name: 'everything on a table made here',
    steps: [
      create,
      add({ nullable: false }),
      notNull,
      index(),
      constraint('foreign-key'),
      constraint('check'),
      drop,
      type(null, 'integer'),
      update,
    ],
    facts: [],
  },
  {
    name: 'everything on a table made here, in another spelling',
    steps: [{ kind: 'create-table', table: 'public.Users' }, index(), notNull],
    facts: [],
  },
  {
    name: 'everything on a table made earlier in the change',
    before: [create],
    steps: [index(), drop, { kind: 'drop-table', table }],
    facts: [],
  },
  {
    name: 'a table made here under another name',
    steps: [create, { kind: 'rename-table', table, to: 'people' }, { ...index(), table: 'people' } as Draft],
    facts: [],
  },
  { name: 'a column made earlier in the change', before: [add()], steps: [drop], facts: [] },
  {
    name: 'a column made and renamed here',
    steps: [
      add(),
      { kind: 'rename-column', table, column, to: 'mail' },
      { kind: 'drop-column', table, column: 'mail' },
    ],
    facts: [],
  },
  { name: 'a type changed of a column made here', steps: [add(), type('text', 'integer')], facts: [] },
  {
    name: 'a table rebuilt under its name',
    steps: [
      { kind: 'create-table', table: 'new_users' },
      { kind: 'change-data', table: 'new_users', statement: 'insert', bounded: false },
      { kind: 'drop-table', table },
      { kind: 'rename-table', table: 'new_users', to: table },
    ],
    database: 'sqlite',
    facts: [],
  },
  {
    name: 'SET NOT NULL after a check was validated',
    steps: [{ kind: 'validate-constraint', table, name: 'c' }, notNull],
    facts: [],
  },
  { name: 'a concurrent index', steps: [index({ concurrent: true })], transaction: 'none', facts: [] },
  {
    name: 'a concurrent index where the transaction is not known',
    steps: [index({ concurrent: true })],
    transaction: 'unknown',
    facts: [],
  },
  {
    name: 'an index on MySQL, marked as concurrent or not',
    steps: [index(), index({ concurrent: true })],
    database: 'mysql',
    transaction: 'one',
    facts: [],
  },
  { name: 'an index where the database is not known', steps: [index()], database: null, facts: [] },
  {
    name: 'an index dropped concurrently',
    steps: [{ kind: 'drop-index', table, name: 'i', concurrent: true }],
    transaction: 'none',
    facts: [],
  },
  { name: 'a foreign key NOT VALID', steps: [constraint('foreign-key', false)], facts: [] },
  { name: 'a check NOT VALID', steps: [constraint('check', false)], facts: [] },
  { name: 'a unique constraint on a ready index', steps: [constraint('unique', false)], facts: [] },
  {
    name: 'constraints where the database is not known',
    steps: [constraint('foreign-key'), constraint('check'), constraint('unique')],
    database: null,
    facts: [],
  },
  { name: 'a unique constraint on MySQL', steps: [constraint('unique')], database: 'mysql', facts: [] },
  {
    name: 'a constraint of before, validated',
    steps: [{ kind: 'validate-constraint', table, name: 'c' }],
    transaction: 'one',
    facts: [],
  },
  {
    name: 'another constraint, validated',
    steps: [constraint('check', false, 'a'), { kind: 'validate-constraint', table, name: 'b' }],
    transaction: 'one',
    facts: [],
  },
  {
    name: 'validated outside a transaction',
    steps: [constraint('check', false), { kind: 'validate-constraint', table, name: 'c' }],
    transaction: 'none',
    facts: [],
  },
  { name: 'a constraint dropped', steps: [{ kind: 'drop-constraint', table, name: 'c' }], facts: [] },
  { name: 'NOT NULL dropped', steps: [{ kind: 'drop-not-null', table, column }], facts: [] },
  { name: 'a longer text', steps: [type('varchar(50)', 'varchar(255)')], facts: [] },
  { name: 'a text without end', steps: [type('character varying(50)', 'text')], facts: [] },
  { name: 'more digits', steps: [type('numeric(8,2)', 'numeric(10,2)')], facts: [] },
  { name: 'the same type by another name', steps: [type('int', 'integer')], facts: [] },
  {
    name: 'a short text of MySQL that grows',
    steps: [type('varchar(20)', 'varchar(60)')],
    database: 'mysql',
    facts: [],
  },
  {
    name: 'a wider number where the database is not known',
    steps: [type('integer', 'bigint')],
    database: null,
    facts: [],
  },
  {
    name: 'a type of which nothing is known, on no known database',
    steps: [type(null, 'integer')],
    database: null,
    facts: [],
  },
  { name: 'an UPDATE alone', steps: [update], facts: [] },
  {
    name: 'an UPDATE beside a new table',
    steps: [{ kind: 'create-table', table: 'roles' }, update],
    transaction: 'one',
    facts: [],
  },
  { name: 'an UPDATE outside a transaction', steps: [add(), update], transaction: 'none', facts: [] },
  { name: 'an UPDATE of few rows', steps: [add(), { ...update, bounded: true } as Draft], facts: [] },
  {
    name: 'rows inserted',
    steps: [add(), { kind: 'change-data', table, statement: 'insert', bounded: false }],
    facts: [],
  },
  {
    name: 'an UPDATE of the table made here, beside another that stands',
    steps: [create, update, { ...add(), table: 'orders' } as Draft],
    facts: [],
  },
  { name: 'what is understood and harmless', steps: [{ kind: 'other', what: 'a comment' }], facts: [] },
];

function judge({ steps, database, transaction, before }: Case): string[] {
  const numbered = (drafts: Draft[]) =>
    drafts.map((draft, at) => ({ ...draft, line: at + 1 }) as SchemaOperation);
  const facts = judgeOperations(numbered(steps), {
    database: database === undefined ? 'postgres' : database,
    transaction: transaction ?? 'unknown',
    fresh: freshAfter(numbered(before ?? []), nothingFresh),
  });
  return facts.map(({ rule, severity }) => `${rule} ${severity}`);
}

describe('judging operations on the schema', () => {
  it.each(finds)('finds $name', (one) => {
    expect(judge(one)).toEqual(one.facts);
  });

  it.each(nearMisses)('leaves alone $name', (one) => {
    expect(judge(one)).toEqual([]);
  });

  it('names the element, the place and the way out in words without a full stop', () => {
    const operation: SchemaOperation = {
      kind: 'set-not-null',
      line: 7,
      table: 'billing.invoice',
      column: 'total',
    };
    const [fact] = judgeOperations([operation], {
      database: 'postgres',
      transaction: 'one',
      fresh: nothingFresh,
    });
    expect(fact).toMatchObject({ line: 7, operation });
    expect(fact!.message).toContain('billing.invoice.total');
    expect(fact!.message).not.toMatch(/\.$/);
    expect(fact!.wayOut).toMatch(/NOT VALID.*validate/);
  });
});

describe('steps of one statement', () => {
  /** Rules of steps that stand on one line. */
  function rulesOf(steps: Draft[], database: Database | null = 'postgres') {
    const operations = steps.map((step) => ({ ...step, line: 3 }) as SchemaOperation);
    return judgeOperations(operations, { database, transaction: 'unknown', fresh: nothingFresh });
  }

  it('say a whole column again, NOT NULL as well, unless its old type is known', () => {
    expect(rulesOf([type(null, 'string(200)'), notNull], 'sqlite')).toEqual([]);
    expect(rulesOf([type('string(100)', 'string(200)'), notNull], 'sqlite')).toHaveLength(1);
    expect(
      rulesOf([type(null, 'string(200)'), { ...notNull, column: 'name' } as Draft], 'sqlite'),
    ).toHaveLength(1);
  });

  it('fill the rows that NOT NULL would fail on', () => {
    const rules = (database: Database) => rulesOf([update, notNull], database).map(({ rule }) => rule);
    expect(rules('sqlite')).toEqual(['backfill-in-migration']);
    const [, scan] = rulesOf([update, notNull]);
    expect(scan!.message).not.toContain('fails');
    expect(rulesOf([notNull])[0]!.message).toContain('fails');
  });

  it('exchange two tables', () => {
    const away: Draft = { kind: 'rename-table', table, to: 'users_old' };
    const here: Draft = { kind: 'rename-table', table: 'users_new', to: table };
    expect(rulesOf([away, here]).map(({ message }) => message)).toEqual([
      expect.stringContaining('Renaming table users_new'),
    ]);
    expect(rulesOf([away])).toHaveLength(1);
  });
});

describe('many steps', () => {
  it.each<[string, (at: number) => Draft]>([
    ['tables dropped', (at) => ({ kind: 'drop-table', table: `t${at}` })],
    ['columns renamed', (at) => ({ kind: 'rename-column', table: 't', column: `a${at}`, to: `b${at}` })],
    ['columns made NOT NULL', (at) => ({ kind: 'set-not-null', table: 't', column: `c${at}` })],
    ['constraints validated', (at) => ({ kind: 'validate-constraint', table: 't', name: `c${at}` })],
    ['rows changed', () => ({ kind: 'change-data', table: 't', statement: 'update', bounded: false })],
  ])('take time in proportion to their number: %s', (_, make) => {
    const ratio = timeRatio((size) => {
      const operations = Array.from(
        { length: size / 10 },
        (__, at) => ({ ...make(at), line: at + 1 }) as SchemaOperation,
      );
      return () =>
        judgeOperations(operations, { database: 'postgres', transaction: 'one', fresh: nothingFresh });
    });
    expect(ratio).toBeLessThan(3);
  });

  it('take time in proportion to their number in migrations after each other', () => {
    const ratio = timeRatio((size) => () => {
      let fresh = nothingFresh;
      for (let at = 0; at < size / 10; at++) {
        fresh = freshAfter([{ kind: 'create-table', table: `t${at}`, line: 1 }], fresh);
      }
      return fresh.tables.has('t0');
    });
    expect(ratio).toBeLessThan(3);
  });
});
