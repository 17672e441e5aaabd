import { describe, expect, it } from 'vitest';
import { findModels } from '../../../../src/evidence/data/ownership/find-models.ts';
import { ownershipDetector } from '../../../../src/evidence/data/ownership/ownership-detector.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

async function gather(base: Files, head: Files, renames: Record<string, string> = {}) {
  const { facts } = await gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [ownershipDetector],
  );
  return facts.filter(({ rule }) => rule === 'data/second-writer');
}

const service = (name: string) => ({ [`services/${name}/package.json`]: `{"name":"${name}"}` });
const base: Files = {
  ...service('orders'),
  ...service('billing'),
  'services/orders/src/store.ts':
    "await sql('INSERT INTO orders (id) VALUES ($1)');\nawait sql('UPDATE orders SET state = $1');",
  'services/billing/src/charge.ts': 'export const a = 1;\n',
};
const with_ = (path: string, text: string): Files => ({ ...base, [path]: text });

describe('a second writer', () => {
  it('is not looked for in a tree of too many sources, which the file that writes is told of', async () => {
    const others = Object.fromEntries(Array.from({ length: 40_001 }, (_, at) => [`lib/f${at}.ts`, '']));
    const before: Files = { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': '' };
    const after: Files = {
      'src/a.ts': 'export const a = 2;\n',
      'src/b.ts': "await sql('UPDATE orders SET state = $1');",
    };
    const { coverage } = await ownershipDetector.detect({
      change: inMemoryChange(before, after),
      base: inMemoryTree({ ...others, ...before }),
      head: inMemoryTree({ ...others, ...after }),
      settings: defaultSettings,
      today: '2026-01-01',
      graph: () => Promise.reject(new Error('not needed')),
      cache: { getMany: async () => new Map(), putMany: async () => undefined },
    });
    expect(coverage.skipped).toEqual([
      {
        path: 'src/b.ts',
        reason: 'more than 40000 sources: who writes which table was not compared',
        partial: true,
      },
    ]);
  });

  it('is a fact with owner, writer and place', async () => {
    const facts = await gather(
      base,
      with_(
        'services/billing/src/charge.ts',
        'export const a = 1;\nawait db.query(`UPDATE orders\n  SET paid = true`);',
      ),
    );
    expect(facts).toEqual([
      {
        rule: 'data/second-writer',
        severity: 'warning',
        path: 'services/billing/src/charge.ts',
        line: 2,
        side: 'RIGHT',
        message: 'services/billing writes the table orders, which services/orders alone wrote until now',
        data: {
          owner: 'services/orders',
          ownerPath: 'services/orders/src/store.ts',
          services: ['services/orders', 'services/billing'],
          table: 'orders',
          wayOut:
            'Let services/orders offer what is needed as a call or an event, and keep the table to itself',
          writer: 'services/billing',
        },
      },
    ]);
  });

  it.each([
    [
      'python',
      'services/billing/a.py',
      'def f():\n    cur.execute("""DELETE FROM public.orders WHERE id = 1""")',
    ],
    ['go', 'services/billing/a.go', 'package a\nvar q = `insert into "orders" (id) values (1)`'],
    ['java', 'services/billing/src/A.java', 'class A { String q = "UPDATE orders o SET paid = true"; }'],
    ['csharp', 'services/billing/A.cs', 'class A { string Q = "MERGE INTO orders USING x"; }'],
    ['ruby', 'services/billing/a.rb', 'execute <<~SQL\n  INSERT INTO orders SELECT * FROM x\nSQL'],
    ['php', 'services/billing/a.php', '<?php $db->exec("UPDATE `orders` SET a = 1");'],
    ['kotlin', 'services/billing/A.kt', 'val q = "DELETE FROM orders"'],
    [
      'a template with values',
      'services/billing/b.ts',
      'const q = `INSERT INTO orders (id) VALUES (${' + 'id})`;',
    ],
  ])('is found in %s', async (_, path, text) => {
    expect((await gather(base, with_(path, text))).map(({ path, data }) => [path, data['table']])).toEqual([
      [path, 'orders'],
    ]);
  });

  it('within one service is a note', async () => {
    const one = {
      'package.json': '{"name":"shop"}',
      'src/orders/store.ts': "sql('INSERT INTO orders (id) VALUES (1)')",
      'src/billing/charge.ts': '',
    };
    const facts = await gather(one, { ...one, 'src/billing/charge.ts': "sql('UPDATE orders SET a = 1')" });
    expect(facts.map(({ severity, message }) => [severity, message])).toEqual([
      ['note', 'src/billing writes the table orders, which src/orders alone wrote until now'],
    ]);
  });

  it('where a model says who owns the table', async () => {
    const models: Files = {
      ...base,
      'services/orders/src/order.entity.ts': "@Entity('invoices')\nexport class Invoice {}",
    };
    const [fact] = await gather(models, {
      ...models,
      'services/billing/src/charge.ts': "sql('DELETE FROM invoices')",
    });
    expect(fact?.message).toBe('services/billing writes the table invoices, which services/orders owns');
  });
});

describe('no second writer', () => {
  it.each([
    [
      'the first writer of a table',
      'services/billing/src/charge.ts',
      "sql('INSERT INTO charges (id) VALUES (1)')",
    ],
    ['one who reads', 'services/billing/src/charge.ts', "sql('SELECT * FROM orders FOR UPDATE')"],
    ['the owner itself', 'services/orders/src/other.ts', "sql('DELETE FROM orders')"],
    ['a comment', 'services/billing/src/charge.ts', '// UPDATE orders SET a = 1\nexport const b = 2;'],
    [
      'prose',
      'services/billing/src/charge.ts',
      "log('Delete from orders failed'); log('update orders now'); log('insert into orders page')",
    ],
    ['code that is no SQL', 'services/billing/src/charge.ts', 'update(orders).set({}); insertInto(orders);'],
    ['a test', 'services/billing/test/charge.test.ts', "sql('UPDATE orders SET a = 1')"],
    ['a migration', 'services/billing/migrations/0001_a.ts', "sql('UPDATE orders SET a = 1')"],
    ['a script', 'services/billing/scripts/mend.ts', "sql('UPDATE orders SET a = 1')"],
    ['an example', 'examples/charge.ts', "sql('UPDATE orders SET a = 1')"],
    [
      'a table whose name is computed',
      'services/billing/src/charge.ts',
      'sql(`UPDATE ${' + 'table} SET a = 1`)',
    ],
  ])('is %s', async (_, path, text) => {
    expect(await gather(base, with_(path, text))).toEqual([]);
  });

  it('is one who wrote before', async () => {
    const before = with_('services/billing/src/charge.ts', "sql('UPDATE orders SET a = 1')");
    expect(
      await gather(before, { ...before, 'services/billing/src/more.ts': "sql('DELETE FROM orders')" }),
    ).toEqual([]);
  });

  it('is one to whom the writing moved', async () => {
    const { 'services/orders/src/store.ts': text, ...rest } = base;
    const moved = { ...rest, 'services/billing/src/store.ts': text as string };
    expect(
      await gather(base, moved, { 'services/orders/src/store.ts': 'services/billing/src/store.ts' }),
    ).toEqual([]);
  });

  it('is a third: of two nobody is the owner', async () => {
    const two = with_('services/billing/src/charge.ts', "sql('UPDATE orders SET a = 1')");
    expect(
      await gather(two, { ...two, ...service('mail'), 'services/mail/a.ts': "sql('DELETE FROM orders')" }),
    ).toEqual([]);
  });

  it('is a service with a table of its own by that name', async () => {
    const own = {
      ...base,
      'services/billing/src/order.entity.ts': "@Entity('orders')\nexport class Order {}",
    };
    expect(await gather(base, own)).toEqual([]);
    const migrated = {
      ...base,
      'services/billing/migrations/V1__orders.sql': 'CREATE TABLE orders (id int);',
      'services/billing/src/charge.ts': "sql('UPDATE orders SET a = 1')",
    };
    expect(await gather(base, migrated)).toEqual([]);
  });
});

describe('models', () => {
  it.each([
    ['a.py', '    __tablename__ = "orders"', 'orders'],
    [
      'shop/models.py',
      'class Order(models.Model):\n    class Meta:\n        db_table = \'"shop"."orders"\'',
      'shop.orders',
    ],
    ['shop/models.py', "class Order(models.Model):\n    class Meta:\n        db_table = 'orders'", 'orders'],
    ['shop/models/order.py', 'class OrderLine(Base, models.Model):\n    pass', 'shop_orderline'],
    ['app/models/order_line.rb', 'class OrderLine < ApplicationRecord\nend', 'order_lines'],
    [
      'app/models/order_line.rb',
      "class OrderLine < ApplicationRecord\n  self.table_name = 'lines'\nend",
      'lines',
    ],
    ['app/models/order_line.rb', 'class OrderLine < Struct\nend', null],
    ['a.ts', "export const orders = pgTable('orders', {});", 'orders'],
    ['a.ts', "@Entity({ name: 'orders' })\nexport class Order {}", 'orders'],
    ['a.ts', '@Entity()\n@Index(["a"])\nexport class OrderLine {}', 'order_line'],
    ['a.ts', '@ObjectType()\nexport class OrderLine {}', null],
    ['A.java', '@Entity\n@Table(schema = "shop", name = "orders")\nclass A {}', 'orders'],
    ['A.java', '@Table(name = TABLE)\nclass A {}', null],
    ['A.cs', 'builder.ToTable("Orders");', 'orders'],
    ['A.php', '<?php\nclass Category extends Model\n{\n}', 'categories'],
    ['A.php', "<?php\nclass Category extends Model\n{\n  protected $table = 'cats';\n}", 'cats'],
    ['a.go', 'func (Order) TableName() string {\n\treturn "orders"\n}', 'orders'],
  ])('in %s: %j is %s', (path, text, table) => {
    expect(findModels(path, text).map((use) => use.table)).toEqual(table === null ? [] : [table]);
  });
});
