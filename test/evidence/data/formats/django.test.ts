import { describe, expect, it } from 'vitest';
import { djangoMigrations } from '../../../../src/evidence/data/formats/django.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';
import { ofKind, readMigration } from './read-migration.ts';

const path = 'shop/migrations/0003_change.py';
const before = {
  'shop/migrations/0001_initial.py': migration(
    `
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("code", models.CharField(max_length=20)),
                ("note", models.TextField(null=True)),
                ("user", models.ForeignKey(on_delete=models.CASCADE, to="auth.User")),
                ("tags", models.ManyToManyField(to="shop.Tag")),
                ("total", models.IntegerField(db_column="sum")),
            ],
            options={"unique_together": {("code", "user")}},
        ),
        migrations.CreateModel(
            name="Legacy",
            fields=[("name", models.CharField(max_length=10))],
            options={"db_table": "old_things"},
        ),
        migrations.CreateModel(name="View", fields=[], options={"managed": False}),`,
    [],
  ),
  'shop/migrations/0002_widen.py': migration(
    `
        migrations.AlterField("order", "code", models.CharField(max_length=30)),`,
    ['0001_initial'],
  ),
};

function migration(operations: string, after: string[] = ['0002_widen'], options = '', code = ''): string {
  const dependencies = after.map((name) => `("shop", "${name}")`).join(', ');
  return `from django.db import migrations, models\n${code}\n\nclass Migration(migrations.Migration):\n${options}    dependencies = [${dependencies}]\n    operations = [${operations}\n    ]\n`;
}

function read(operations: string, options = '', code = '') {
  return readMigration(djangoMigrations, path, migration(operations, undefined, options, code), before);
}

async function steps(operations: string) {
  const reading = await read(operations);
  expect(reading.unread).toEqual([]);
  return reading.operations.map(({ line: _, ...operation }) => operation);
}

describe('which files are migrations of Django', () => {
  it.each(['shop/migrations/0001_initial.py', 'a/b/shop/migrations/0012_from-url.py'])(
    'claims %s',
    (claimed) => expect(djangoMigrations.claims(claimed)).toBe(true),
  );
  it.each([
    'shop/migrations/__init__.py',
    'shop/migrations/helpers.py',
    'migrations/versions/0001_a.py',
    'shop/models.py',
    'migrations/0001_a.py',
  ])('leaves %s', (left) => expect(djangoMigrations.claims(left)).toBe(false));

  it('takes steps of another tool for none of them', async () => {
    const text = 'from yoyo import step\nsteps = [step("CREATE TABLE a (b int)")]\n';
    expect(await djangoMigrations.read({ path, text, tree: inMemoryTree({}) })).toBeNull();
  });

  it('stands after those of its own app that it names', async () => {
    const text = migration('', ['0001_initial', '0002_widen']).replace(']', ', ("auth", "0001_initial")]');
    const { order } = await readMigration(djangoMigrations, path, text, before);
    expect(order).toEqual({
      by: 'chain',
      family: 'shop/migrations',
      id: 'shop.0003_change',
      after: ['shop.0001_initial', 'shop.0002_widen'],
    });
  });

  it('knows the label of its app from those before it', async () => {
    const text = migration('migrations.RemoveField("order", "total"),').replaceAll('"shop"', '"webshop"');
    const others = Object.fromEntries(
      Object.entries(before).map(([name, file]) => [name, file.replaceAll('"shop"', '"webshop"')]),
    );
    const reading = await readMigration(djangoMigrations, path, text, others);
    expect(reading.order).toMatchObject({ id: 'webshop.0003_change', after: ['webshop.0002_widen'] });
    expect(reading.operations).toMatchObject([{ table: 'webshop_order', column: 'sum' }]);
  });

  it('builds on a summary in place of what is gone', async () => {
    const summed = {
      'shop/migrations/0002_widen.py': before['shop/migrations/0002_widen.py'].replace(
        '0001_initial',
        '0000_gone',
      ),
      'shop/migrations/0001_squashed.py': before['shop/migrations/0001_initial.py'].replace(
        '    dependencies',
        '    replaces = [("shop", "0000_gone")]\n    dependencies',
      ),
    };
    const text = migration('migrations.AlterField("order", "note", models.TextField()),');
    expect((await readMigration(djangoMigrations, path, text, summed)).operations).toMatchObject([
      { kind: 'set-not-null', table: 'shop_order', column: 'note' },
    ]);
  });

  it('says nothing of one that sums up others', async () => {
    const { operations } = await read(
      'migrations.DeleteModel("Order")',
      '    replaces = [("shop", "0001_initial")]\n',
    );
    expect(operations).toEqual([]);
  });
});

describe('AddField', () => {
  it.each([
    ['models.CharField(max_length=50, null=True)', { nullable: true, default: 'none', type: 'varchar(50)' }],
    [
      'models.IntegerField(default=0)',
      { nullable: false, default: 'constant', defaultDropped: true, type: 'integer' },
    ],
    ['models.UUIDField(default=uuid.uuid4)', { nullable: false, default: 'constant', defaultDropped: true }],
    ['models.CharField(max_length=5, blank=True)', { nullable: false, default: 'constant' }],
    ['models.IntegerField(blank=True)', { nullable: false, default: 'none' }],
    ['models.DateTimeField(auto_now_add=True)', { nullable: false, default: 'constant' }],
    ['CountryField(blank=True, max_length=2)', { default: 'unknown', type: 'countryfield(2)' }],
    ['models.UUIDField(db_default=RandomUUID())', { default: 'volatile' }],
    ['models.DecimalField(max_digits=5, decimal_places=2, null=True)', { type: 'numeric(5,2)' }],
  ])('%s', async (field, expected) => {
    expect(await steps(`migrations.AddField("order", "extra", ${field}),`)).toEqual([
      expect.objectContaining({ kind: 'add-column', table: 'shop_order', column: 'extra', ...expected }),
    ]);
  });

  it('keeps a default that the database has', async () => {
    const [added] = await steps('migrations.AddField("order", "extra", models.IntegerField(db_default=0)),');
    expect(added).toEqual({
      kind: 'add-column',
      table: 'shop_order',
      column: 'extra',
      type: 'integer',
      nullable: false,
      default: 'constant',
    });
  });

  it.each([
    [
      'models.ForeignKey(to="auth.User", null=True, on_delete=c)',
      ['add-column', 'add-index', 'add-constraint'],
    ],
    ['models.ForeignKey(to="a.B", db_index=False, db_constraint=False, on_delete=c)', ['add-column']],
    ['models.OneToOneField(to="a.B", db_constraint=False, on_delete=c)', ['add-column', 'add-constraint']],
    ['models.ManyToManyField(to="a.B")', ['create-table']],
    ['models.ManyToManyField(to="a.B", through="shop.C")', ['other']],
    ['models.CharField(max_length=9, null=True, db_index=True)', ['add-column', 'add-index']],
    ['models.CharField(max_length=9, null=True, unique=True)', ['add-column', 'add-constraint']],
  ])('%s', async (field, kinds) => {
    const found = await steps(`migrations.AddField(model_name="order", name="extra", field=${field}),`);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('AlterField, by what the field was', () => {
  it.each([
    ['code', 'models.CharField(max_length=30, verbose_name="Code", choices=[("a", "A")])', ['other']],
    ['code', 'models.CharField(max_length=30, validators=[v], help_text="x", default="a")', ['other']],
    ['user', 'models.ForeignKey(on_delete=models.SET_NULL, to="auth.user")', ['other']],
    ['tags', 'models.ManyToManyField(to="shop.Tag", blank=True)', ['other']],
    ['code', 'models.CharField(max_length=10)', ['change-type']],
    ['code', 'models.TextField()', ['change-type']],
    ['note', 'models.TextField()', ['set-not-null']],
    ['note', 'models.TextField(default="")', ['change-data', 'set-not-null']],
    ['code', 'models.CharField(max_length=30, null=True)', ['drop-not-null']],
    ['code', 'models.CharField(max_length=30, unique=True)', ['add-constraint']],
    ['code', 'models.CharField(max_length=30, db_index=True)', ['add-index']],
    ['user', 'models.ForeignKey(to="crm.Person", on_delete=c)', ['add-constraint']],
    ['user', 'models.ForeignKey(to="auth.User", db_index=False, on_delete=c)', ['drop-index']],
    ['total', 'models.IntegerField()', ['rename-column']],
  ])('%s to %s', async (name, field, kinds) => {
    const found = await steps(`migrations.AlterField("order", "${name}", ${field}),`);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('knows the type from the migrations that it builds on', async () => {
    const found = await steps('migrations.AlterField("order", "code", models.CharField(max_length=10)),');
    expect(found).toMatchObject([{ from: 'varchar(30)', to: 'varchar(10)' }]);
  });

  it('says so where it does not know', async () => {
    const { operations, unread } = await read('migrations.AlterField("gone", "a", models.TextField()),');
    expect(operations).toEqual([]);
    expect(unread).toEqual([{ line: 6, reason: 'AlterField: what the field was is not known' }]);
  });
});

describe('other operations', () => {
  it.each([
    [
      'migrations.RemoveField("order", "user"),',
      { kind: 'drop-column', table: 'shop_order', column: 'user_id' },
    ],
    ['migrations.RemoveField("order", "total"),', { kind: 'drop-column', column: 'sum' }],
    ['migrations.RemoveField("order", "tags"),', { kind: 'drop-table', table: 'shop_order_tags' }],
    [
      'migrations.RenameField("order", "code", "number"),',
      { kind: 'rename-column', column: 'code', to: 'number' },
    ],
    ['migrations.RenameField("order", "total", "amount"),', { kind: 'other' }],
    [
      'migrations.RenameModel("Order", "Sale"),',
      { kind: 'rename-table', table: 'shop_order', to: 'shop_sale' },
    ],
    ['migrations.RenameModel("Legacy", "Thing"),', { kind: 'other' }],
    ['migrations.DeleteModel("Legacy"),', { kind: 'drop-table', table: 'old_things' }],
    ['migrations.DeleteModel("View"),', { kind: 'other' }],
    ['migrations.CreateModel("Proxy", fields=[], options={"proxy": True}),', { kind: 'other' }],
    ['migrations.CreateModel("Tag", fields=[]),', { kind: 'create-table', table: 'shop_tag' }],
    ['migrations.AlterModelTable("order", "sales"),', { kind: 'rename-table', to: 'sales' }],
    ['migrations.AlterModelOptions("order", {"ordering": ["id"]}),', { kind: 'other' }],
    [
      'migrations.AddIndex("order", models.Index(fields=["-code"], name="x")),',
      { columns: ['code'], concurrent: false },
    ],
    [
      'AddIndexConcurrently("order", models.Index(fields=["code"], name="x")),',
      { name: 'x', concurrent: true },
    ],
    ['RemoveIndexConcurrently("order", "x"),', { kind: 'drop-index', name: 'x', concurrent: true }],
    [
      'migrations.AddConstraint("order", models.CheckConstraint(check=models.Q(a=1), name="x")),',
      { constraint: 'check', validated: true },
    ],
    [
      'AddConstraintNotValid("order", models.CheckConstraint(check=models.Q(a=1), name="x")),',
      { constraint: 'check', validated: false },
    ],
    ['ValidateConstraint("order", "x"),', { kind: 'validate-constraint', name: 'x' }],
    [
      'migrations.AddConstraint("order", models.UniqueConstraint(fields=["a"], name="x")),',
      { kind: 'add-constraint', constraint: 'unique' },
    ],
    [
      'migrations.AddConstraint("order", models.UniqueConstraint(fields=["a"], condition=q, name="x")),',
      { kind: 'add-index', unique: true },
    ],
    ['migrations.AlterUniqueTogether("order", set()),', { kind: 'drop-constraint' }],
    ['TrigramExtension(),', { kind: 'other' }],
  ])('%s', async (operation, expected) => {
    expect(await steps(operation)).toEqual([expect.objectContaining(expected)]);
  });

  it('leaves sets of unique fields that stay', async () => {
    expect(await steps('migrations.AlterUniqueTogether("order", {("code", "user")}),')).toEqual([]);
  });

  it('takes of parts for the database and for the state those for the database', async () => {
    const found = await steps(`migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("order", "code")],
            database_operations=[migrations.AlterField("order", "code", models.CharField(max_length=30, null=True))],
        ),`);
    expect(found).toEqual([{ kind: 'drop-not-null', table: 'shop_order', column: 'code' }]);
  });

  it.each(['Backfill("order"),', '*more_operations(),', 'migrations.AddIndex("order", index=build()),'])(
    'says that it could not read %s',
    async (operation) => {
      const { operations, unread } = await read(operation);
      expect(operations).toEqual([]);
      expect(unread).toHaveLength(1);
    },
  );
});

describe('SQL and code', () => {
  it('starts where the text starts', async () => {
    const reading = await read(`
        migrations.RunSQL(
            """
            UPDATE a SET b = 1
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL([("UPDATE c SET d = %s", [1]), "DROP TABLE e"], "SELECT 1"),`);
    expect(ofKind(reading, 'sql').map(({ sql, line }) => [sql.trim(), line])).toEqual([
      ['UPDATE a SET b = 1', 8],
      ['UPDATE c SET d = %s', 13],
      ['DROP TABLE e', 13],
    ]);
    expect(reading.rollback).toBe('written');
  });

  it.each([
    ['migrations.RunSQL("UPDATE a"),', 'irreversible'],
    ['migrations.RunPython(fill),', 'irreversible'],
    ['migrations.RunPython(fill, migrations.RunPython.noop),', 'written'],
    ['migrations.AddField("order", "a", models.TextField(null=True)),', 'derived'],
  ])('the way back of %s is %s', async (operation, rollback) => {
    expect((await read(operation)).rollback).toBe(rollback);
  });

  it.each([
    ['    Order.objects.update(a=1)', [{ kind: 'change-data', statement: 'code', bounded: false }]],
    [
      '    for row in Order.objects.iterator(chunk_size=100):\n        row.save()',
      [{ kind: 'change-data', statement: 'code', bounded: true }],
    ],
    ['    schema_editor.execute("DROP TABLE a")', [{ kind: 'sql', sql: 'DROP TABLE a', line: 3 }]],
    ['    pass', [{ kind: 'other' }]],
    ['    fill_orders.delay()', [{ kind: 'other' }]],
  ])('a function of\n%s', async (body, expected) => {
    const reading = await read(
      'migrations.RunPython(fill),',
      '',
      `def fill(apps, schema_editor):\n${body}\n`,
    );
    expect(reading.operations).toMatchObject(expected);
  });

  it('says that it could not read SQL that is computed', async () => {
    expect((await read('migrations.RunSQL(open("a.sql").read()),')).unread).toHaveLength(1);
  });

  it('knows when it is not in one transaction, and what its authors took upon them', async () => {
    expect(await read('migrations.DeleteModel("Order"),')).toMatchObject({ transaction: 'one' });
    const reading = await read('IgnoreMigration(), migrations.DeleteModel("Order"),', '    atomic = False\n');
    expect(reading).toMatchObject({ transaction: 'none' });
    expect(ofKind(reading, 'drop-table')).toMatchObject([{ accepted: true }]);
  });
});
