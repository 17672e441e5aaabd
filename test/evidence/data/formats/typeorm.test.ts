import { describe, expect, it } from 'vitest';
import { typeormMigrations } from '../../../../src/evidence/data/formats/typeorm.ts';
import { cpuMilliseconds } from '../../../cpu-milliseconds.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';
import { ofKind, readMigration } from './read-migration.ts';

const path = 'server/migration/1700000000000-Change.ts';

function read(up: string, down = 'await queryRunner.query("SELECT 1");', members = '', file = path) {
  const text = `import { MigrationInterface, QueryRunner, Table, TableColumn } from 'typeorm';
export class Change1700000000000 implements MigrationInterface {
  name = 'Change1700000000000';
  public async up(queryRunner: QueryRunner): Promise<void> {
    ${up}
  }
  public async down(queryRunner: QueryRunner): Promise<void> {
    ${down}
  }
  ${members}
}
`;
  return readMigration(typeormMigrations, file, text);
}

async function steps(up: string, down?: string, members?: string) {
  const { operations, unread } = await read(up, down, members);
  expect(unread).toEqual([]);
  return operations.map(({ line: _, ...operation }) => operation);
}

describe('which files are migrations of TypeORM', () => {
  it.each([
    path,
    'src/migrations/postgres/1700000000000-Change.ts',
    'src/migrations/1700000000000-Change.js',
  ])('claims %s', (claimed) => expect(typeormMigrations.claims(claimed)).toBe(true));

  it.each([
    'src/migrations/index.ts',
    'src/migrations/1700000000000-Change.d.ts',
    'src/1700000000000-Change.ts',
    'src/migrations/1700-Change.ts',
  ])('leaves %s', (left) => expect(typeormMigrations.claims(left)).toBe(false));

  it.each([
    ['MikroORM', 'export class M extends Migration { async up() { this.addSql("drop table a"); } }'],
    ['Kysely', 'export async function up(db: Kysely<any>) { await db.schema.dropTable("a").execute(); }'],
    ['node-pg-migrate', 'exports.up = (pgm) => { pgm.dropTable("a"); };'],
    ['db-migrate', 'exports.up = function (db) { return db.dropTable("a"); };'],
    ['Sequelize', 'module.exports = { up: (queryInterface) => queryInterface.dropTable("a") };'],
    ['Knex', 'exports.up = (knex) => knex.schema.dropTable("a");'],
    ['a helper', 'export const has = (queryRunner: QueryRunner) => queryRunner.dropTable("a");'],
  ])('takes %s for none of them', async (_, text) => {
    expect(await typeormMigrations.read({ path, text, tree: inMemoryTree({}) })).toBeNull();
  });

  it('orders by the version in the name, within a folder', async () => {
    const order = { by: 'version', family: 'server/migration', version: '1700000000000' };
    expect(typeormMigrations.orderOf(path)).toEqual(order);
    expect((await read('')).order).toEqual(order);
  });

  it.each([
    ['module.exports = class A { async up(queryRunner) { await queryRunner.dropTable("a"); } }', '.js'],
    [
      'exports.A = class A { name = "A"; async up(queryRunner) { await queryRunner.dropTable("a"); } };',
      '.js',
    ],
    [
      'export class A implements MigrationInterface { up = async (runner: QueryRunner) => { await runner.dropTable("a"); } }',
      '.ts',
    ],
  ])('reads %s', async (text, ending) => {
    const { operations } = await readMigration(typeormMigrations, path.replace('.ts', ending), text);
    expect(operations).toMatchObject([{ kind: 'drop-table', table: 'a' }]);
  });
});

describe('operations', () => {
  it.each([
    [
      'createTable(new Table({ name: "a", columns: [{ name: "b", type: "int" }] }))',
      [{ kind: 'create-table', table: 'a' }],
    ],
    ['dropTable("a")', [{ kind: 'drop-table' }]],
    ['renameTable("a", "b")', [{ kind: 'rename-table', to: 'b' }]],
    [
      'addColumn("a", new TableColumn({ name: "b", type: "varchar", isNullable: true }))',
      [{ type: 'varchar', nullable: true, default: 'none' }],
    ],
    ['addColumn("a", new TableColumn({ name: "b", type: "int" }))', [{ nullable: false, default: 'none' }]],
    [
      `addColumn("a", { name: "b", type: "varchar", default: "'x'" } as TableColumn)`,
      [{ default: 'constant' }],
    ],
    [
      'addColumn("a", new TableColumn({ name: "b", type: "uuid", default: "uuid_generate_v4()" }))',
      [{ default: 'volatile' }],
    ],
    [
      'addColumns("a", [new TableColumn({ name: "b" }), new TableColumn({ name: "c" })])',
      [{ column: 'b' }, { column: 'c' }],
    ],
    ['dropColumn("a", "b")', [{ kind: 'drop-column', column: 'b' }]],
    ['dropColumns("a", ["b", "c"])', [{ column: 'b' }, { column: 'c' }]],
    ['renameColumn("a", "b", "c")', [{ kind: 'rename-column', to: 'c' }]],
    [
      'changeColumn("a", "b", new TableColumn({ name: "b", type: "text" }))',
      [{ kind: 'change-type', to: 'text' }],
    ],
    [
      'changeColumn("a", "b", new TableColumn({ name: "c", type: "text" }))',
      [{ kind: 'rename-column', to: 'c' }],
    ],
    [
      'createIndex("a", new TableIndex({ name: "i", columnNames: ["b"], isUnique: true }))',
      [{ name: 'i', columns: ['b'], unique: true, concurrent: false }],
    ],
    ['createIndex("a", new TableIndex({ columnNames: ["b"], isConcurrent: true }))', [{ concurrent: true }]],
    ['dropIndex("a", "i")', [{ kind: 'drop-index', name: 'i' }]],
    ['createForeignKey("a", new TableForeignKey({ columnNames: ["b"] }))', [{ constraint: 'foreign-key' }]],
    ['createUniqueConstraint("a", new TableUnique({ columnNames: ["b"] }))', [{ constraint: 'unique' }]],
    ['createCheckConstraint("a", new TableCheck({ expression: "b > 0" }))', [{ constraint: 'check' }]],
    ['dropForeignKey("a", "f")', [{ kind: 'drop-constraint', name: 'f' }]],
    ['clearTable("a")', [{ statement: 'truncate' }]],
    ['manager.save(user)', [{ statement: 'code' }]],
    ['query(`ALTER TABLE "a" DROP COLUMN "b"`)', [{ kind: 'sql', sql: 'ALTER TABLE "a" DROP COLUMN "b"' }]],
    ['query("ALTER TABLE a " +\n "DROP COLUMN b")', [{ sql: 'ALTER TABLE a DROP COLUMN b' }]],
    ['query(`UPDATE \\`a\\` SET b = 1`)', [{ sql: 'UPDATE `a` SET b = 1' }]],
    [
      `query(\`UPDATE a SET b = '\${value}' WHERE id = \${id}\`)`,
      [{ sql: "UPDATE a SET b = 'x' WHERE id = 'x'" }],
    ],
  ])('%s', async (call, expected) => {
    expect(await steps(`await queryRunner.${call};`)).toMatchObject(expected);
  });

  it.each([
    ['', 'await queryRunner.dropTable("a");'],
    ['const table = await queryRunner.getTable("a");', ''],
    ['if (await queryRunner.hasColumn("a", "b")) return;', ''],
    ['if (await hasColumn(queryRunner, "a")) return;', ''],
    ['map.delete("a"); hash.update("b"); list.insert(1);', ''],
    ['await client.query("DROP TABLE a");', ''],
    ['await queryRunner.startTransaction();', ''],
  ])('finds nothing in %j, whatever stands in down', async (up, down) => {
    expect(await steps(up, down)).toEqual([]);
  });

  it('follows constants, tables, methods of its own and loops over written values', async () => {
    const found = await steps(
      `const table = await queryRunner.getTable('a');
      await queryRunner.dropColumn(table!, 'b');
      await this.clean(queryRunner);
      await Promise.all(['c', 'd'].map((name) => queryRunner.query(\`DROP TABLE \${name}\`)));`,
      undefined,
      'private async clean(queryRunner: QueryRunner) { await queryRunner.dropTable("z"); }',
    );
    expect(found).toEqual([
      { kind: 'drop-column', table: 'a', column: 'b' },
      { kind: 'drop-table', table: 'z' },
      { kind: 'sql', sql: 'DROP TABLE c' },
      { kind: 'sql', sql: 'DROP TABLE d' },
    ]);
  });

  it.each([
    ['await queryRunner.dropTable(name);', 'dropTable on a name that is computed'],
    ['await queryRunner.query(sql);', 'SQL that is computed'],
    [`await queryRunner.query(\`DROP TABLE \${name}\`);`, 'SQL that is computed'],
    [`await queryRunner.query(\`UPDATE a SET \${sets}\`);`, 'SQL that is computed'],
    ['await ensureColumn(queryRunner, "a", "b");', 'a call of ensureColumn that stands elsewhere'],
  ])('says that it could not read %s', async (up, reason) => {
    const { operations, unread } = await read(up);
    expect(operations).toEqual([]);
    expect(unread).toEqual([{ line: 5, reason }]);
  });

  it('starts SQL where its text starts', async () => {
    expect(ofKind(await read('await queryRunner.query(\n`SELECT 1`);'), 'sql')[0]?.line).toBe(6);
  });
});

describe('transaction, way back, database', () => {
  it.each([
    ['', 'one'],
    ['transaction = false;', 'none'],
    ['transaction = true;', 'one'],
    ['public readonly transaction = false as const;', 'none'],
  ])('%j runs in transaction: %s', async (members, transaction) => {
    expect((await read('', undefined, members)).transaction).toBe(transaction);
  });

  it.each([
    ['', 'irreversible'],
    ['throw new Error("none");', 'irreversible'],
    ['await queryRunner.query("SELECT 1");', 'written'],
  ])('the way back of %j is %s', async (down, rollback) => {
    expect((await read('', down)).rollback).toBe(rollback);
  });

  it.each([
    ['src/migrations/postgres/1700000000000-A.ts', 'postgres'],
    ['src/migrations/mariadb/1700000000000-A.ts', 'mysql'],
    ['src/migrations/sqlite/1700000000000-A.ts', 'sqlite'],
    ['src/migrations/1700000000000-A.ts', null],
  ])('%s is for %s', async (file, database) => {
    expect((await read('', undefined, '', file)).database).toBe(database);
  });
});

describe('hostile input', () => {
  it.each([
    ['calls in calls', 'queryRunner.query('.repeat(29_000)],
    ['a long template', `queryRunner.query(\`${`\${a}'`.repeat(90_000)}\`)`],
    ['tables in tables', `queryRunner.createTable(${'new Table('.repeat(45_000)}`],
    ['a broken class', '}}}}{{{{(((('.repeat(40_000)],
  ])('reads %s in little time', async (_, up) => {
    const text = `export class A implements MigrationInterface { async up(queryRunner) { ${up} } }`;
    const start = cpuMilliseconds();
    await typeormMigrations.read({ path, text: text.slice(0, 512 * 1024), tree: inMemoryTree({}) });
    expect(cpuMilliseconds() - start).toBeLessThan(10_000);
  });
});
