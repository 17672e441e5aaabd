import { describe, expect, it } from 'vitest';
import { railsMigrations } from '../../../../src/evidence/data/formats/rails.ts';
import type { MigrationReading } from '../../../../src/evidence/data/migration.ts';
import { ofKind, readMigration } from './read-migration.ts';

const path = 'db/migrate/20240101120000_change.rb';

function migration(body: string, version = '7.1', options = ''): string {
  const lines = body.trim().split('\n');
  return `class Change < ActiveRecord::Migration[${version}]\n${options}  def change\n${lines.join('\n')}\n  end\nend\n`;
}

function read(text: string): Promise<MigrationReading> {
  return readMigration(railsMigrations, path, text);
}

async function operations(body: string, version?: string) {
  const reading = await read(migration(body, version));
  expect(reading.unread).toEqual([]);
  return reading.operations.map(({ line: _, ...operation }) => operation);
}

describe('which files are migrations of Rails', () => {
  it.each([
    'db/migrate/20240101120000_add_email.rb',
    'db/migrate/001_create_users.rb',
    'db/post_migrate/20240101120000_drop_old.rb',
    'db/animals_migrate/20240101120000_add_cats.rb',
    'engines/shop/db/migrate/20240101120000_add_price.rb',
    'db/migrate/20240101120000_create_tables.spree.rb',
  ])('claims %s', (claimed) => expect(railsMigrations.claims(claimed)).toBe(true));

  it.each([
    'db/schema.rb',
    'db/seeds.rb',
    'db/migrate/helpers.rb',
    'lib/migrate/20240101120000_add_email.rb',
    'db/migrate/20240101120000_add_email.sql',
    'db/data/20240101120000_fill.rb',
  ])('leaves %s', (left) => expect(railsMigrations.claims(left)).toBe(false));

  it.each([
    ['Sequel', 'Sequel.migration do\n  change { add_column :a, :b, String }\nend\n'],
    ['a plain class', 'class Migration\n  def up\n  end\nend\n'],
  ])('takes %s for none of them', async (_, text) => {
    const tree = { entries: new Map() } as never;
    expect(await railsMigrations.read({ path, text, tree })).toBeNull();
  });

  it('orders by the version in the name, within a folder', () => {
    expect(railsMigrations.orderOf('shop/db/migrate/20240101120000_a.rb')).toEqual({
      by: 'version',
      family: 'shop/db/migrate',
      version: '20240101120000',
    });
  });
});

describe('columns', () => {
  it.each([
    ['add_column :users, :nice, :boolean', true, 'none'],
    ['add_column :users, :nice, :boolean, null: false', false, 'none'],
    ['add_column :users, :nice, :boolean, default: true, null: false', false, 'constant'],
    ['add_column :users, :nice, :boolean, default: nil', true, 'none'],
    ['add_column :users, :nice, :string, default: ""', true, 'constant'],
    ['add_column :users, :nice, :uuid, default: "gen_random_uuid()"', true, 'volatile'],
    ['add_column :users, :nice, :uuid, default: -> { "gen_random_uuid()" }', true, 'volatile'],
    ['add_column :users, :nice, :datetime, default: -> { "clock_timestamp()" }', true, 'volatile'],
    ['add_column :users, :nice, :datetime, default: -> { "(now())" }', true, 'constant'],
    ['add_column :users, :nice, :datetime, default: -> { "CURRENT_TIMESTAMP" }', true, 'constant'],
    ['add_column :users, :nice, :jsonb, default: {}', true, 'constant'],
    ['add_column :users, :nice, :integer, default: -> { next_number() }', true, 'unknown'],
    ['add_column :users, :nice, :bigserial', false, 'volatile'],
    ['add_column :users, :nice, :virtual, type: :string, as: "LOWER(city)", stored: true', true, 'volatile'],
    ['add_column :users, :nice, :virtual, type: :string, as: "LOWER(city)"', true, 'none'],
    ['add_column(:users, "nice", "boolean", :null => false, :default => false)', false, 'constant'],
  ])('%s', async (body, nullable, kind) => {
    expect(await operations(body)).toMatchObject([
      { kind: 'add-column', table: 'users', column: 'nice', nullable, default: kind },
    ]);
  });

  it('keeps the size of a type', async () => {
    expect(await operations('add_column :users, :sum, :decimal, precision: 10, scale: 2')).toMatchObject([
      { type: 'decimal(10,2)' },
    ]);
    expect(await operations('add_column :users, :tags, :string, array: true, limit: 20')).toMatchObject([
      { type: 'string(20)[]' },
    ]);
  });

  it('reads what a block changes of a table', async () => {
    const read = await operations(`
      change_table :users, bulk: true do |t|
        t.string :first, :last, null: false
        t.remove :name
        t.rename :mail, :email
        t.index [:first, :last], unique: true
        t.change :age, :bigint
      end`);
    expect(read).toMatchObject([
      { kind: 'add-column', column: 'first', type: 'string', nullable: false },
      { kind: 'add-column', column: 'last', nullable: false },
      { kind: 'drop-column', column: 'name' },
      { kind: 'rename-column', column: 'mail', to: 'email' },
      { kind: 'add-index', columns: ['first', 'last'], unique: true, concurrent: false },
      { kind: 'change-type', column: 'age', from: null, to: 'bigint' },
    ]);
  });

  it('sees no more than a new table where one is created', async () => {
    const read = await operations(`
      create_table :users do |t|
        t.string :name, null: false
        t.references :account, foreign_key: true
        t.index :name, unique: true
        t.timestamps
      end`);
    expect(read).toEqual([{ kind: 'create-table', table: 'users' }]);
  });

  it.each([
    ['change_column_null :users, :name, false', ['set-not-null']],
    ['change_column_null :users, :name, false, "x"', ['change-data', 'set-not-null']],
    ['change_column_null :users, :name, true', ['drop-not-null']],
    ['change_column :users, :name, :text, null: false', ['change-type', 'set-not-null']],
    ['change_column_default :users, :name, from: nil, to: "x"', ['other']],
    ['change_column_comment :users, :name, "x"', ['other']],
    ['add_timestamps :users', ['add-column', 'add-column']],
    ['remove_columns :users, :a, :b, type: :string', ['drop-column', 'drop-column']],
  ])('%s', async (body, kinds) => {
    expect((await operations(body)).map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('references, indexes and constraints', () => {
  it('gives a reference the index that Rails builds since version 5', async () => {
    expect(await operations('add_reference :users, :city')).toMatchObject([
      { kind: 'add-column', column: 'city_id', type: 'bigint', nullable: true },
      { kind: 'add-index', columns: ['city_id'], concurrent: false, unique: false },
    ]);
    expect(await operations('add_reference :users, :city', '4.2')).toHaveLength(1);
    expect(await operations('add_reference :users, :city, index: false')).toHaveLength(1);
  });

  it.each([
    ['index: { algorithm: :concurrently }', { kind: 'add-index', concurrent: true }],
    ['index: { unique: true }', { kind: 'add-index', unique: true, concurrent: false }],
    ['polymorphic: true', { kind: 'add-column', column: 'city_type' }],
    ['index: false, foreign_key: true', { kind: 'add-constraint', validated: true }],
    ['index: false, foreign_key: { validate: false }', { kind: 'add-constraint', validated: false }],
  ])('add_reference with %s', async (options, expected) => {
    expect((await operations(`add_reference :users, :city, ${options}`))[1]).toMatchObject(expected);
  });

  it.each([
    ['add_index :users, :name', { concurrent: false, columns: ['name'] }],
    ['add_index :users, :name, algorithm: :concurrently', { concurrent: true }],
    ['add_index :users, %i[a b], unique: true, name: "x"', { unique: true, name: 'x', columns: ['a', 'b'] }],
    ['add_index :users, "lower(name)", if_not_exists: true', { columns: ['lower(name)'] }],
    ['add_concurrent_index :users, :name', { concurrent: true }],
    ['safe_add_concurrent_index :users, :name', { concurrent: true }],
  ])('%s', async (body, expected) => {
    expect(await operations(body)).toMatchObject([{ kind: 'add-index', table: 'users', ...expected }]);
  });

  it.each([
    ['add_foreign_key :users, :cities', 'foreign-key', true],
    ['add_foreign_key :users, :cities, validate: false', 'foreign-key', false],
    ['add_check_constraint :users, "age > 0", name: "x"', 'check', true],
    ['add_check_constraint :users, "age > 0", name: "x", validate: false', 'check', false],
    ['add_unique_constraint :users, [:name]', 'unique', true],
    ['add_unique_constraint :users, using_index: :x', 'unique', false],
    ['add_exclusion_constraint :users, "number WITH =", using: :gist', 'exclude', true],
  ])('%s', async (body, constraint, validated) => {
    expect(await operations(body)).toMatchObject([{ kind: 'add-constraint', constraint, validated }]);
  });

  it('adds and validates what a helper adds in two steps', async () => {
    expect(await operations('add_concurrent_foreign_key :users, :cities, column: :city_id')).toMatchObject([
      { kind: 'add-constraint', validated: false },
      { kind: 'validate-constraint' },
    ]);
  });
});

describe('SQL', () => {
  it('starts where the text starts, heredocs below each other included', async () => {
    const reading = await read(
      migration(`    execute <<~SQL.squish\n      UPDATE a SET b = 1\n    SQL\n    execute "DROP VIEW c"`),
    );
    expect(reading.operations).toEqual([
      { kind: 'sql', sql: expect.stringMatching(/^\n +UPDATE a SET b = 1\n *$/), line: 3 },
      { kind: 'sql', sql: 'DROP VIEW c', line: 6 },
    ]);
  });

  it('fills in constants and the elements of literal lists', async () => {
    const text = migration(
      `    %w[a b].each { |t| execute "DROP TABLE #{t}_#{OLD}" }`,
      '7.1',
      "  OLD = 'x'\n",
    );
    expect(ofKind(await read(text), 'sql').map(({ sql }) => sql)).toEqual([
      'DROP TABLE a_x',
      'DROP TABLE b_x',
    ]);
  });

  it.each(['execute "DROP TABLE #{name}"', 'execute(File.read("x.sql"))', 'execute Functions::LIMIT'])(
    'says that it could not read %s',
    async (body) => {
      const reading = await read(migration(`    ${body}`));
      expect(reading.operations).toEqual([]);
      expect(reading.unread).toEqual([{ line: 3, reason: 'SQL that is computed' }]);
    },
  );
});

describe('rows', () => {
  it.each([
    ['User.update_all(active: true)', 'users', 'update', false],
    ['User.where(active: nil).update_all(active: true)', 'users', 'update', false],
    ['User.where(id: 1).update_all(active: true)', 'users', 'update', true],
    ['User.in_batches.update_all(active: true)', 'users', 'update', true],
    ['User.in_batches { |batch| batch.update_all(active: true) }', 'users', 'update', true],
    ['UserCity.find_each { |row| row.update!(active: true) }', 'user_cities', 'update', true],
    ['UserCity.find_each(&:destroy)', 'user_cities', 'delete', true],
    ['User.all.each { |user| user.save! }', 'users', 'update', false],
    ['User.delete_all', 'users', 'delete', false],
    ['Flag.create!(name: "x")', 'flags', 'insert', true],
    ['Shop::Order.delete_all', null, 'delete', false],
  ])('%s', async (body, table, statement, bounded) => {
    expect(await operations(body)).toEqual([{ kind: 'change-data', table, statement, bounded }]);
  });

  it.each([
    'User.reset_column_information',
    'User.where(active: nil).count',
    'User.find_each { |user| puts user.name }',
    'options.delete(:a)',
    'say "done"',
    'names = User.pluck(:name)',
  ])('leaves %s', async (body) => expect(await operations(body)).toEqual([]));

  it('takes the table that a model of the file names', async () => {
    const text = migration(
      '    Person.update_all(a: 1)',
      '7.1',
      "  class Person < ActiveRecord::Base\n    self.table_name = 'people'\n  end\n",
    );
    expect(ofKind(await read(text), 'change-data')).toMatchObject([{ table: 'people' }]);
  });
});

describe('which way it runs', () => {
  it('reads up alone, and its own methods where they are called', async () => {
    const reading = await read(`
class Change < ActiveRecord::Migration[7.1]
  disable_ddl_transaction!
  def up
    add_flag(:users)
  end

  def down
    remove_column :users, :flag
  end

  private

  def add_flag(table)
    add_column table, :flag, :boolean
  end
end
`);
    expect(reading.operations).toMatchObject([{ kind: 'add-column', table: 'users', line: 15 }]);
    expect(reading).toMatchObject({ rollback: 'written', transaction: 'none' });
  });

  it('reads what is reversible forward alone', async () => {
    const reading = await read(
      migration(`
    reversible do |dir|
      dir.up { execute "UPDATE a" }
      dir.down { execute "UPDATE b" }
    end`),
    );
    expect(ofKind(reading, 'sql').map(({ sql }) => sql)).toEqual(['UPDATE a']);
    expect(reading.rollback).toBe('derived');
  });

  it.each([
    ['remove_column :users, :name', 'irreversible'],
    ['remove_column :users, :name, :string', 'derived'],
    ['execute "UPDATE a"', 'irreversible'],
    ['change_column :users, :name, :text', 'irreversible'],
    ['drop_table :users', 'irreversible'],
    ['remove_index :users, :name', 'derived'],
    ['remove_index :users, name: "x"', 'irreversible'],
    ['add_column :users, :name, :string', 'derived'],
  ])('%s in change: %s', async (body, rollback) => {
    expect((await read(migration(`    ${body}`))).rollback).toBe(rollback);
  });

  it.each([
    ['', 'irreversible'],
    ['  def down; end\n', 'irreversible'],
    ['  def down\n    raise ActiveRecord::IrreversibleMigration\n  end\n', 'irreversible'],
    ['  def down\n    # nothing to do\n  end\n', 'irreversible'],
    ['  def down\n    raise "no" if User.any?\n    drop_table :a\n  end\n', 'written'],
    ['  def down\n    drop_table :a\n  end\n', 'written'],
  ])('the way back of %j is %s', async (down, rollback) => {
    const text = `class A < ActiveRecord::Migration[7.1]\n  def up\n    create_table :a\n  end\n${down}end\n`;
    expect((await read(text)).rollback).toBe(rollback);
  });

  it('marks what its authors took upon them', async () => {
    const reading = await read(
      migration(`
    safety_assured { remove_column :users, :name, :string }
    unsafe_drop_table :cities
    remove_column :users, :city, :string`),
    );
    expect(reading.operations.map(({ accepted }) => accepted)).toEqual([true, true, undefined]);
  });

  it('says what it could not read', async () => {
    const reading = await read(
      migration(`
    add_column table_name, :a, :string
    add_index :users, [:a], **options
    install_things
    tables.each { |table| remove_column table, :a, :string }`),
    );
    expect(ofKind(reading, 'add-index')).toHaveLength(1);
    expect(reading.unread).toEqual([
      { line: 3, reason: 'add_column: a computed table' },
      { line: 4, reason: 'add_index: computed arguments' },
      { line: 5, reason: 'a call of `install_things` that stands elsewhere' },
      { line: 6, reason: 'remove_column: a computed table' },
    ]);
  });

  it('reads the block of a method of its own, and no rescue', async () => {
    const text = `class A < ActiveRecord::Migration[7.1]
  def up
    in_turn { add_index :users, :name }
    update_index :users, 'x', :city, where: 'a'
  rescue StandardError
    drop_table :users
  end
  def in_turn
    add_column :users, :city, :string
    yield
  end
end
`;
    expect((await read(text)).operations).toMatchObject([
      { kind: 'add-column' },
      { kind: 'add-index', columns: ['name'] },
      { kind: 'add-index', columns: ['city'], concurrent: true },
      { kind: 'drop-index', name: 'x', concurrent: true },
    ]);
  });

  it('stops at texts that double', async () => {
    const lines = Array.from({ length: 60 }, (_, at) => `    a${at + 1} = "#{a${at}}#{a${at}}"`);
    const reading = await read(migration(['    a0 = "xx"', ...lines, '    execute a60'].join('\n')));
    expect(reading.unread).toEqual([{ line: 64, reason: 'SQL that is computed' }]);
  });

  it('ends on methods that call each other', async () => {
    const calls = Array.from({ length: 20 }, () => '    again').join('\n');
    const text = `class A < ActiveRecord::Migration[7.1]\n  def up\n    again\n  end\n  def again\n${calls}\n  end\nend\n`;
    expect((await read(text)).unread.map(({ reason }) => reason)).toEqual([
      'methods that call each other too deeply',
      'more than is read of one migration',
    ]);
  });
});

describe('what the database decides', () => {
  it('reads the size of a column in a block as beside it', async () => {
    const [alone] = await operations('add_column :a, :b, :string, array: true, limit: 20');
    const [inBlock] = await operations('change_table :a do |t|\n t.string :b, array: true, limit: 20\nend');
    expect(inBlock).toEqual(alone);
    expect(alone).toMatchObject({ type: 'string(20)[]' });
  });

  it('takes no branch of a case over adapters, and each of another', async () => {
    const text = (over: string) =>
      migration(
        `case ${over}\nwhen /mysql/i\n change_column :a, :b, :json\nwhen /postgres/i\n change_column :a, :b, :jsonb\nend`,
      );
    const reading = await read(text('connection.adapter_name'));
    expect(reading).toMatchObject({ operations: [], unread: [{ line: 3 }] });
    expect((await read(text("ENV['KIND']"))).operations).toHaveLength(2);
  });
});

it('tells that something is nested too deep', async () => {
  const body = `${'if a\n'.repeat(120)}drop_table :users\n${'end\n'.repeat(120)}`;
  expect((await read(migration(body))).unread).toEqual([
    { line: 2, reason: 'more than is read of one migration' },
  ]);
});
