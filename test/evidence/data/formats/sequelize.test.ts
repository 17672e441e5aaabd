import { describe, expect, it } from 'vitest';
import { sequelizeMigrations } from '../../../../src/evidence/data/formats/sequelize.ts';
import { cpuMilliseconds } from '../../../cpu-milliseconds.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';
import { ofKind, readMigration } from './read-migration.ts';

const path = 'server/migrations/20240101120000-change.js';

function read(up: string, down = 'await queryInterface.dropTable("a");', before = '') {
  const text = `${before}
module.exports = {
  async up(queryInterface, Sequelize) {
    ${up}
  },
  async down(queryInterface, Sequelize) {
    ${down}
  },
};
`;
  return readMigration(sequelizeMigrations, path, text);
}

async function steps(up: string, down?: string, before?: string) {
  const { operations, unread } = await read(up, down, before);
  expect(unread).toEqual([]);
  return operations.map(({ line: _, ...operation }) => operation);
}

describe('which files are migrations of Sequelize', () => {
  it.each([path, 'migrations/archives/20240101120000-change.ts', 'db/migrations/20240101-a.cjs'])(
    'claims %s',
    (claimed) => expect(sequelizeMigrations.claims(claimed)).toBe(true),
  );

  it.each([
    'migrations/lib/helpers.ts',
    'migrations/20240101120000-change.d.ts',
    'src/20240101120000-change.js',
    'migrations/20240101120000-change.sql',
  ])('leaves %s', (left) => expect(sequelizeMigrations.claims(left)).toBe(false));

  it.each([
    ['MikroORM', 'export class M extends Migration { async up() { this.addSql("drop table a"); } }'],
    ['Kysely', 'export async function up(db: Kysely<any>) { await db.schema.dropTable("a").execute(); }'],
    ['node-pg-migrate', 'exports.up = (pgm) => { pgm.dropTable("a"); };'],
    ['db-migrate', 'exports.up = function (db) { return db.dropTable("a"); };'],
    ['Knex', 'exports.up = (knex) => knex.schema.dropTable("a");'],
    ['TypeORM', 'export class A implements MigrationInterface { async up(queryRunner: QueryRunner) {} }'],
    ['a helper', 'exports.add = (queryInterface) => queryInterface.dropTable("a");'],
  ])('takes %s for none of them', async (_, text) => {
    expect(await sequelizeMigrations.read({ path, text, tree: inMemoryTree({}) })).toBeNull();
  });

  it('orders by the version in the name, within a folder', async () => {
    const order = { by: 'version', family: 'server/migrations', version: '20240101120000' };
    expect(sequelizeMigrations.orderOf(path)).toEqual(order);
    expect((await read('')).order).toEqual(order);
  });

  it.each([
    ['exports', 'exports.up = async (qi) => qi.dropTable("a");\n// queryInterface'],
    [
      'functions',
      'export async function up(queryInterface: QueryInterface) { await queryInterface.dropTable("a"); }',
    ],
    ['a default', 'export default { up: (queryInterface) => queryInterface.dropTable("a") };'],
    ['names', 'const run = (queryInterface) => queryInterface.dropTable("a"); module.exports = { up: run };'],
    [
      'umzug',
      'export const up = async ({ context: queryInterface }) => { await queryInterface.dropTable("a"); };',
    ],
    [
      'chains',
      'module.exports = { up: function (queryInterface) { return queryInterface\n.dropTable("a")\n.then(() => null); } };',
    ],
  ])('reads %s', async (_, text) => {
    const { operations } = await readMigration(sequelizeMigrations, path.replace('.js', '.ts'), text);
    expect(operations).toMatchObject([{ kind: 'drop-table', table: 'a' }]);
  });
});

describe('columns', () => {
  it.each([
    ['{ type: Sequelize.STRING }', { type: 'string(255)', nullable: true, default: 'none' }],
    ['Sequelize.TEXT', { type: 'text', nullable: true, default: 'none' }],
    ['{ type: Sequelize.STRING(20), allowNull: false }', { type: 'string(20)', nullable: false }],
    [
      '{ type: Sequelize.DATE, allowNull: false, defaultValue: Sequelize.NOW }',
      { type: 'timestamptz', default: 'constant' },
    ],
    [
      '{ type: Sequelize.BOOLEAN, allowNull: false, defaultValue: false }',
      { nullable: false, default: 'constant' },
    ],
    [
      '{ type: Sequelize.UUID, defaultValue: Sequelize.literal("gen_random_uuid()") }',
      { default: 'volatile' },
    ],
    ['{ type: Sequelize.INTEGER, defaultValue: null }', { nullable: true, default: 'none' }],
    ['options', { type: 'text', nullable: false }],
    ['{ ...options, allowNull: true }', { type: 'text', nullable: true }],
  ])('addColumn with %s', async (description, expected) => {
    const before = 'const options = { type: "TEXT", allowNull: false };';
    expect(
      await steps(`await queryInterface.addColumn("a", "b", ${description});`, undefined, before),
    ).toEqual([expect.objectContaining({ kind: 'add-column', table: 'a', column: 'b', ...expected })]);
  });

  it('finds constraints in the description of a column', async () => {
    expect(
      await steps(
        'await queryInterface.addColumn("a", "b", { type: Sequelize.UUID, unique: true, references: { model: "c" } });',
      ),
    ).toMatchObject([{ kind: 'add-column' }, { constraint: 'foreign-key' }, { constraint: 'unique' }]);
  });

  it.each([
    ['STRING, allowNull: false', 'STRING, allowNull: true', ['change-type', 'set-not-null']],
    ['STRING, allowNull: false', 'TEXT, allowNull: false', ['change-type']],
    ['STRING', 'STRING', ['change-type']],
    ['STRING', 'STRING, allowNull: false', ['change-type', 'drop-not-null']],
    ['ENUM("a", "b"), allowNull: true', 'ENUM("a")', []],
  ])('changeColumn to %s from %s', async (up, down, kinds) => {
    const change = (type: string) =>
      `await queryInterface.changeColumn("a", "b", { type: Sequelize.${type} });`;
    expect((await steps(change(up), change(down))).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('takes the type that stood from the way back', async () => {
    const change = (type: string) =>
      `await queryInterface.changeColumn("a", "b", { type: Sequelize.${type} });`;
    expect((await steps(change('STRING(10)'), change('TEXT')))[0]).toMatchObject({
      from: 'text',
      to: 'string(10)',
    });
  });
});

describe('other operations', () => {
  it.each([
    [
      'createTable("a", { id: { type: Sequelize.UUID, allowNull: false } })',
      { kind: 'create-table', table: 'a' },
    ],
    ['dropTable({ tableName: "a" })', { kind: 'drop-table', table: 'a' }],
    ['renameTable("a", "b")', { kind: 'rename-table', to: 'b' }],
    ['removeColumn("a", "b")', { kind: 'drop-column', column: 'b' }],
    ['renameColumn("a", "b", "c")', { kind: 'rename-column', column: 'b', to: 'c' }],
    ['addIndex("a", ["b", "c"])', { columns: ['b', 'c'], unique: false, concurrent: false }],
    ['addIndex("a", ["b"], { concurrently: true, unique: true })', { unique: true, concurrent: true }],
    ['addIndex("a", { fields: ["b"], name: "i" })', { name: 'i', columns: ['b'] }],
    ['removeIndex("a", "i", { concurrently: true })', { kind: 'drop-index', name: 'i', concurrent: true }],
    [
      'addConstraint("a", { fields: ["b"], type: "foreign key", name: "f" })',
      { constraint: 'foreign-key', name: 'f' },
    ],
    ['addConstraint("a", ["b"], { type: "UNIQUE" })', { constraint: 'unique' }],
    ['addConstraint("a", { type: "default" })', { kind: 'other' }],
    ['removeConstraint("a", "f")', { kind: 'drop-constraint', name: 'f' }],
    ['bulkInsert("a", [])', { statement: 'insert', bounded: true }],
    ['bulkUpdate("a", { b: 1 }, { id: 2 })', { statement: 'update', bounded: true }],
    ['bulkDelete("a", {})', { statement: 'delete', bounded: false }],
    ['sequelize.query("DROP VIEW a")', { kind: 'sql', sql: 'DROP VIEW a' }],
  ])('%s', async (call, expected) => {
    expect(await steps(`await queryInterface.${call};`)).toEqual([expect.objectContaining(expected)]);
  });

  it.each([
    ['', 'await queryInterface.removeColumn("a", "b");'],
    ['const table = await queryInterface.describeTable("a");', ''],
    ['await other.dropTable("a");', ''],
    ['// await queryInterface.dropTable("a");', ''],
    ['const log = "queryInterface.dropTable(1)"; console.log(log);', ''],
    ['if (await hasColumn(queryInterface, "a")) return;', ''],
  ])('finds nothing in %j, whatever stands in down', async (up, down) => {
    expect(await steps(up, down)).toEqual([]);
  });

  it('reads loops over written values, Promise.all, constants and functions of its own', async () => {
    const found = await steps(
      `for (const table of ['a', 'b']) { await queryInterface.removeColumn(table, column); }
      await Promise.all([queryInterface.dropTable(\`\${prefix}_x\`), queryInterface.dropTable('t' + '2')]);
      ['c', 'd'].forEach((name) => queryInterface.removeColumn('e', name));
      await clean(queryInterface);
      await clean(queryInterface);`,
      undefined,
      `const column = 'old'; const prefix = 'p';
      async function clean(queryInterface) { await queryInterface.dropTable('z'); }`,
    );
    expect(found).toEqual([
      { kind: 'drop-column', table: 'a', column: 'old' },
      { kind: 'drop-column', table: 'b', column: 'old' },
      { kind: 'drop-table', table: 'p_x' },
      { kind: 'drop-table', table: 't2' },
      { kind: 'drop-column', table: 'e', column: 'c' },
      { kind: 'drop-column', table: 'e', column: 'd' },
      { kind: 'drop-table', table: 'z' },
    ]);
  });

  it.each([
    ['await queryInterface.dropTable(name);', 'dropTable on a name that is computed'],
    [
      'for (const name of names) await queryInterface.dropTable(name);',
      'dropTable on a name that is computed',
    ],
    [`await queryInterface.sequelize.query(\`DROP TABLE \${name}\`);`, 'SQL that is computed'],
    ['let t = "a"; t = "b"; await queryInterface.dropTable(t);', 'dropTable on a name that is computed'],
    ['await updateEnum(queryInterface, "a");', 'a call of updateEnum that stands elsewhere'],
  ])('says that it could not read %s', async (up, reason) => {
    const { operations, unread } = await read(up);
    expect(operations).toEqual([]);
    expect(unread).toEqual([{ line: 4, reason }]);
  });
});

describe('transaction, way back, database', () => {
  it.each([
    ['await queryInterface.dropTable("a");', 'none'],
    [
      'await queryInterface.sequelize.transaction(async (transaction) => { await queryInterface.dropTable("a", { transaction }); });',
      'one',
    ],
    [
      'const t = await queryInterface.sequelize.transaction(); await queryInterface.dropTable("a", { transaction: t });',
      'one',
    ],
    [
      'await queryInterface.sequelize.transaction(async (transaction) => { await queryInterface.dropTable("a"); });',
      'unknown',
    ],
  ])('%s runs in transaction: %s', async (up, transaction) => {
    expect((await read(up)).transaction).toBe(transaction);
  });

  it.each([
    ['', 'irreversible'],
    ['throw new Error("no way back");', 'irreversible'],
    ['return Promise.resolve();', 'irreversible'],
    ['console.log("nothing");', 'irreversible'],
    ['await queryInterface.dropTable("a");', 'written'],
    ['return queryInterface.dropTable("a");', 'written'],
  ])('the way back of %j is %s', async (down, rollback) => {
    expect((await read('', down)).rollback).toBe(rollback);
  });

  it.each([
    ['db/mysql/migrations/20240101-a.js', 'mysql'],
    ['db/migrations/20240101-a.js', null],
    ['db/mssql/migrations/20240101-a.js', null],
  ])('%s is for %s', async (file, database) => {
    const text = 'exports.up = (queryInterface) => queryInterface.dropTable("a");';
    expect((await readMigration(sequelizeMigrations, file, text)).database).toBe(database);
  });

  it('reads SQL where it starts', async () => {
    const reading = await read('await queryInterface.sequelize.query(\n`\nDROP VIEW a`);');
    expect(ofKind(reading, 'sql')).toEqual([{ kind: 'sql', sql: '\nDROP VIEW a', line: 5 }]);
  });
});

describe('hostile input', () => {
  const wide = 512 * 1024;
  it.each([
    ['calls in calls', `queryInterface.a(${'queryInterface.a('.repeat(25_000)}`],
    ['objects in objects', `queryInterface.addColumn("a", "b", ${'{a:'.repeat(100_000)}`],
    ['a chain', `queryInterface${'.a()'.repeat(60_000)}`],
    ['a sum', `queryInterface.sequelize.query(${'"a"+'.repeat(60_000)}"a")`],
    [
      'names that double',
      `const a0 = "xx"; ${Array.from({ length: 60 }, (_, at) => `const a${at + 1} = a${at} + a${at};`).join('')} queryInterface.dropTable(a60)`,
    ],
    ['loops in loops', `${'for (const a of ["b", "c"]) { queryInterface.dropTable(a); '.repeat(2_000)}`],
    [
      'functions that call each other',
      `queryInterface.a(); f0(); } }; ${Array.from({ length: 8_000 }, (_, at) => `function f${at}(){ f${at + 1}() }`).join('\n')}; ({ x() {`,
    ],
    ['open quotes and brackets', '`${(['.repeat(40_000)],
  ])('reads %s in little time', async (_, up) => {
    const text = `module.exports = { async up(queryInterface) { ${up} } };`.slice(0, wide);
    const start = cpuMilliseconds();
    await sequelizeMigrations.read({ path, text, tree: inMemoryTree({}) });
    expect(cpuMilliseconds() - start).toBeLessThan(5_000);
  });
});
