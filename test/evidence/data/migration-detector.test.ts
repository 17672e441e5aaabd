import { describe, expect, it } from 'vitest';
import { applySeverities } from '../../../src/evidence/apply-severities.ts';
import { migrationDetector } from '../../../src/evidence/data/migration-detector.ts';
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
    const evidence = await adding('FROBNICATE TABLE users;\n');
    expect(evidence.coverage.skipped).toMatchObject([
      { path: `${folder}/V2__next.sql`, reason: expect.stringMatching(/^line 1: /), partial: true },
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
