import { describe, expect, test } from 'vitest';
import { jsonSchemaDetector } from '../../../../src/evidence/contracts/json-schema/schema-detector.ts';
import type { Evidence } from '../../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

function schema(value: Record<string, unknown>): string {
  return JSON.stringify({ $schema: dialect, ...value }, null, 2);
}

const text = { type: 'string' };
const order = {
  type: 'object',
  required: ['id'],
  properties: { id: text, note: text, state: { enum: ['a', 'b'] } },
};

async function run(base: Files, head: Files, renames: Record<string, string> = {}): Promise<Evidence> {
  return gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [jsonSchemaDetector],
  );
}

function told({ facts }: Evidence): string[] {
  return facts.map(
    ({ rule, severity, path, line, side, message }) =>
      `${rule.slice('contract/json-schema-'.length)} ${severity} ${path}:${line}${side[0]} ${message}`,
  );
}

describe('which files are JSON Schemas', () => {
  const narrowed: [string, string] = [
    schema({ properties: { a: text } }),
    schema({ properties: { a: { type: 'null' } } }),
  ];
  const bare: [string, string] = [
    '{"properties":{"a":{"type":"string"}}}',
    '{"properties":{"a":{"type":"null"}}}',
  ];
  const withId: [string, string] = [
    '$id: https://x.org/a\ntype: string\n',
    '$id: https://x.org/a\ntype: boolean\n',
  ];

  test.each<[string, [string, string]]>([
    ['anything.json', narrowed],
    ['order.schema.json', bare],
    ['order.schema.yaml', bare],
    ['schemas/order.yaml', withId],
    ['json-schema/v1/order.yml', withId],
  ])('%s is one', async (path, [base, head]) => {
    expect((await run({ [path]: base }, { [path]: head })).facts.map(({ data }) => data['check'])).toEqual([
      'type-changed',
    ]);
  });

  test.each<[string, [string, string]]>([
    ['anything.json', bare],
    ['schemas/order.json', bare],
    ['config/order.yaml', withId],
    ['package.json', narrowed],
    ['tsconfig.base.json', narrowed],
    ['.vscode/settings.json', narrowed],
    ['node_modules/x/order.schema.json', narrowed],
    ['test/fixtures/order.schema.json', narrowed],
    ['pnpm-lock.yaml', narrowed],
    ['order.schema.ts', narrowed],
    [
      'settings.json',
      [
        '{"$schema":"https://json.schemastore.org/x","type":"object"}',
        '{"$schema":"https://json.schemastore.org/x","type":"array"}',
      ],
    ],
    [
      'schemas/api.yaml',
      [
        '$id: https://x.org/a\nopenapi: 3.1.0\ntype: string\n',
        '$id: https://x.org/a\nopenapi: 3.1.0\ntype: boolean\n',
      ],
    ],
    [
      'deploy/schemas/deployment.yaml',
      ['$id: https://x.org/a\ntype: deployment\n', '$id: https://x.org/a\ntype: service\n'],
    ],
  ])('%s is none', async (path, [base, head]) => {
    const { facts, coverage } = await run({ [path]: base }, { [path]: head });
    expect([facts, coverage.skipped]).toEqual([[], []]);
  });
});

describe('what is told of a schema whose use is not known', () => {
  const at = 'order.schema.json';

  test.each<[string, Record<string, unknown>, string[]]>([
    [
      'what narrows is a warning, on its line',
      { ...order, required: ['id', 'note'] },
      ['breaking warning order.schema.json:6R order.schema.json: note becomes required'],
    ],
    [
      'what went is told on its line at base',
      { ...order, properties: { id: text, note: text, state: { enum: ['b'] } } },
      ['breaking warning order.schema.json:16L order.schema.json: state no longer allows "a"'],
    ],
    [
      'a settings schema that takes more hurts nobody',
      {
        ...order,
        required: [],
        properties: { ...order.properties, more: text, state: { enum: ['a', 'b', 'c'] } },
      },
      [
        'changed note order.schema.json:5L order.schema.json: id is no longer required',
        'changed note order.schema.json:18R order.schema.json: state allows "c" too',
        'changed note order.schema.json:15R order.schema.json: more is added',
      ],
    ],
    [
      'an optional property that goes from an open object is worth a note',
      { ...order, properties: { id: text, state: order.properties.state } },
      ['changed note order.schema.json:11L order.schema.json: note is removed'],
    ],
    [
      'one that was always there is missed by readers',
      { ...order, required: [], properties: { note: text, state: order.properties.state } },
      ['breaking warning order.schema.json:8L order.schema.json: id is removed'],
    ],
    ['descriptions are not told', { ...order, description: 'An order', title: 'Order' }, []],
  ])('%s', async (_, head, expected) => {
    const found = told(await run({ [at]: schema(order) }, { [at]: schema(head) }));
    expect(found.map((one) => one.replace(/:\d+/, ''))).toEqual(
      expected.map((one) => one.replace(/:\d+/, '')),
    );
  });

  test('lines are those of the text', async () => {
    const [base, head] = [
      schema(order),
      schema({
        ...order,
        required: ['id', 'note'],
        properties: { ...order.properties, state: { enum: ['b'] } },
      }),
    ];
    const lineOf = (all: string, line: string) => all.split('\n').indexOf(line) + 1;
    const { facts } = await run({ [at]: base }, { [at]: head });
    expect(facts.map(({ line, side, data }) => [data['check'], side, line])).toEqual([
      ['property-made-required', 'RIGHT', lineOf(head, '    "note"')],
      ['enum-value-removed', 'LEFT', lineOf(base, '        "a",')],
    ]);
  });

  test('the path says more: events are read, settings are written', async () => {
    const head = { ...order, properties: { ...order.properties, state: { enum: ['a', 'b', 'c'] } } };
    const rules = async (path: string) =>
      (await run({ [path]: schema(order) }, { [path]: schema(head) })).facts.map(({ rule }) => rule);
    expect(await rules('events/order.schema.json')).toEqual(['contract/json-schema-breaking']);
    expect(await rules('settings.schema.json')).toEqual(['contract/json-schema-changed']);
  });

  test('many changes of one kind are one fact', async () => {
    const names = Array.from({ length: 30 }, (_, one) => `p${one}`);
    const wide = (type: string) =>
      schema({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type }])) });
    const { facts } = await run({ [at]: wide('string') }, { [at]: wide('integer') });
    expect(facts.map(({ message }) => message)).toEqual([
      'order.schema.json: p0 changes its type from string to integer; 29 more changes of this kind: p1, p2, p3, p4, p5 and 24 more',
    ]);
  });
});

describe('files and references', () => {
  test('a shared schema that changes is told once, where it stands', async () => {
    const files = (type: string): Files => ({
      'schemas/a.schema.json': schema({
        type: 'object',
        properties: { x: { $ref: 'common.schema.json#/$defs/Id' } },
      }),
      'schemas/common.schema.json': schema({ $defs: { Id: { type } } }),
    });
    const changed = {
      ...files('integer'),
      'schemas/a.schema.json': schema({
        type: 'object',
        description: 'new',
        properties: { x: { $ref: 'common.schema.json#/$defs/Id' } },
      }),
    };
    expect(told(await run(files('string'), changed))).toEqual([
      'breaking warning schemas/common.schema.json:5R a.schema.json: x changes its type from string to integer',
    ]);
  });

  test('an absolute $ref under the folder of the own $id is the file beside it', async () => {
    const main = schema({ $id: 'https://x.org/v1/a.json', $ref: 'https://x.org/v1/b.schema.json' });
    const { facts, coverage } = await run(
      { 'a.schema.json': main, 'b.schema.json': schema(order) },
      { 'a.schema.json': `${main}\n`, 'b.schema.json': schema({ ...order, required: ['id', 'note'] }) },
    );
    expect(facts.map(({ path }) => path)).toEqual(['b.schema.json']);
    expect(coverage.skipped).toEqual([]);
  });

  test('references out of the tree are coverage, not facts', async () => {
    const [base, head] = ['a', 'b'].map((name) =>
      schema({
        properties: {
          x: { $ref: 'https://other.org/x.json' },
          y: { $ref: '../../up.json' },
          z: { $ref: 'gone.json' },
          [name]: text,
        },
      }),
    );
    const { facts, coverage } = await run({ 'a/s.schema.json': base! }, { 'a/s.schema.json': head! });
    expect(facts.every(({ severity }) => severity === 'note')).toBe(true);
    expect(coverage.skipped.map(({ reason }) => reason)).toEqual([
      '$ref to a/gone.json, which is not in the tree',
      'external $ref not followed: ../../up.json',
      'external $ref not followed: https://other.org/x.json',
    ]);
  });

  test('schemas that go, come, move and are renamed', async () => {
    const one = { 'a.schema.json': schema({ $id: 'https://x.org/a', ...order }) };
    expect(told(await run(one, {}))).toEqual([
      'breaking warning a.schema.json:nullL a.schema.json is removed',
    ]);
    expect(told(await run({}, one))).toEqual([
      'changed note a.schema.json:nullR a.schema.json is a new schema',
    ]);
    const moved = {
      'v1/b.schema.json': schema({ $id: 'https://x.org/a', ...order, required: ['id', 'note'] }),
    };
    expect((await run(one, moved)).facts.map(({ path, data }) => [path, data['check']])).toEqual([
      ['v1/b.schema.json', 'property-made-required'],
    ]);
    const gone = { 'b.schema.json': schema({ ...order, $id: 'https://x.org/a', properties: { id: text } }) };
    const renamed = await run(one, gone, { 'a.schema.json': 'b.schema.json' });
    expect(renamed.facts.map(({ path, side }) => [path, side])).toEqual([['b.schema.json', 'LEFT']]);
    const many = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.schema.json`, schema({ const: name })]),
    );
    expect(told(await run(many, {}))).toHaveLength(1);
  });

  test('a definition of a file of definitions goes', async () => {
    const base = schema({ $defs: { A: text, B: text } });
    const head = schema({ $defs: { A: text } });
    expect(told(await run({ 'defs.schema.json': base }, { 'defs.schema.json': head }))).toEqual([
      'breaking warning defs.schema.json:7L defs.schema.json: B is removed',
    ]);
    const own = (defs: Record<string, unknown>) => schema({ $ref: '#/$defs/A', $defs: { A: text, ...defs } });
    expect(told(await run({ 'x.schema.json': own({ B: text }) }, { 'x.schema.json': own({}) }))).toEqual([]);
  });

  test('what cannot be read is coverage with its line', async () => {
    const base = schema(order);
    const { facts, coverage } = await run(
      { 'a.schema.json': base, 'b.schema.yaml': base, 'c.schema.json': base },
      {
        'a.schema.json': base.replace('"note": {', '"note": {{{'),
        'b.schema.yaml': `{{ if x }}\n${base}`,
        'c.schema.json': `${base}${' '.repeat(4 * 1024 * 1024)}`,
      },
    );
    expect(facts).toEqual([]);
    expect(coverage.skipped.map(({ path, reason }) => [path, reason.replace(/: [A-Z].*/, '')])).toEqual([
      ['a.schema.json', expect.stringMatching(/templated|line \d+/)],
      ['b.schema.yaml', 'templated, not analysed'],
      ['c.schema.json', 'larger than 4096 KiB'],
    ]);
  });

  test('only changed files and what they refer to are read', async () => {
    const files = { 'a.schema.json': schema(order), 'b.schema.json': schema(order), 'src/x.ts': '1' };
    const base = inMemoryTree(files);
    const settings = defaultSettings;
    const other = { ...files, 'src/x.ts': '2' };
    await jsonSchemaDetector.detect({
      change: inMemoryChange(files, other),
      base,
      head: inMemoryTree(other),
      settings,
    } as never);
    expect(base.reads).toEqual([]);
    const changed = { ...files, 'a.schema.json': schema({ ...order, title: 'A' }) };
    const head = inMemoryTree(changed);
    await jsonSchemaDetector.detect({
      change: inMemoryChange(files, changed),
      base,
      head,
      settings,
    } as never);
    expect([...new Set([...base.reads, ...head.reads])]).toEqual(['a.schema.json']);
  });
});

test('wants names that say schema', () => {
  const wanted = ['order.schema.json', 'a/schemas/b.yaml', 'schema/x.json'];
  const others = [
    'package.json',
    'a.json',
    'schemas.json',
    'schemas/a.ts',
    'node_modules/a.schema.json',
    'tests/a.schema.json',
  ];
  expect([...wanted, ...others].filter((path) => jsonSchemaDetector.wants?.(path))).toEqual(wanted);
});

test('what a reference leads to no more has no line: that of what it led to stays as it was', async () => {
  const schema = (target: string) =>
    JSON.stringify(
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: { a: { $ref: `#/definitions/${target}` }, b: { $ref: '#/definitions/Old' } },
        definitions: {
          Old: { type: 'object', properties: { x: { type: 'string' }, y: { type: 'string' } } },
          New: { type: 'object', properties: { x: { type: 'string' } } },
        },
      },
      null,
      2,
    );
  const { facts } = await run({ 'order.schema.json': schema('Old') }, { 'order.schema.json': schema('New') });
  expect(facts.map(({ message, line }) => [message, line])).toEqual([
    ['order.schema.json: a.y is removed', null],
  ]);
});
