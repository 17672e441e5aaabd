import { describe, expect, test } from 'vitest';
import { dependencyKinds, kindOfPackage } from '../../../src/evidence/dependencies/kinds.ts';
import { majorVersion } from '../../../src/evidence/dependencies/major-version.ts';
import { readManifest } from '../../../src/evidence/dependencies/read-manifest.ts';
import { gather } from '../gather.ts';
import type { Files } from '../in-memory-tree.ts';
import { timeRatio } from '../time-ratio.ts';

const manifest = (sections: Record<string, unknown>) => `${JSON.stringify(sections, null, 2)}\n`;

/** `rule package path:line side` of every fact about dependencies. */
async function facts(base: Files, head: Files, renames: Record<string, string> = {}): Promise<string[]> {
  const evidence = await gather(base, head, { renames });
  return evidence.facts
    .filter(({ rule }) => rule.startsWith('dependency/'))
    .map(
      ({ rule, data, path, line, side }) => `${rule.slice(11)} ${data['package']} ${path}:${line} ${side}`,
    );
}

describe('package.json', () => {
  const before = manifest({
    dependencies: { a: '^1.0.0', b: '2.0.0', c: '~3.1.0' },
    devDependencies: { tool: '1.0.0' },
  });
  test.each<[what: string, sections: Record<string, unknown>, expected: string[]]>([
    [
      'added',
      { dependencies: { a: '^1.0.0', b: '2.0.0', c: '~3.1.0', d: '1' } },
      ['added d package.json:6 RIGHT'],
    ],
    ['removed', { dependencies: { a: '^1.0.0', c: '~3.1.0' } }, ['removed b package.json:4 LEFT']],
    [
      'major',
      { dependencies: { a: '^2.0.0', b: '2.9.0', c: '~4.0.0' } },
      ['major a package.json:3 RIGHT', 'major c package.json:5 RIGHT'],
    ],
    ['minor and patch', { dependencies: { a: '^1.9.0', b: '2.0.1', c: '~3.2.0' } }, []],
    [
      'development tools',
      { dependencies: { a: '^1.0.0', b: '2.0.0', c: '~3.1.0' }, devDependencies: { other: '9' } },
      [],
    ],
    [
      'promoted',
      { dependencies: { a: '^1.0.0', b: '2.0.0', c: '~3.1.0', tool: '1.0.0' } },
      ['added tool package.json:6 RIGHT'],
    ],
    [
      'moved to another section',
      { dependencies: { a: '^1.0.0', b: '2.0.0' }, peerDependencies: { c: '~3.1.0' } },
      [],
    ],
    ['reordered', { dependencies: { c: '~3.1.0', b: '2.0.0', a: '^1.0.0' } }, []],
    [
      'other fields',
      { name: 'x', dependencies: { a: '^1.0.0', b: '2.0.0', c: '~3.1.0' }, scripts: { d: '1' } },
      [],
    ],
  ])('%s', async (_, sections, expected) => {
    expect(await facts({ 'package.json': before }, { 'package.json': manifest(sections) })).toEqual(expected);
  });

  test('a new package of the repository tells only what is new to the repository', async () => {
    const base = { 'packages/a/package.json': before };
    const head = { ...base, 'packages/b/package.json': manifest({ dependencies: { a: '^1.0.0', z: '1' } }) };
    expect(await facts(base, head)).toEqual(['added z packages/b/package.json:4 RIGHT']);
  });

  test('a new major version is told once, and not of the repository’s own packages', async () => {
    const files = (version: string, own: string) => ({
      'packages/a/package.json': manifest({ name: '@x/a', dependencies: { react: version } }),
      'packages/b/package.json': manifest({ name: '@x/b', dependencies: { '@x/a': own, react: version } }),
    });
    const evidence = await gather(files('^18.0.0', '1.0.0'), files('^19.0.0', '2.0.0'));
    expect(evidence.facts.map(({ message, data }) => [message, data['manifests']])).toEqual([
      [
        'react goes from major version 18 to 19 (^18.0.0 to ^19.0.0)',
        ['packages/a/package.json', 'packages/b/package.json'],
      ],
    ]);
  });

  test('workspaces that depend on each other add nothing from outside', async () => {
    const base = { 'a/package.json': manifest({ dependencies: {} }) };
    expect(
      await facts(base, {
        'a/package.json': manifest({ dependencies: { b: 'workspace:*', c: 'file:../c' } }),
      }),
    ).toEqual([]);
  });

  test('a moved manifest is compared with itself', async () => {
    const base = { 'old/package.json': before };
    const head = {
      'new/package.json': manifest({ dependencies: { a: '^1.0.0', b: '2.0.0', c: '~3.1.0', d: '1' } }),
    };
    expect(await facts(base, head, { 'old/package.json': 'new/package.json' })).toEqual([
      'added d new/package.json:6 RIGHT',
    ]);
  });

  test('a deleted package is no list of losses', async () => {
    expect(await facts({ 'a/package.json': before }, {})).toEqual([]);
  });

  test.each([
    ['malformed', '{"dependencies": {'],
    ['no object', '[]'],
  ])('%s JSON is told as not read, and loses nothing', async (_, text) => {
    const evidence = await gather({ 'package.json': before }, { 'package.json': text });
    expect(evidence.facts).toEqual([]);
    expect(evidence.coverage.skipped).toEqual([{ path: 'package.json', reason: 'malformed JSON' }]);
  });

  test('vendored manifests are none of ours', async () => {
    expect(
      await facts({}, { 'node_modules/x/package.json': before, 'vendor/y/package.json': before }),
    ).toEqual([]);
  });
});

describe('reading a manifest', () => {
  test('lines of keys, whatever surrounds them', () => {
    const text = `{"name":"dependencies","x":{"a":"9"},\n"scripts":{"dependencies":"{\\"a\\":1"},"dependencies"\n:{\n"a":"1","b"\n: "2",\r\n  "c\\u0064": "3", "nested": {"a": "4"}\n}, "devDependencies": {"a": "5", "e": "6"}}`;
    const entries = [...readManifest(text)!.entries.values()].map(({ name, version, line, dev }) => [
      name,
      version,
      line,
      dev,
    ]);
    expect(entries).toEqual([
      ['a', '1', 4, false],
      ['b', '2', 4, false],
      ['cd', '3', 6, false],
      ['e', '6', 7, true],
    ]);
  });

  test('hostile names and depths', () => {
    expect(
      readManifest(`{"dependencies":{"__proto__":"1","constructor":"2"}}`)!.entries.get('__proto__'),
    ).toMatchObject({ version: '1' });
    expect(() => readManifest(`{"a":${'['.repeat(100_000)}`)).not.toThrow();
    expect(
      readManifest(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"dependencies":{"b":"1"}}`)!.entries
        .size,
    ).toBe(1);
  });

  test('time is proportional to length', () => {
    const ratio = timeRatio((size) => {
      const text = `{"dependencies":{${Array.from({ length: size / 20 }, (_, at) => `"p${at}":\n"1.0.0"`).join(',')}}}`;
      return () => readManifest(text);
    });
    expect(ratio).toBeLessThan(3.5);
  });
});

test.each([
  ['^1.2.3', 1],
  ['~2', 2],
  ['3.x', 3],
  ['>=4 <6', 4],
  ['v5.0.0-beta.1', 5],
  ['6 || 7', 6],
  ['0.4.1', 0],
  ['npm:other@^8.0.0', 8],
  ['npm:@scope/other@9', 9],
  ['workspace:^10.0.0', 10],
  ['workspace:*', null],
  ['*', null],
  ['latest', null],
  ['', null],
  ['file:../x', null],
  ['github:a/b#v2', null],
  ['https://example.com/1.2.3.tgz', null],
  ['9'.repeat(400), null],
])('the major version of %s is %s', (range, expected) => expect(majorVersion(range)).toBe(expected));

test('kinds: no package in two, prefixes after names, types are none', () => {
  const all = dependencyKinds.flatMap(({ packages }) => packages);
  expect(all).toHaveLength(new Set(all).size);
  expect(kindOfPackage('amqplib')?.id).toBe('message-broker');
  expect(kindOfPackage('@opentelemetry/sdk-node')?.id).toBe('observability');
  expect(kindOfPackage('@types/amqplib')).toBeNull();
  expect(kindOfPackage('lodash')).toBeNull();
  expect(kindOfPackage('__proto__')).toBeNull();
});
