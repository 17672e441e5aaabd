import { describe, expect, it } from 'vitest';
import { alembicMigrations } from '../../../../src/evidence/data/formats/alembic.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';
import { ofKind, readMigration } from './read-migration.ts';

const path = 'migrations/versions/ab12_change.py';

function migration(body: string, down = '    pass', top = ''): string {
  const lines = body
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `from alembic import op\nimport sqlalchemy as sa\n\nrevision = "ab12"\ndown_revision = "cd34"\n${top}\n\ndef upgrade():\n${lines}\n\n\ndef downgrade():\n${down}\n`;
}

function read(body: string, down?: string, top?: string) {
  return readMigration(alembicMigrations, path, migration(body, down, top));
}

async function steps(body: string, top?: string) {
  const reading = await read(body, undefined, top);
  expect(reading.unread).toEqual([]);
  return reading.operations.map(({ line: _, ...operation }) => operation);
}

describe('which files are migrations of Alembic', () => {
  it.each(['migrations/versions/ab12_a.py', 'alembic/versions/2024/ab12.py', 'app/versions/2024-01-01-a.py'])(
    'claims %s',
    (claimed) => expect(alembicMigrations.claims(claimed)).toBe(true),
  );
  it.each(['migrations/env.py', 'migrations/versions/__init__.py', 'migrations/0001_a.py', 'versions/a.txt'])(
    'leaves %s',
    (left) => expect(alembicMigrations.claims(left)).toBe(false),
  );
  it.each([
    ['an API by its version', 'def upgrade():\n    return 1\n'],
    ['a list of versions', 'revision = "1"\ndown_revision = None\n'],
  ])('takes %s for none of them', async (_, text) => {
    expect(await alembicMigrations.read({ path, text, tree: inMemoryTree({}) })).toBeNull();
  });

  it.each([
    ['"cd34"', ['cd34']],
    ['("cd34", "ef56")', ['cd34', 'ef56']],
    ['None', []],
  ])('stands after %s', async (down, after) => {
    const text = migration('pass').replace('"cd34"', down);
    const reading = await readMigration(alembicMigrations, path, text);
    expect(reading.order).toEqual({ by: 'chain', family: 'migrations/versions', id: 'ab12', after });
  });

  it('reads names with types', async () => {
    const text = migration('op.drop_table("a")')
      .replace('revision = "ab12"', 'revision: str = "ab12"')
      .replace('down_revision = "cd34"', 'down_revision: Union[str, None] = "cd34"');
    expect((await readMigration(alembicMigrations, path, text)).order).toMatchObject({
      id: 'ab12',
      after: ['cd34'],
    });
  });
});

describe('columns', () => {
  it.each([
    ['sa.Column("n", sa.String(50))', { nullable: true, default: 'none', type: 'varchar(50)' }],
    ['sa.Column("n", sa.String(length=50), nullable=False)', { nullable: false, default: 'none' }],
    [
      'sa.Column("n", sa.Integer(), nullable=False, server_default="0")',
      { default: 'constant', type: 'integer' },
    ],
    ['sa.Column("n", sa.Boolean(), server_default=sa.false())', { default: 'constant' }],
    ['sa.Column("n", sa.Boolean(), server_default=sa.text("true"))', { default: 'constant' }],
    [
      'sa.Column("n", sa.DateTime(timezone=True), server_default=sa.func.now())',
      { default: 'constant', type: 'timestamp with time zone' },
    ],
    [
      'sa.Column("n", sa.DateTime, server_default=sa.text("now()"))',
      { default: 'constant', type: 'timestamp' },
    ],
    [
      'sa.Column("n", postgresql.UUID(), server_default=sa.text("gen_random_uuid()"))',
      { default: 'volatile', type: 'uuid' },
    ],
    ['sa.Column("n", sa.DateTime(), server_default=sa.func.clock_timestamp())', { default: 'volatile' }],
    ['sa.Column("n", sa.Integer(), sa.Computed("a + b"))', { default: 'volatile' }],
    ['sa.Column("n", sa.Integer(), default=0, nullable=False)', { default: 'none', nullable: false }],
    [
      'sa.Column("n", sa.Numeric(10, 2), server_default=make())',
      { default: 'unknown', type: 'numeric(10,2)' },
    ],
  ])('%s', async (column, expected) => {
    expect(await steps(`op.add_column("users", ${column})`)).toEqual([
      expect.objectContaining({ kind: 'add-column', table: 'users', column: 'n', ...expected }),
    ]);
  });

  it('reads with a column its constraint and index, and with a table its schema', async () => {
    expect(
      await steps(
        'op.add_column("users", sa.Column("n", sa.Integer(), sa.ForeignKey("a.id"), index=True), schema="crm")',
      ),
    ).toMatchObject([
      { kind: 'add-column', table: 'crm.users' },
      { kind: 'add-index', columns: ['n'] },
      { kind: 'add-constraint', constraint: 'foreign-key', validated: false },
    ]);
  });

  it.each([
    ['nullable=False', ['set-not-null']],
    ['nullable=False, existing_nullable=False', ['other']],
    ['nullable=True, existing_nullable=False', ['drop-not-null']],
    ['existing_type=sa.String(9), nullable=True', ['drop-not-null']],
    ['type_=sa.Text(), existing_type=sa.String(9)', ['change-type']],
    ['type_=sa.String(9), existing_type=sa.String(length=9), existing_nullable=True', ['other']],
    ['server_default=None, existing_type=sa.Integer()', ['other']],
    ['new_column_name="m"', ['rename-column']],
    [
      'type_=sa.Integer(), nullable=False, new_column_name="m"',
      ['change-type', 'set-not-null', 'rename-column'],
    ],
  ])('alter_column with %s', async (options, kinds) => {
    const found = await steps(`op.alter_column("users", "n", ${options})`);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('knows the type that was, where it is written', async () => {
    expect(
      await steps('op.alter_column("a", "n", type_=sa.String(5), existing_type=sa.String(9))'),
    ).toMatchObject([{ from: 'varchar(9)', to: 'varchar(5)' }]);
    expect(await steps('op.alter_column("a", "n", type_=sa.String(5))')).toMatchObject([{ from: null }]);
  });
});

describe('directives', () => {
  it.each([
    ['op.create_table("a", sa.Column("b", sa.Integer()))', { kind: 'create-table', table: 'a' }],
    ['op.drop_table("a")', { kind: 'drop-table', table: 'a' }],
    ['op.rename_table("a", "b")', { kind: 'rename-table', table: 'a', to: 'b' }],
    ['op.drop_column("a", "b")', { kind: 'drop-column', table: 'a', column: 'b' }],
    [
      'op.create_index(op.f("ix"), "a", ["b"], unique=True)',
      { name: 'ix', columns: ['b'], unique: true, concurrent: false },
    ],
    [
      'op.create_index("ix", "a", ["b"], postgresql_concurrently=True)',
      { kind: 'add-index', concurrent: true },
    ],
    [
      'op.drop_index("ix", table_name="a")',
      { kind: 'drop-index', table: 'a', name: 'ix', concurrent: false },
    ],
    [
      'op.create_foreign_key("fk", "a", "c", ["b"], ["id"])',
      { constraint: 'foreign-key', table: 'a', validated: true },
    ],
    ['op.create_foreign_key("fk", "a", "c", ["b"], ["id"], postgresql_not_valid=True)', { validated: false }],
    ['op.create_check_constraint("ck", "a", "b > 0")', { constraint: 'check', validated: true }],
    ['op.create_unique_constraint(None, "a", ["b"])', { constraint: 'unique', name: null }],
    ['op.drop_constraint("ck", "a", type_="check")', { kind: 'drop-constraint', table: 'a', name: 'ck' }],
    [
      'op.bulk_insert(sa.table("a"), [{"b": 1}])',
      { kind: 'change-data', table: 'a', statement: 'insert', bounded: true },
    ],
    ['op.create_table_comment("a", "b")', { kind: 'other' }],
  ])('%s', async (directive, expected) => {
    expect(await steps(directive)).toEqual([expect.objectContaining(expected)]);
  });

  it('reads a batch of one table, handed on too', async () => {
    const found = await steps(
      `
with op.batch_alter_table("users", schema=None) as batch_op:
    batch_op.add_column(sa.Column("n", sa.Integer()))
    batch_op.drop_column("m")
    batch_op.alter_column("o", nullable=False)
    batch_op.create_index("ix", ["n"])
    batch_op.drop_constraint("ck", type_="check")
    more(batch_op)`,
      'def more(batch):\n    batch.drop_column("p")\n',
    );
    expect(found).toMatchObject([
      { kind: 'add-column', table: 'users', column: 'n' },
      { kind: 'drop-column', table: 'users', column: 'm' },
      { kind: 'set-not-null', table: 'users', column: 'o' },
      { kind: 'add-index', table: 'users', name: 'ix', columns: ['n'] },
      { kind: 'drop-constraint', table: 'users', name: 'ck' },
      { kind: 'drop-column', table: 'users', column: 'p' },
    ]);
  });

  it('goes through literal lists, constants and functions of its own', async () => {
    const found = await steps(
      `
for table in ("a", TABLE):
    op.drop_column(table, "n")
for table, column in [("c", "x")]:
    drop(table, column)`,
      'TABLE = "b"\n\ndef drop(table, column="y"):\n    op.drop_column(table, column)\n',
    );
    expect(found).toMatchObject([{ table: 'a' }, { table: 'b' }, { table: 'c', column: 'x' }]);
  });

  it('takes the branch for Postgres where it asks for the database', async () => {
    const found = await steps(`
if op.get_bind().dialect.name == "sqlite":
    op.drop_table("a")
else:
    op.drop_table("b")
if bind.dialect.name != "postgresql":
    op.drop_table("c")
if condition:
    op.drop_table("d")`);
    expect(found).toMatchObject([{ table: 'b' }, { table: 'd' }]);
  });
});

describe('SQL and rows', () => {
  it('starts where the text starts', async () => {
    const reading = await read(
      `
op.execute(
    """
    UPDATE a SET b = 1
    """
)
op.get_bind().execute(sa.text("DELETE FROM a"))
op.get_bind().execute(sa.text("SELECT 1"))
op.execute(f"DROP TABLE {OLD}")`,
      undefined,
      'OLD = "x"',
    );
    expect(ofKind(reading, 'sql').map(({ sql, line }) => [sql.trim(), line])).toEqual([
      ['UPDATE a SET b = 1', 10],
      ['DELETE FROM a', 14],
      ['DROP TABLE x', 16],
    ]);
  });

  it.each([
    ['op.execute(sa.table("a", sa.column("b")).update().values(b=1))', 'update', false],
    ['op.execute(t.update().where(t.c.id == 1).values(b=1))', 'update', true],
    ['op.execute(t.update().where(t.c.b.is_(None)).values(b=1))', 'update', false],
    ['op.get_bind().execute(sa.delete(t))', 'delete', false],
    ['connection.execute(t.insert().values(b=1))', 'insert', true],
  ])('%s', async (body, statement, bounded) => {
    expect(await steps(body, 't = sa.table("a", sa.column("b"))')).toEqual([
      { kind: 'change-data', table: 'a', statement, bounded },
    ]);
  });

  it.each([
    'rows = op.get_bind().execute(sa.select(t.c.id)).fetchall()',
    'print("done")',
    'inspector = sa.inspect(op.get_bind())',
  ])('leaves %s', async (body) => expect(await steps(body, 't = sa.table("a")')).toEqual([]));

  it('reads SQL with parameters', async () => {
    expect(await steps('op.get_bind().execute(sa.text("UPDATE a SET b = :b").bindparams(b=1))')).toEqual([
      { kind: 'sql', sql: 'UPDATE a SET b = :b' },
    ]);
  });

  it.each(['a0 = "xx"', 'a0 = ["xx"]'])('stops at what doubles, from %s', async (first) => {
    const line = (at: number) =>
      first.includes('[') ? `a${at + 1} = [a${at}, a${at}]` : `a${at + 1} = f"{a${at}}{a${at}}"`;
    const top = [first, ...Array.from({ length: 60 }, (_, at) => line(at))].join('\n');
    const { operations, unread } = await read(
      'op.execute(a60)\nfor t in a60:\n    op.drop_table(t)',
      undefined,
      top,
    );
    expect(operations).toEqual([]);
    expect(unread).toHaveLength(2);
  });

  it('sees that objects of a session were changed', async () => {
    const found = await steps('for row in session.query(A):\n    row.b = 1\nsession.commit()');
    expect(found).toEqual([{ kind: 'change-data', table: null, statement: 'code', bounded: false }]);
  });

  it.each([
    ['op.execute(f"DROP TABLE {name}")', 'SQL that is computed'],
    ['op.execute("DROP TABLE %s" % name)', 'SQL that is computed'],
    ['op.drop_table(name)', 'op.drop_table: a computed name'],
    ['op.create_thing("a")', 'op.create_thing: a directive that stands elsewhere'],
    ['add_columns("a")', 'a call of `add_columns` that stands elsewhere'],
  ])('says that it could not read %s', async (body, reason) => {
    const { operations, unread } = await read(body);
    expect(operations).toEqual([]);
    expect(unread).toEqual([{ line: 9, reason }]);
  });
});

describe('the way back and the transaction', () => {
  it.each([
    ['    pass', 'irreversible'],
    ['    """Nothing."""\n    # no\n    pass', 'irreversible'],
    ['    raise NotImplementedError()', 'irreversible'],
    ['    op.drop_table("a")', 'written'],
  ])('%j is %s', async (down, rollback) => {
    expect((await read('op.create_table("a")', down)).rollback).toBe(rollback);
  });

  it.each([
    ['op.drop_table("a")', 'one'],
    ['with op.get_context().autocommit_block():\n    op.drop_table("a")', 'unknown'],
    ['op.execute("COMMIT")\nop.drop_table("a")', 'unknown'],
  ])('%j runs in transaction: %s', async (body, transaction) => {
    const reading = await read(body);
    expect(reading.transaction).toBe(transaction);
    expect(reading.operations).toHaveLength(1);
  });

  it.each([
    ['from sqlalchemy.dialects import postgresql', 'postgres'],
    ['from sqlalchemy.dialects import mysql', 'mysql'],
    ['from sqlalchemy.dialects import mysql, postgresql', null],
    ['', null],
  ])('%j is for %s', async (top, database) => {
    expect((await read('pass', undefined, top)).database).toBe(database);
  });

  it('reads the functions of several databases', async () => {
    const text = migration(
      'globals()["upgrade_%s" % name]()',
      undefined,
      'def upgrade_():\n    op.drop_table("a")\n',
    );
    const reading = await readMigration(
      alembicMigrations,
      path,
      text.replace('upgrade():', 'upgrade(name):'),
    );
    expect(reading.operations).toMatchObject([{ kind: 'drop-table', table: 'a' }]);
  });
});

it('tells what is nested too deep', async () => {
  const { unread } = await read(`${'('.repeat(110)}op.drop_table("users")${')'.repeat(110)}`);
  expect(unread.map(({ reason }) => reason)).toEqual(['nested too deep to be read']);
});
