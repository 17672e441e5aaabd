import { describe, expect, it } from 'vitest';
import { knexMigrations } from '../../../../src/evidence/data/formats/knex.ts';
import { cpuMilliseconds } from '../../../cpu-milliseconds.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';
import { ofKind, readMigration } from './read-migration.ts';

const path = 'db/migrations/20240101120000_change.js';

function read(up: string, down = 'await knex.schema.dropTable("a");', after = '') {
  const text = `exports.up = async (knex) => {
  ${up}
};
exports.down = async (knex) => {
  ${down}
};
${after}`;
  return readMigration(knexMigrations, path, text);
}

async function steps(up: string, down?: string, after?: string) {
  const { operations, unread } = await read(up, down, after);
  expect(unread).toEqual([]);
  return operations.map(({ line: _, ...operation }) => operation);
}

function alter(body: string, down?: string) {
  return steps(`await knex.schema.alterTable('a', (t) => { ${body} });`, down);
}

describe('which files are migrations of Knex', () => {
  it.each([
    [path, '20240101120000'],
    ['api/src/database/migrations/20201028A-remove-keys.ts', '20201028A'],
    ['db/knex_migrations/2023-08-16-0000-create.js', '2023-08-16-0000'],
  ])('claims %s of version %s', (claimed, version) => {
    expect(knexMigrations.claims(claimed)).toBe(true);
    expect(knexMigrations.orderOf(claimed)).toMatchObject({ by: 'version', version });
  });

  it.each(['db/migrations/run.ts', 'db/migrations/20240101_a.d.ts', 'db/20240101120000_change.js'])(
    'leaves %s',
    (left) => expect(knexMigrations.claims(left)).toBe(false),
  );

  it.each([
    ['MikroORM', 'export class M extends Migration { async up() { this.addSql("drop table a"); } }'],
    ['Kysely', 'export async function up(db: Kysely<any>) { await db.schema.dropTable("a").execute(); }'],
    [
      'Kysely that alters',
      'export async function up(db: Kysely<any>) { await db.schema.alterTable("a").dropColumn("b").execute(); }',
    ],
    ['node-pg-migrate', 'exports.up = (pgm) => { pgm.dropTable("a"); };'],
    ['db-migrate', 'exports.up = function (db) { return db.dropTable("a"); };'],
    ['Sequelize', 'module.exports = { up: (queryInterface) => queryInterface.dropTable("a") };'],
    ['a seed', 'exports.seed = (knex) => knex("a").del();'],
  ])('takes %s for none of them', async (_, text) => {
    expect(await knexMigrations.read({ path, text, tree: inMemoryTree({}) })).toBeNull();
  });

  it.each([
    [
      'functions',
      'export async function up(knex: Knex): Promise<void> { await knex.schema.dropTable("a"); }',
    ],
    [
      'another name',
      'import type { Knex } from "knex"; export const up = (database: Knex) => database.schema.dropTable("a");',
    ],
    [
      'a chain',
      'exports.up = function (knex) { return knex.schema\n  .dropTable("a")\n  .then(() => null); };',
    ],
  ])('reads %s', async (_, text) => {
    const { operations } = await readMigration(knexMigrations, path.replace('.js', '.ts'), text);
    expect(operations).toMatchObject([{ kind: 'drop-table', table: 'a' }]);
  });
});

describe('columns', () => {
  it.each([
    ["t.string('b')", { type: 'string(255)', nullable: true, default: 'none' }],
    ["t.string('b', 20).notNullable()", { type: 'string(20)', nullable: false, default: 'none' }],
    ["t\n.boolean('b')\n.notNullable()\n.defaultTo(false)", { nullable: false, default: 'constant' }],
    ["t.boolean('b').notNullable().default(false)", { nullable: false, default: 'constant' }],
    ["t.timestamp('b').defaultTo(knex.fn.now())", { default: 'constant' }],
    ["t.uuid('b').defaultTo(knex.raw('gen_random_uuid()'))", { type: 'uuid', default: 'volatile' }],
    ["t.specificType('b', 'TEXT[]')", { type: 'text[]' }],
    ["t.bigIncrements('b')", { type: 'bigserial', nullable: false }],
  ])('%s', async (column, expected) => {
    expect(await alter(`${column};`)).toEqual([
      expect.objectContaining({ kind: 'add-column', table: 'a', column: 'b', ...expected }),
    ]);
  });

  it.each([
    ["t.text('b').notNullable().alter()", '', ['change-type', 'set-not-null']],
    ["t.text('b').alter()", '', ['change-type']],
    ["t.text('b').notNullable().alter({ alterType: false })", '', ['set-not-null']],
    ["t.text('b').notNullable().alter({ alterNullable: false })", '', ['change-type']],
    ["t.text('b').notNullable().alter()", "t.string('b').notNullable().alter()", ['change-type']],
    ["t.text('b').nullable().alter()", "t.text('b').notNullable().alter()", ['change-type', 'drop-not-null']],
    ["t.dropNullable('b')", "t.setNullable('b')", ['set-not-null']],
    ["t.setNullable('b')", "t.dropNullable('b')", ['drop-not-null']],
    [
      "t.int('b').notNullable().defaultTo(1); t.int('b').notNullable().alter()",
      '',
      ['add-column', 'change-type'],
    ],
  ])('%s, back %s', async (up, down, kinds) => {
    const found = await alter(up, `await knex.schema.alterTable('a', (t) => { ${down} });`);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    ["t.dropColumn('b')", [{ kind: 'drop-column', column: 'b' }]],
    ["t.dropColumns('b', 'c')", [{ column: 'b' }, { column: 'c' }]],
    ['t.dropTimestamps()', [{ column: 'created_at' }, { column: 'updated_at' }]],
    ["t.renameColumn('b', 'c')", [{ kind: 'rename-column', to: 'c' }]],
    ["t.index(['b', 'c'], 'i')", [{ kind: 'add-index', name: 'i', columns: ['b', 'c'] }]],
    ["t.unique(['b'])", [{ constraint: 'unique' }]],
    ["t.unique(['b'], { useConstraint: false })", [{ kind: 'add-index', unique: true }]],
    ["t.primary(['b'])", [{ constraint: 'primary-key' }]],
    ["t.foreign('b').references('id').inTable('c')", [{ constraint: 'foreign-key', validated: true }]],
    ["t.uuid('b').references('id').inTable('c')", [{ kind: 'add-column' }, { constraint: 'foreign-key' }]],
    [
      "t.string('b').unique().index()",
      [{ kind: 'add-column' }, { constraint: 'unique' }, { kind: 'add-index' }],
    ],
    ["t.dropIndex('b', 'i')", [{ kind: 'drop-index', name: 'i' }]],
    ["t.dropForeign('b')", [{ kind: 'drop-constraint' }]],
    ['t.timestamps(true, true)', [{ nullable: false, default: 'constant' }, { nullable: false }]],
    [
      "['b', 'c'].forEach((n) => t.string(n).notNullable())",
      [
        { column: 'b', nullable: false },
        { column: 'c', nullable: false },
      ],
    ],
  ])('%s', async (body, expected) => {
    expect(await alter(`${body};`)).toMatchObject(expected);
  });

  it.each([
    "t.comment('b')",
    "t.engine('InnoDB')",
    "other.dropColumn('b')",
    "// t.dropColumn('b')",
    "t.after('b')",
  ])('leaves %s', async (body) => expect(await alter(`${body}\n`)).toEqual([]));
});

describe('other operations', () => {
  it.each([
    [
      "knex.schema.createTable('a', (t) => { t.string('b').notNullable(); t.dropColumn('c'); })",
      [{ kind: 'create-table', table: 'a' }],
    ],
    ["knex.schema.dropTableIfExists('a')", [{ kind: 'drop-table' }]],
    ["knex.schema.renameTable('a', 'b')", [{ kind: 'rename-table', to: 'b' }]],
    [
      "knex.schema.table('a', (t) => t.dropColumn('b')).table('c', function () { this.dropColumn('d'); })",
      [{ column: 'b' }, { table: 'c', column: 'd' }],
    ],
    ["knex.raw('DROP VIEW a')", [{ kind: 'sql', sql: 'DROP VIEW a' }]],
    [`knex.schema.raw(\`UPDATE a SET b = '\${value}'\`)`, [{ kind: 'sql', sql: "UPDATE a SET b = 'x'" }]],
    ["knex('a').update({ b: 1 })", [{ table: 'a', statement: 'update', bounded: false }]],
    ["knex('a').whereNull('b').update({ b: 1 })", [{ bounded: false }]],
    ["knex('a').where('id', '>', 1).update({ b: 1 })", [{ bounded: false }]],
    ["knex('a').where({ id: 1 }).update({ b: 1 })", [{ bounded: true }]],
    ["knex('a').whereIn('user_id', ids).del()", [{ statement: 'delete', bounded: true }]],
    ["knex.from('a').del()", [{ table: 'a', statement: 'delete' }]],
    ["knex('a').insert({ b: 1 })", [{ statement: 'insert', bounded: true }]],
    ["knex.select(knex.raw('count(*)')).from('a')", []],
    ["knex('a').update({ b: knex.raw('c + 1') })", [{ statement: 'update' }]],
    ["knex.schema.hasTable('a')", []],
    ['map.delete("a")', []],
    ['hash.update("a")', []],
  ])('%s', async (call, expected) => {
    expect(await steps(`await ${call};`)).toMatchObject(expected);
    expect((await steps(`await ${call};`)).length).toBe(expected.length);
  });

  it.each([
    ['await knex.schema.dropTable(name);', 'dropTable on a name that is computed'],
    ['await knex.raw(sql);', 'SQL that is computed'],
    [`await knex.raw(\`DROP TABLE \${name}\`);`, 'SQL that is computed'],
    ['await knex.schema.alterTable("a", describe);', 'alterTable described by code that stands elsewhere'],
    [
      'await knex.schema.alterTable("a", (t) => { t.dropColumn(name); });',
      'dropColumn on a name that is computed',
    ],
    ['await addTimestamps(knex, "a");', 'a call of addTimestamps that stands elsewhere'],
  ])('says that it could not read %s', async (up, reason) => {
    const { operations, unread } = await read(up);
    expect(operations).toEqual([]);
    expect(unread).toEqual([{ line: 2, reason }]);
  });

  it('does not look at what down does', async () => {
    expect(await steps('', 'await knex.schema.alterTable("a", (t) => { t.dropColumn("b"); });')).toEqual([]);
  });
});

describe('transaction and way back', () => {
  it.each([
    ['', 'one'],
    ['exports.config = { transaction: false };', 'none'],
    ['exports.config = { transaction: true };', 'one'],
    ['export const config = { transaction: false };', 'none'],
  ])('%j runs in transaction: %s', async (after, transaction) => {
    expect((await read('await knex.raw("SELECT 1");', '', after)).transaction).toBe(transaction);
  });

  it.each([
    ['', 'irreversible'],
    ['return Promise.resolve();', 'irreversible'],
    ['await knex.raw("SELECT 1");', 'written'],
  ])('the way back of %j is %s', async (down, rollback) => {
    expect((await read('', down)).rollback).toBe(rollback);
  });

  it('starts SQL where its text starts', async () => {
    expect(ofKind(await read('await knex.raw(\n`SELECT 1`);'), 'sql')[0]?.line).toBe(3);
  });
});

describe('what is long or deep', () => {
  it.each([60, 210, 900])('reads the first call of a chain of %i', async (count) => {
    const { operations, unread } = await read(
      `await knex.schema.dropTable('users')${".raw('select 1')".repeat(count)};`,
    );
    expect(operations[0]).toMatchObject({ kind: 'drop-table', table: 'users' });
    expect(unread).toEqual([]);
  });

  it.each([
    ['a chain', `await knex.schema.dropTable('users')${".raw('select 1')".repeat(1_200)};`],
    ['blocks', `${'{'.repeat(450)} await knex.schema.dropTable('users'); ${'}'.repeat(450)}`],
    ['a loop', `for (const name of [${"'a',".repeat(65)}]) await knex.schema.dropTable(name);`],
  ])('tells where it stops in %s', async (_, body) => {
    const { unread } = await read(body);
    expect(unread).toEqual([{ line: 2, reason: 'more or deeper code than is read of one migration' }]);
  });
});

describe('hostile input', () => {
  it.each([
    ['a long chain on the builder', `t.string('b')${'.unique()'.repeat(55_000)}`],
    ['many columns', `${"t.string('b').notNullable();".repeat(4_000)}`],
    ['columns in loops', `${"for (const c of ['b', 'c']) { t.string(c); ".repeat(3_000)}`],
    ['raw in raw', `knex.raw(${'knex.raw('.repeat(50_000)}`],
    ['updates on updates', `knex('a')${'.update()'.repeat(55_000)}`],
  ])('reads %s in little time', async (_, body) => {
    const text = `exports.up = (knex) => knex.schema.alterTable('a', (t) => { ${body} });`.slice(
      0,
      512 * 1024,
    );
    const start = cpuMilliseconds();
    await knexMigrations.read({ path, text, tree: inMemoryTree({}) });
    expect(cpuMilliseconds() - start).toBeLessThan(10_000);
  });
});
