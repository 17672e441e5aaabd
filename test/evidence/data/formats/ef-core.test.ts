import { describe, expect, it } from 'vitest';
import { efCoreMigrations } from '../../../../src/evidence/data/formats/ef-core.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';
import { ofKind, readMigration } from './read-migration.ts';

const path = 'src/Data/Migrations/20240101120000_Change.cs';

function migration(up: string, down = 'migrationBuilder.DropTable(name: "A");', members = ''): string {
  return `using Microsoft.EntityFrameworkCore.Migrations;

namespace Shop.Migrations;

public partial class Change : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ${up}
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ${down}
    }
${members}
}
`;
}

function read(up: string, down?: string, members?: string) {
  return readMigration(efCoreMigrations, path, migration(up, down, members));
}

async function steps(up: string, members?: string) {
  const reading = await read(up, undefined, members);
  expect(reading.unread).toEqual([]);
  return reading.operations.map(({ line: _, ...operation }) => operation);
}

describe('which files are migrations of EF Core', () => {
  it.each([
    'src/Data/Migrations/20240101120000_Change.cs',
    'Migrations/20240101120000_2024-01-01_Change.sql.cs',
    'util/PostgresMigrations/Migrations/20240101120000_Change.cs',
  ])('claims %s', (claimed) => expect(efCoreMigrations.claims(claimed)).toBe(true));

  it.each([
    'src/Data/Migrations/20240101120000_Change.Designer.cs',
    'src/Data/Migrations/ShopContextModelSnapshot.cs',
    'src/Data/Migrations/Change.cs',
    'src/Data/20240101120000_Change.cs',
    'src/Data/Migrations/20240101120000_Change.sql',
  ])('leaves %s', (left) => expect(efCoreMigrations.claims(left)).toBe(false));

  it.each([
    ['FluentMigrator', 'class A : Migration\n{\n  public override void Up() { Delete.Table("a"); }\n}\n'],
    ['a routine', 'class A : IRoutine\n{\n  void Up(MigrationBuilder b) { }\n}\n'],
  ])('takes %s for none of them', async (_, text) => {
    expect(await efCoreMigrations.read({ path, text, tree: inMemoryTree({}) })).toBeNull();
  });

  it('orders by the version in the name, within a folder', async () => {
    const order = { by: 'version', family: 'src/Data/Migrations', version: '20240101120000' };
    expect(efCoreMigrations.orderOf(path)).toEqual(order);
    expect((await read('')).order).toEqual(order);
  });
});

describe('columns', () => {
  it.each([
    ['<string>(name: "C", table: "A", nullable: true)', { nullable: true, default: 'none', type: 'string' }],
    ['<string>(name: "C", table: "A")', { nullable: false, default: 'none' }],
    [
      '<string>(name: "C", table: "A", nullable: false, defaultValue: "")',
      { nullable: false, default: 'constant' },
    ],
    [
      '<int>(name: "C", table: "A", type: "integer", nullable: false, defaultValue: 0)',
      { default: 'constant', type: 'integer' },
    ],
    ['<int>(name: "C", table: "A", nullable: false, defaultValue: null)', { default: 'none' }],
    ['<Guid>(name: "C", table: "A", defaultValueSql: "gen_random_uuid()")', { default: 'volatile' }],
    ['<DateTime>(name: "C", table: "A", defaultValueSql: "now()")', { default: 'constant' }],
    ['<int>(name: "C", table: "A", computedColumnSql: "a + b", stored: true)', { default: 'volatile' }],
    ['<int>("C", "A", "integer", nullable: true)', { nullable: true, type: 'integer' }],
    ['<string>(name: "C", table: "A", maxLength: 50, nullable: true)', { type: 'string(50)' }],
  ])('AddColumn%s', async (call, expected) => {
    expect(await steps(`migrationBuilder.AddColumn${call};`)).toEqual([
      expect.objectContaining({ kind: 'add-column', table: 'A', column: 'C', ...expected }),
    ]);
  });

  it.each([
    [
      'type: "text", nullable: false, oldClrType: typeof(string), oldType: "text", oldNullable: true',
      ['set-not-null'],
    ],
    [
      'type: "text", nullable: false, defaultValue: "", oldClrType: typeof(string), oldType: "text", oldNullable: true',
      ['change-data', 'set-not-null'],
    ],
    ['type: "text", nullable: true, oldClrType: typeof(string), oldType: "text"', ['drop-not-null']],
    [
      'type: "varchar(5)", nullable: false, oldClrType: typeof(string), oldType: "varchar(9)"',
      ['change-type'],
    ],
    ['maxLength: 5, nullable: false, oldClrType: typeof(string), oldMaxLength: 9', ['change-type']],
    [
      'type: "text", nullable: false, oldClrType: typeof(string), oldType: "text", oldDefaultValue: ""',
      ['other'],
    ],
    ['nullable: true, oldClrType: typeof(string), oldNullable: true', ['other']],
    ['type: "text", nullable: true, oldClrType: typeof(string), oldNullable: true', ['other']],
  ])('AlterColumn with %s', async (options, kinds) => {
    const found = await steps(`migrationBuilder.AlterColumn<string>(name: "C", table: "A", ${options});`);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('says from which type to which', async () => {
    expect(
      await steps(
        'migrationBuilder.AlterColumn<int>(name: "C", table: "A", type: "integer", oldClrType: typeof(long), oldType: "bigint");',
      ),
    ).toMatchObject([{ from: 'bigint', to: 'integer' }]);
  });
});

describe('other operations', () => {
  it.each([
    [
      'CreateTable(name: "A", columns: t => new { Id = t.Column<int>() }, constraints: t => { t.PrimaryKey("PK", x => x.Id); })',
      { kind: 'create-table', table: 'A' },
    ],
    ['DropTable(name: "A", schema: "crm")', { kind: 'drop-table', table: 'crm.A' }],
    ['RenameTable(name: "A", newName: "B")', { kind: 'rename-table', table: 'A', to: 'B' }],
    ['DropColumn("C", "A")', { kind: 'drop-column', table: 'A', column: 'C' }],
    ['RenameColumn(name: "C", table: "A", newName: "D")', { kind: 'rename-column', column: 'C', to: 'D' }],
    [
      'CreateIndex(name: "IX", table: "A", column: "C", unique: true)',
      { name: 'IX', columns: ['C'], unique: true, concurrent: false },
    ],
    ['CreateIndex("IX", "A", new[] { "C", "D" })', { columns: ['C', 'D'], unique: false }],
    [
      'CreateIndex(name: "IX", table: "A", column: "C").Annotation("Npgsql:CreatedConcurrently", true)',
      { concurrent: true },
    ],
    [
      'CreateIndex(name: "IX", table: "A", column: "C").Annotation("Npgsql:IndexMethod", "gin")',
      { concurrent: false },
    ],
    ['DropIndex(name: "IX", table: "A")', { kind: 'drop-index', name: 'IX' }],
    [
      'AddForeignKey(name: "FK", table: "A", column: "B", principalTable: "B", principalColumn: "Id")',
      { constraint: 'foreign-key', validated: true },
    ],
    ['AddPrimaryKey("PK", "A", "Id")', { constraint: 'primary-key' }],
    ['AddUniqueConstraint("AK", "A", "C")', { constraint: 'unique' }],
    ['AddCheckConstraint("CK", "A", "c > 0")', { constraint: 'check', name: 'CK' }],
    ['DropForeignKey(name: "FK", table: "A")', { kind: 'drop-constraint', name: 'FK' }],
    [
      'InsertData(table: "A", columns: new[] { "B" }, values: new object[] { 1 })',
      { statement: 'insert', bounded: true },
    ],
    [
      'UpdateData(table: "A", keyColumn: "Id", keyValue: 1, column: "B", value: 2)',
      { statement: 'update', bounded: true },
    ],
    ['DeleteData(table: "A", keyColumn: "Id", keyValue: 1)', { statement: 'delete', bounded: true }],
    ['RenameIndex(name: "IX", table: "A", newName: "IY")', { kind: 'other' }],
    ['EnsureSchema(name: "crm")', { kind: 'other' }],
  ])('%s', async (call, expected) => {
    expect(await steps(`migrationBuilder.${call};`)).toEqual([expect.objectContaining(expected)]);
  });

  it('follows constants and methods of its own', async () => {
    const found = await steps(
      'const string table = "A"; migrationBuilder.DropTable(table); Fill(migrationBuilder);',
      '    private const string Old = "B";\n    private static void Fill(MigrationBuilder b) { b.DropTable(Old); }',
    );
    expect(found).toEqual([
      { kind: 'drop-table', table: 'A' },
      { kind: 'drop-table', table: 'B' },
    ]);
  });

  it.each([
    ['migrationBuilder.DropTable(name: Names.Old);', 'DropTable: a computed name'],
    ['migrationBuilder.Sql(Load("a.sql"));', 'SQL that is computed'],
    ['migrationBuilder.Sql($"DROP TABLE {name}");', 'SQL that is computed'],
    ['migrationBuilder.SqlResource("a.sql");', 'SqlResource: an operation that stands elsewhere'],
    ['Scripts.Run(migrationBuilder);', 'a call of `Scripts.Run` that stands elsewhere'],
  ])('says that it could not read %s', async (up, reason) => {
    const { operations, unread } = await read(up);
    expect(operations).toEqual([]);
    expect(unread).toEqual([{ line: 9, reason }]);
  });
});

describe('SQL, the way back, the transaction', () => {
  it('starts where the text starts', async () => {
    const reading = await read(`migrationBuilder.Sql(@"
            UPDATE ""A"" SET b = 1");
        migrationBuilder.Sql("""
            DROP VIEW c
            """);
        migrationBuilder.Sql("DROP " + "VIEW d");
        var sql = "DROP VIEW e";
        migrationBuilder.Sql(sql, suppressTransaction: true);`);
    expect(ofKind(reading, 'sql').map(({ sql, line }) => [sql.trim(), line])).toEqual([
      ['UPDATE "A" SET b = 1', 9],
      ['DROP VIEW c', 11],
      ['DROP VIEW d', 14],
      ['DROP VIEW e', 15],
    ]);
    expect(reading.transaction).toBe('unknown');
  });

  it('stops at texts that double', async () => {
    const lines = Array.from({ length: 60 }, (_, at) => `var a${at + 1} = a${at} + a${at};`).join(' ');
    const { operations, unread } = await read(`var a0 = "xx"; ${lines} migrationBuilder.Sql(a60);`);
    expect(operations).toEqual([]);
    expect(unread).toEqual([{ line: 9, reason: 'SQL that is computed' }]);
  });

  it.each([
    ['', 'irreversible'],
    ['// nothing', 'irreversible'],
    ['throw new NotSupportedException();', 'irreversible'],
    ['migrationBuilder.DropTable(name: "A");', 'written'],
  ])('the way back of %j is %s', async (down, rollback) => {
    expect(await read('migrationBuilder.DropTable(name: "B");', down)).toMatchObject({
      rollback,
      transaction: 'one',
    });
  });

  it.each([
    ['migrationBuilder.AddColumn<string>(name: "C", table: "A", type: "character varying(9)");', 'postgres'],
    ['migrationBuilder.AddColumn<string>(name: "C", table: "A", type: "longtext");', 'mysql'],
    ['migrationBuilder.AddColumn<string>(name: "C", table: "A", type: "TEXT");', 'sqlite'],
    ['migrationBuilder.AddColumn<string>(name: "C", table: "A", type: "nvarchar(9)");', null],
    ['migrationBuilder.DropColumn(name: "C", table: "A");', null],
  ])('%s is for %s', async (up, database) => {
    expect((await read(up)).database).toBe(database);
  });

  it.each([
    [
      'NpgsqlModelBuilderExtensions.UseIdentityByDefaultColumns(m); b.HasAnnotation("SqlServer:Clustered", false);',
      'postgres',
    ],
    ['MySqlModelBuilderExtensions.AutoIncrementColumns(m);', 'mysql'],
    ['b.Property<string>("C").HasColumnType("TEXT");', 'sqlite'],
    ['SqlServerModelBuilderExtensions.UseIdentityColumns(m); b.HasColumnType("uuid");', null],
  ])('the model beside it, %s, is for %s', async (designer, database) => {
    const text = migration('migrationBuilder.DropColumn(name: "C", table: "A");');
    const beside = { [path.replace('.cs', '.Designer.cs')]: designer };
    expect((await readMigration(efCoreMigrations, path, text, beside)).database).toBe(database);
  });
});

it('tells what is nested too deep', async () => {
  const { unread } = await read(
    `${'{'.repeat(450)} migrationBuilder.DropTable(name: "Users"); ${'}'.repeat(450)}`,
  );
  expect(unread.map(({ reason }) => reason)).toEqual(['nested too deep to be read']);
});
