import { describe, expect, it } from 'vitest';
import type { Files } from '../../in-memory-tree.ts';
import { gatherData } from '../gather-data.ts';

const harmless = 'CREATE TABLE t (id int);\n';

function files(...paths: string[]): Files {
  return Object.fromEntries(
    paths.map((path) => [path, harmless.replace('t ', `t${path.replace(/\W/g, '')} `)]),
  );
}

const late = 'data/out-of-order warning';

describe('late migrations', () => {
  it('are told once', async () => {
    const base = files('migrations/0005_a.up.sql');
    const more = files('migrations/0002_b.up.sql', 'migrations/0003_c.up.sql');
    expect(await adding(base, more)).toEqual([late]);
  });

  it('are run by Pop all the same', async () => {
    const times = ['20240105000000', '20240102000000'];
    const base = (kind: string) => files(`migrations/${times[0]}_a${kind}.up.sql`);
    const more = files(`migrations/${times[1]}_b.up.sql`);
    expect(await adding({ ...base('.mysql'), ...base('') }, more)).toEqual([]);
    expect(await adding(base(''), more)).toEqual([late]);
  });
});

/** Facts of a change that adds files, as `rule severity`. */
async function adding(base: Files, more: Files): Promise<string[]> {
  const { facts } = await gatherData(base, { ...base, ...more });
  return facts.map(({ rule, severity }) => `${rule} ${severity}`);
}

describe('versions', () => {
  it.each([
    [
      'Flyway',
      files('db/V1__a.sql', 'db/V2__b.sql'),
      files('db/V2__c.sql'),
      ['data/duplicate-version error'],
    ],
    [
      'golang-migrate',
      files('migrations/1_a.up.sql'),
      files('migrations/01_b.up.sql'),
      ['data/duplicate-version error'],
    ],
    [
      'an unknown tool',
      files('migrations/001_a.sql'),
      files('migrations/001_b.sql'),
      ['data/duplicate-version warning'],
    ],
    [
      'two new ones',
      files('db/V1__a.sql'),
      files('db/V2__b.sql', 'db/V2__c.sql'),
      ['data/duplicate-version error'],
    ],
  ])('meet: %s', async (_, base, more, facts) => {
    expect(await adding(base, more)).toEqual(facts);
  });

  it.each([
    ['in another folder', files('a/db/V1__a.sql'), files('b/db/V1__a.sql')],
    [
      'where two met before',
      files('migrations/1_a.sql', 'migrations/1_b.sql'),
      files('migrations/2_a.sql', 'migrations/2_b.sql'),
    ],
    [
      'of the way there and the way back',
      files('migrations/1_a.up.sql'),
      files('migrations/2_b.up.sql', 'migrations/2_b.down.sql'),
    ],
    ['that differ in a part', files('db/V1.1__a.sql'), files('db/V1.10__b.sql')],
    ['of repeatable ones', files('db/R__a.sql'), files('db/R__b.sql')],
    ['that nobody added', { ...files('db/V1__a.sql', 'db/V1__b.sql') }, files('db/V2__c.sql')],
  ])('do not meet %s', async (_, base, more) => {
    expect(await adding(base, more)).toEqual([]);
  });

  it.each([
    ['Flyway', files('db/V1__a.sql', 'db/V3__b.sql'), files('db/V2__c.sql')],
    ['Flyway by numbers, not by letters', files('db/V10__a.sql'), files('db/V9__b.sql')],
    ['numbers', files('migrations/001_a.sql', 'migrations/005_b.sql'), files('migrations/004_c.sql')],
  ])('come late: %s', async (_, base, more) => {
    expect(await adding(base, more)).toEqual(['data/out-of-order warning']);
  });

  it.each([
    ['the last', files('db/V1__a.sql', 'db/V2__b.sql'), files('db/V10__c.sql')],
    ['before another new one', files('db/V1__a.sql'), files('db/V2__b.sql', 'db/V3__c.sql')],
    [
      'of a time, where branches may meet in any order',
      files('migrations/20240301000000_a.sql'),
      files('migrations/20240201000000_b.sql'),
    ],
    [
      'a number where others are times',
      files('migrations/20240301000000_a.sql'),
      files('migrations/0002_b.sql'),
    ],
    ['in another folder', files('a/db/V5__a.sql'), files('b/db/V1__b.sql')],
    ['in place of the later one', files('db/V1__a.sql'), files('db/V2__b.sql')],
  ])('do not come late: %s', async (_, base, more) => {
    expect(await adding(base, more)).toEqual([]);
  });
});

/** A migration of Django's that makes a table, after others of its app. */
function django(...after: string[]): string {
  return [
    'from django.db import migrations, models',
    'class Migration(migrations.Migration):',
    `    dependencies = [${after.map((name) => `("shop", "${name}")`).join(', ')}]`,
    '    operations = []',
    '',
  ].join('\n');
}

/** A migration of Alembic's that does nothing. */
function alembic(revision: string, down: string | null): string {
  return `revision = "${revision}"\ndown_revision = ${down === null ? 'None' : `"${down}"`}\n\ndef upgrade():\n    pass\n\ndef downgrade():\n    pass\n`;
}

describe('chains', () => {
  const shop = 'shop/migrations';
  const base: Files = {
    [`${shop}/0001_initial.py`]: django(),
    [`${shop}/0002_a.py`]: django('0001_initial'),
  };

  it('stop Django with two ends', async () => {
    const { facts } = await gatherData(base, {
      ...base,
      [`${shop}/0003_a.py`]: django('0002_a'),
      [`${shop}/0003_b.py`]: django('0002_a'),
    });
    expect(facts).toMatchObject([
      {
        rule: 'data/conflicting-heads',
        severity: 'error',
        path: `${shop}/0003_b.py`,
        data: { others: [`${shop}/0003_a.py`] },
      },
    ]);
  });

  it('stop Django when a new one follows what another follows already', async () => {
    expect(await adding(base, { [`${shop}/0002_b.py`]: django('0001_initial') })).toEqual([
      'data/conflicting-heads error',
    ]);
  });

  it('stop Alembic with two heads', async () => {
    const old = {
      'alembic/versions/a1_x.py': alembic('a1', null),
      'alembic/versions/b2_x.py': alembic('b2', 'a1'),
    };
    expect(await adding(old, { 'alembic/versions/c3_x.py': alembic('c3', 'a1') })).toEqual([
      'data/conflicting-heads error',
    ]);
    expect(await adding(old, { 'alembic/versions/c3_x.py': alembic('c3', 'b2') })).toEqual([]);
  });

  it.each([
    ['a new end', { [`${shop}/0003_a.py`]: django('0002_a') }],
    ['two in a row', { [`${shop}/0003_a.py`]: django('0002_a'), [`${shop}/0004_a.py`]: django('0003_a') }],
    [
      'two that are merged',
      {
        [`${shop}/0003_a.py`]: django('0002_a'),
        [`${shop}/0003_b.py`]: django('0002_a'),
        [`${shop}/0004_merge.py`]: django('0003_a', '0003_b'),
      },
    ],
    ['another app', { 'other/migrations/0001_initial.py': django() }],
    [
      'one that stands for others',
      {
        [`${shop}/0001_squashed.py`]: `${django().trimEnd()}\n    replaces = [("shop", "0001_initial"), ("shop", "0002_a")]\n`,
      },
    ],
  ])('go on with %s', async (_, more) => {
    expect(await adding(base, more)).toEqual([]);
  });

  it('say nothing where there were two ends before', async () => {
    const two = { ...base, [`${shop}/0002_b.py`]: django('0001_initial') };
    expect(await adding(two, { [`${shop}/0003_a.py`]: django('0002_a') })).toEqual([]);
  });
});
