import { describe, expect, it } from 'vitest';
import { applySeverities } from '../../../src/evidence/apply-severities.ts';
import { migrationDetector } from '../../../src/evidence/data/migration-detector.ts';
import { cpuMilliseconds } from '../../cpu-milliseconds.ts';
import type { Files } from '../in-memory-tree.ts';
import { briefly, gatherData } from './gather-data.ts';

const folder = 'db/migration';
/** Names the database, and is none of the change. */
const postgres: Files = { 'docker-compose.yml': 'services:\n  db:\n    image: postgres:16\n' };
const users = 'CREATE TABLE users (id bigint PRIMARY KEY, email text, created timestamptz);\n';
const first: Files = { ...postgres, [`${folder}/V1__users.sql`]: users };

/** Adds one migration after the first. */
function adding(sql: string, name = 'V2__next.sql', base: Files = first) {
  return gatherData(base, { ...base, [`${folder}/${name}`]: sql });
}

describe('migrations of a change', () => {
  it('are judged by squawk and by our rules, each problem once', async () => {
    const evidence = await adding(
      [
        'ALTER TABLE users ADD COLUMN age int NOT NULL;',
        'CREATE INDEX users_email ON users (email);',
        'UPDATE users SET age = 1;',
        'ALTER TABLE users DROP COLUMN created;',
        '',
      ].join('\n'),
    );
    expect(briefly(evidence)).toEqual([
      'data/adding-required-field warning 1',
      'data/require-concurrent-index-creation warning 2',
      'data/backfill-in-migration warning 3',
      'data/ban-drop-column warning 4',
    ]);
    for (const { message, data } of evidence.facts) {
      expect(message).not.toMatch(/\.$/);
      expect(data).toMatchObject({ database: 'postgres', table: 'users' });
      expect(String(data['wayOut'])).toMatch(/^[A-Z].{20,}[^.]$/);
      expect(Object.keys(data)).toEqual(Object.keys(data).sort());
    }
  });

  it('are told with their steps, what they lock and what they risk', async () => {
    const { migrations } = await adding(
      'CREATE TABLE roles (id int);\nALTER TABLE users ALTER COLUMN email SET NOT NULL;\n',
    );
    expect(migrations).toEqual([
      {
        path: `${folder}/V2__next.sql`,
        format: 'sql',
        status: 'added',
        database: 'postgres',
        version: '2',
        rollback: 'none',
        transaction: 'unknown',
        steps: [
          { line: 1, what: 'creates table roles', lock: null, rewrites: false, risk: null },
          {
            line: 2,
            what: 'sets email of users NOT NULL',
            lock: 'ACCESS EXCLUSIVE while existing rows are checked',
            rewrites: false,
            risk: 'warning',
          },
        ],
      },
    ]);
  });

  it('say nothing of a table that an earlier one of the change makes', async () => {
    const evidence = await gatherData(postgres, {
      ...first,
      [`${folder}/V10__more.sql`]:
        'CREATE INDEX i ON users (email);\nALTER TABLE users DROP COLUMN created;\n',
      [`${folder}/V9__rights.sql`]: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n',
    });
    expect(evidence.facts).toEqual([]);
    expect(evidence.migrations.map(({ version }) => version)).toEqual(['1', '9', '10']);
  });

  it('say nothing of harmless ones', async () => {
    const evidence = await adding(
      [
        'CREATE TABLE roles (id int PRIMARY KEY, name text NOT NULL);',
        'CREATE INDEX ON roles (name);',
        "ALTER TABLE users ADD COLUMN state text NOT NULL DEFAULT 'new';",
        "INSERT INTO roles VALUES (1, 'a');",
        "COMMENT ON TABLE users IS 'people';",
      ].join('\n'),
    );
    expect(evidence.facts).toEqual([]);
  });

  it('say only what holds anywhere when the database is not known', async () => {
    const evidence = await adding(
      'CREATE INDEX i ON users (email);\nALTER TABLE users DROP COLUMN email;\n',
      'V2__next.sql',
      { [`${folder}/V1__users.sql`]: 'CREATE TABLE users (id bigint PRIMARY KEY);\n' },
    );
    expect(briefly(evidence)).toEqual(['data/ban-drop-column warning 2']);
    expect(evidence.facts[0]!.data['database']).toBeNull();
  });

  it('put what cannot be read into coverage, with its line', async () => {
    const evidence = await adding('DROP TABLE users;\nFROBNICATE TABLE users;\n');
    expect(evidence.coverage.skipped).toMatchObject([
      { path: `${folder}/V2__next.sql`, reason: expect.stringMatching(/^line 2: /), partial: true },
    ]);
  });

  it.each([
    'test/db/migration/V2__next.sql',
    'examples/shop/migrations/V2__next.sql',
    'src/test/resources/db/migration/V2__next.sql',
    'tests/fixtures/migrations/V2__next.sql',
    'lib/generators/templates/migrations/V2__next.sql',
  ])('leave alone %s', async (path) => {
    const evidence = await gatherData(first, { ...first, [path]: 'DROP TABLE users;\n' });
    expect([evidence.facts, evidence.migrations, evidence.reads]).toEqual([[], [], []]);
  });

  it('cost nothing when none changes', async () => {
    const evidence = await gatherData({ ...first, 'notes.md': '1' }, { ...first, 'notes.md': '2' });
    expect(evidence.reads).toEqual([]);
  });

  it('squash many equal facts of one migration', async () => {
    const sql = Array.from({ length: 40 }, (_, at) => `ALTER TABLE users DROP COLUMN c${at};`).join('\n');
    const evidence = await adding(sql);
    expect(briefly(evidence)).toEqual(['data/ban-drop-column warning 1']);
    expect(evidence.facts[0]!.data).toMatchObject({
      count: 40,
      columns: expect.arrayContaining(['c0', 'c39']),
    });
  });

  it('names every rule that it speaks under, and lets each be turned down', async () => {
    const ids = migrationDetector.rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const { facts } = await adding('DROP TABLE users;\nCREATE INDEX i ON users (email);\n');
    for (const { rule } of facts) expect(ids).toContain(rule);
    expect(applySeverities(facts, { 'data/*': 'off' })).toEqual([]);
  });
});

describe('a migration that stood before', () => {
  /** Changes the first migration. */
  function editing(after: string, before = users, name = 'V1__users.sql') {
    const path = `${folder}/${name}`;
    return gatherData({ ...postgres, [path]: before }, { ...postgres, [path]: after });
  }
  const plain = '20240101000000_users.sql';

  it('stops Flyway when it is edited, even in a comment', async () => {
    expect(briefly(await editing(`${users}-- why\n`))).toEqual(['data/migration-edited error 2']);
    expect(briefly(await editing(users.replaceAll('\n', '\r\n')))).toEqual([]);
  });

  it('is a warning where no check sum is known, with what it does anew judged', async () => {
    const evidence = await editing(
      `${users}ALTER TABLE orders DROP COLUMN total;\n`,
      users,
      `../migrations/${plain}`.replace('../', ''),
    );
    expect(briefly(evidence)).toEqual(['data/ban-drop-column warning 2', 'data/migration-edited warning 2']);
    expect(evidence.migrations[0]!.steps).toHaveLength(1);
  });

  it.each([
    ['a comment', `-- people\n${users}`],
    ['blanks', users.replaceAll(' ', '  ')],
    ['the end of the file', users.trimEnd()],
    ['a condition', users.replace('CREATE TABLE', 'CREATE TABLE IF NOT EXISTS')],
  ])('may be edited in %s', async (_, after) => {
    const evidence = await editing(after, users, `migrations/${plain}`);
    expect([evidence.facts, evidence.migrations]).toEqual([[], []]);
  });

  it('may be edited in its way back', async () => {
    const before = `-- +goose Up\n${users}-- +goose Down\nDROP TABLE users;\n`;
    const evidence = await editing(
      before.replace('DROP TABLE', 'DROP TABLE IF EXISTS'),
      before,
      `migrations/${plain}`,
    );
    expect(evidence.facts).toEqual([]);
  });

  it('is a note where only what it does to rows is another', async () => {
    const evidence = await editing(
      `${users}UPDATE roles SET a = 1 WHERE a IS NULL;\n`,
      `${users}UPDATE roles SET a = 1;\n`,
      `migrations/${plain}`,
    );
    expect(briefly(evidence)).toEqual(['data/migration-edited note 2']);
  });

  it('may say in one step what it said in two', async () => {
    const path = 'db/migrate/20240101000000_a.rb';
    const text = (steps: string) =>
      `class A < ActiveRecord::Migration[7.1]\n  def change\n${steps}  end\nend\n`;
    const before = text('    add_column :users, :code, :string, null: false\n');
    const after = text(
      '    add_column :users, :code, :string\n    change_column :users, :code, :string, null: false\n',
    );
    const other = text(
      '    add_column :users, :code, :string\n    change_column :users, :name, :string, null: false\n',
    );
    expect((await gatherData({ [path]: before }, { [path]: after })).facts).toEqual([]);
    const { facts } = await gatherData({ [path]: before }, { [path]: other });
    expect(facts.map(({ rule }) => rule)).toContain('data/migration-edited');
  });

  it('may do something else, as far as can be told, where a part of it is not understood', async () => {
    const path = 'db/migrate/20240101000000_a.rb';
    const text = (step: string) =>
      `class A < ActiveRecord::Migration[7.1]\n  def up\n    ${step}\n  end\nend\n`;
    const evidence = await gatherData(
      { [path]: text('create_enumeration :kind, %w[a b]') },
      { [path]: text('create_enum :kind, %w[a b]') },
    );
    expect(briefly(evidence)).toEqual(['data/migration-edited note 3']);
    expect(evidence.facts[0]!.message).toContain('may do something else');
  });

  it('of Django has another name when it is renamed, and is the same without what it replaced', async () => {
    const text = (more = '') =>
      `from django.db import migrations, models\n\nclass Migration(migrations.Migration):\n${more}    dependencies = []\n    operations = [migrations.AddField("a", "b", models.TextField(null=True))]\n`;
    const [from, to] = ['shop/migrations/0002_a.py', 'shop/migrations/0003_b.py'];
    const renamed = await gatherData({ [from]: text() }, { [to]: text() }, { [from]: to });
    expect(renamed.facts).toMatchObject([
      {
        severity: 'warning',
        data: { check: 'renumbered' },
        message: expect.stringContaining('shop.0003_b now'),
      },
    ]);
    const replaces = text('    replaces = [("shop", "0001_a")]\n');
    expect((await gatherData({ [from]: replaces }, { [from]: text() })).facts).toEqual([]);
  });

  it('is one note with others when a summary of them stands already', async () => {
    const path = (name: string) => `shop/migrations/${name}.py`;
    const text = `from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = []\n`;
    const summary = { [path('0001_squashed')]: text };
    const old = { [path('0001_initial')]: text, [path('0002_a')]: text };
    const { facts } = await gatherData({ ...summary, ...old }, summary);
    expect(facts).toMatchObject([{ severity: 'note', data: { check: 'squashed', count: 2 } }]);
    const without = await gatherData({ ...old, [path('0003_b')]: text }, { [path('0003_b')]: text });
    expect(without.facts).toMatchObject([{ severity: 'warning', data: { check: 'removed', count: 2 } }]);
  });

  it('is told once where several take other versions', async () => {
    const at = (version: number): Files => ({
      [`my/migrations/000${version}_a.sql`]: users,
      [`pg/migrations/000${version}_a.sql`]: users,
    });
    const moves = Object.fromEntries(
      ['my', 'pg'].map((each) => [`${each}/migrations/0001_a.sql`, `${each}/migrations/0003_a.sql`]),
    );
    const { facts } = await gatherData(at(1), at(3), moves);
    expect(facts.filter(({ rule }) => rule === 'data/migration-edited')).toMatchObject([
      { data: { count: 2 } },
    ]);
  });

  it('is missed when it is removed', async () => {
    const evidence = await gatherData({ ...first, [`${folder}/V2__b.sql`]: 'DROP TABLE b;\n' }, first);
    expect(evidence.facts).toMatchObject([
      { rule: 'data/migration-edited', severity: 'warning', side: 'LEFT', data: { check: 'removed' } },
    ]);
    expect(evidence.migrations).toMatchObject([{ status: 'removed', steps: [] }]);
  });

  it('is one note with others when they are squashed', async () => {
    const old: Files = { ...postgres };
    for (let at = 1; at <= 6; at++) old[`${folder}/V${at}__m.sql`] = `CREATE TABLE t${at} (id int);\n`;
    const evidence = await gatherData(old, {
      ...postgres,
      [`${folder}/V7__all.sql`]: 'CREATE TABLE all_of_it (id int);\n',
    });
    expect(evidence.facts).toMatchObject([{ severity: 'note', data: { check: 'squashed', count: 6 } }]);
  });

  it('runs again when it takes another version, and not when it moves', async () => {
    const at = (path: string) => ({ ...postgres, [path]: users });
    const [from, moved, renumbered] = [
      `${folder}/V1__users.sql`,
      `sql/${folder}/V1__people.sql`,
      `${folder}/V3__users.sql`,
    ];
    expect((await gatherData(at(from), at(moved), { [from]: moved })).facts).toEqual([]);
    expect((await gatherData(at(from), at(renumbered), { [from]: renumbered })).facts).toMatchObject([
      { rule: 'data/migration-edited', severity: 'warning', data: { check: 'renumbered' } },
    ]);
  });
});

describe('what squawk does not judge', () => {
  it('is judged by our rules: a statement that it cannot parse', async () => {
    const evidence = await adding(
      'ALTER TABLE users\n  DROP COLUMN email SOMEHOW;\nALTER TABLE users DROP COLUMN created;\n',
    );
    expect(briefly(evidence)).toEqual(['data/ban-drop-column warning 2', 'data/ban-drop-column warning 3']);
    expect(evidence.coverage.skipped).toMatchObject([{ reason: 'line 1: SQL that squawk cannot parse' }]);
  });

  it('is judged by our rules: a statement too long for it', async () => {
    const more = Array.from({ length: 2_000 }, (_, at) => `, ADD COLUMN c${at} int`).join('');
    const evidence = await adding(`SELECT 1;\nALTER TABLE users DROP COLUMN email${more};\n`);
    expect(briefly(evidence)).toEqual(['data/ban-drop-column warning 2']);
  });
});

describe('migrations that are long', () => {
  it.each([
    ['columns', (at: number) => `ALTER TABLE t${at} ADD COLUMN c jsonb NOT NULL;`],
    ['what squawk cannot parse', (at: number) => `ALTER TABLE t${at} DROP COLUMN c SOMEHOW;`],
  ])('take time in proportion to their length: %s', async (_, statement) => {
    const time = async (count: number) => {
      const sql = Array.from({ length: count }, (__, at) => statement(at)).join('\n');
      const start = cpuMilliseconds();
      await adding(sql);
      return cpuMilliseconds() - start;
    };
    await time(500);
    let ratio = Number.POSITIVE_INFINITY;
    // Linear is 4, quadratic 16; what else the machine does may make one measurement look steep.
    for (let again = 0; again < 3 && ratio >= 8; again++) ratio = (await time(4_000)) / (await time(1_000));
    expect(ratio).toBeLessThan(8);
  });
});

describe('what is not understood', () => {
  it('is a part of a migration that was read', async () => {
    const { coverage } = await adding('DROP TABLE users;\nDO $$ BEGIN EXECUTE x; END $$;\n');
    expect(coverage.skipped).toMatchObject([{ partial: true }]);
  });

  it('is a file that was not read where it is all of it', async () => {
    const { coverage } = await adding('DROP TABLE users\nGO\nDROP TABLE roles\nGO\n');
    expect(coverage.skipped).toEqual([
      {
        path: `${folder}/V2__next.sql`,
        reason: 'line 1: Transact-SQL, which is not understood',
      },
    ]);
  });

  it('is counted where it is much', async () => {
    const { coverage } = await adding('DROP TABLE users PURGE x;\n'.repeat(50));
    expect(coverage.skipped).toHaveLength(21);
    expect(coverage.skipped).toContainEqual({
      path: `${folder}/V2__next.sql`,
      reason: 'and 30 more places that were not understood',
      partial: true,
    });
  });
});

describe('migrations that are named as generated', () => {
  const sql = 'DROP TABLE users;\n';

  it('are judged all the same', async () => {
    const path = 'migrations/20260101_a.generated.up.sql';
    const evidence = await gatherData(postgres, { ...postgres, [path]: sql });
    expect(briefly(evidence)).toContain('data/ban-drop-table warning 1');
    expect(evidence.migrations).toMatchObject([{ path }]);
  });

  it.each(['vendor/shop/migrations/20260101_a.up.sql', 'dist/migrations/20260101_a.up.sql'])(
    'are left alone where they are other people’s or built: %s',
    async (path) => {
      const evidence = await gatherData(postgres, { ...postgres, [path]: sql });
      expect([evidence.facts, evidence.migrations, evidence.coverage.skipped]).toEqual([[], [], []]);
    },
  );
});

describe('migrations in folders of examples', () => {
  it.each(['demo', 'samples', 'templates', 'examples'])('are named and not judged: %s', async (name) => {
    const path = `${name}/migrations/20260101_a.up.sql`;
    const evidence = await gatherData(postgres, { ...postgres, [path]: 'DROP TABLE users;\n' });
    expect([evidence.facts, evidence.migrations, evidence.reads]).toEqual([[], [], []]);
    expect(evidence.coverage.skipped).toEqual([
      { path, reason: 'in a folder of examples: not judged', partial: true },
    ]);
  });

  it.each([
    'examples/shop/index.sql',
    'examples/tests/migrations/20260101_a.up.sql',
    'docs/migrations/1_a.up.sql',
  ])('are not what %s is', async (path) => {
    const evidence = await gatherData(postgres, { ...postgres, [path]: 'DROP TABLE users;\n' });
    expect(evidence.coverage.skipped).toEqual([]);
  });
});

describe('indexes on a materialized view', () => {
  const path = 'src/migrations/1700000000000-Change.ts';
  const migration = (...texts: string[]) => `import { MigrationInterface, QueryRunner } from 'typeorm';
export class Change1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    ${texts.map((text) => `await queryRunner.query(\`${text}\`);`).join('\n    ')}
  }
  async down(queryRunner: QueryRunner) { await queryRunner.query('DROP MATERIALIZED VIEW totals'); }
}
`;
  const view = 'CREATE MATERIALIZED VIEW totals AS SELECT 1 AS a';
  const index = 'CREATE INDEX totals_a ON totals (a)';

  it('are no risk where another text of the migration makes it', async () => {
    const evidence = await gatherData(postgres, { ...postgres, [path]: migration(view, index) });
    expect(evidence.facts).toEqual([]);
  });

  it('are a risk where it stands', async () => {
    const evidence = await gatherData(postgres, { ...postgres, [path]: migration('SELECT 1', index) });
    expect(briefly(evidence)).toEqual(['data/require-concurrent-index-creation warning 5']);
  });
});
