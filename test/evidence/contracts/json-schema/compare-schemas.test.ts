import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareSchemas,
  startComparison,
} from '../../../../src/evidence/contracts/json-schema/compare-schemas.ts';
import { openDocuments } from '../../../../src/evidence/contracts/json-schema/document-store.ts';
import { parseDocument } from '../../../../src/evidence/contracts/json-schema/parse-document.ts';
import { cpuMilliseconds } from '../../../cpu-milliseconds.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';
import { timeRatio } from '../../time-ratio.ts';
import { compareTwo, hurting } from './compare-two.ts';

const object = (properties: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  type: 'object',
  properties,
  ...rest,
});

/** What writers and readers are hurt by; `[]` is a near-miss. */
interface Case {
  name: string;
  base: unknown;
  head: unknown;
  writers: string[];
  readers: string[];
}

const text = { type: 'string' };
const cases: Case[] = [
  {
    name: 'a property goes',
    base: object({ a: text, b: text }),
    head: object({ a: text }),
    writers: [],
    readers: ['property-removed b likely'],
  },
  {
    name: 'a required property goes',
    base: object({ a: text, b: text }, { required: ['b'] }),
    head: object({ a: text }),
    writers: [],
    readers: ['property-removed b certain'],
  },
  {
    name: 'a property goes from a closed object',
    base: object({ a: text, b: text }, { additionalProperties: false }),
    head: object({ a: text }, { additionalProperties: false }),
    writers: ['property-removed b certain'],
    readers: ['property-removed b likely'],
  },
  {
    name: 'an optional property comes',
    base: object({ a: text }),
    head: object({ a: text, b: text }),
    writers: [],
    readers: [],
  },
  {
    name: 'a required property comes',
    base: object({ a: text }),
    head: object({ a: text, b: text }, { required: ['b'] }),
    writers: ['required-property-added b certain'],
    readers: [],
  },
  {
    name: 'a required property comes with a default',
    base: object({ a: text }),
    head: object({ a: text, b: { type: 'string', default: '' } }, { required: ['b'] }),
    writers: ['required-property-added b likely'],
    readers: [],
  },
  {
    name: 'a property becomes required, another is no longer',
    base: object({ a: text, b: text }, { required: ['a'] }),
    head: object({ a: text, b: text }, { required: ['b'] }),
    writers: ['property-made-required b certain'],
    readers: ['property-no-longer-required a certain'],
  },
  {
    name: 'a type widens',
    base: object({ n: { type: 'integer' } }),
    head: object({ n: { type: 'number' } }),
    writers: [],
    readers: ['type-widened n certain'],
  },
  {
    name: 'a type narrows',
    base: object({ n: { type: ['string', 'null'] } }),
    head: object({ n: text }),
    writers: ['type-narrowed n certain'],
    readers: [],
  },
  {
    name: 'a type becomes another, whatever bounds it has',
    base: object({ n: { type: 'string', maxLength: 3 } }),
    head: object({ n: { type: 'integer', minimum: 3 } }),
    writers: ['type-changed n certain'],
    readers: ['type-changed n certain'],
  },
  {
    name: 'an enumeration gains and loses',
    base: { enum: ['a', 'b'] },
    head: { enum: ['a', 'c'] },
    writers: ['enum-value-removed certain'],
    readers: ['enum-value-added likely'],
  },
  {
    name: 'a constant changes',
    base: object({ v: { const: 1 } }),
    head: object({ v: { const: 2 } }),
    writers: ['enum-value-removed v certain'],
    readers: ['enum-value-added v likely'],
  },
  {
    name: 'an enumeration comes where there was none',
    base: object({ v: text }),
    head: object({ v: { type: 'string', enum: ['a'] } }),
    writers: ['enum-added v certain'],
    readers: [],
  },
  {
    name: 'bounds, one tighter and one looser',
    base: { type: 'string', minLength: 1, maxLength: 5 },
    head: { type: 'string', minLength: 2, maxLength: 6 },
    writers: ['bound-tightened certain'],
    readers: ['bound-loosened likely'],
  },
  {
    name: 'additional properties are closed',
    base: object({ a: text }),
    head: object({ a: text }, { additionalProperties: false }),
    writers: ['additional-properties-closed * certain'],
    readers: [],
  },
  {
    name: 'additional properties are opened',
    base: object({ a: text }, { additionalProperties: false }),
    head: object({ a: text }),
    writers: [],
    readers: [],
  },
  {
    name: 'items and tuples, deep inside',
    base: object({ l: { type: 'array', items: object({ a: text }) }, t: { prefixItems: [text, text] } }),
    head: object({
      l: { type: 'array', items: object({ a: { type: 'boolean' } }) },
      t: { prefixItems: [text, { type: 'number' }] },
    }),
    writers: ['type-changed l[].a certain', 'type-changed t[1] certain'],
    readers: ['type-changed l[].a certain', 'type-changed t[1] certain'],
  },
  {
    name: 'a member of a union goes, one comes',
    base: {
      oneOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }],
      $defs: { A: object({ a: text }), B: object({ b: text }) },
    },
    head: {
      oneOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }, { $ref: '#/$defs/C' }],
      $defs: { A: object({ a: text }), B: object({ b: text }), C: object({ c: text }) },
    },
    writers: [],
    readers: ['union-member-added likely'],
  },
  {
    name: 'members are told apart by a constant',
    base: { oneOf: [object({ kind: { const: 'a' }, x: text }), object({ kind: { const: 'b' }, x: text })] },
    head: {
      oneOf: [
        object({ kind: { const: 'b' }, x: text }),
        object({ kind: { const: 'a' }, x: { type: 'integer' } }),
      ],
    },
    writers: ['type-changed <kind="a">.x certain'],
    readers: ['type-changed <kind="a">.x certain'],
  },
  {
    name: 'a condition changes: nobody can say whom it hurts',
    base: { type: 'string', not: { const: 'a' } },
    head: { type: 'string', not: { const: 'b' } },
    writers: ['condition-changed possible'],
    readers: ['condition-changed possible'],
  },
  {
    name: 'what allOf asks for is one',
    base: object({ a: text, b: text }, { required: ['a'] }),
    head: { allOf: [object({ a: text }, { required: ['a'] }), object({ b: text })] },
    writers: [],
    readers: [],
  },
  {
    name: 'a definition moves and is renamed',
    base: { $ref: '#/definitions/A', definitions: { A: object({ a: text }) } },
    head: { $ref: '#/$defs/B', $defs: { B: object({ a: text }) } },
    writers: [],
    readers: [],
  },
  {
    name: 'null is written in another way',
    base: object({ a: { anyOf: [text, { type: 'null' }] }, b: { type: ['integer', 'null'] } }),
    head: object({ a: { type: ['string', 'null'] }, b: { oneOf: [{ type: 'null' }, { type: 'integer' }] } }),
    writers: [],
    readers: [],
  },
  {
    name: 'an enumeration is written as constants with descriptions',
    base: { enum: ['a', 'b'] },
    head: {
      oneOf: [
        { const: 'a', description: 'A' },
        { const: 'b', title: 'B' },
      ],
    },
    writers: [],
    readers: [],
  },
  {
    name: 'an exclusive bound in the words of draft 4 and of draft 6',
    base: { type: 'number', minimum: 0, exclusiveMinimum: true },
    head: { type: 'number', exclusiveMinimum: 0 },
    writers: [],
    readers: [],
  },
  {
    name: 'a type that was implied is written',
    base: { properties: { a: text } },
    head: object({ a: text }),
    writers: [],
    readers: [],
  },
  {
    name: 'a union is turned round',
    base: { anyOf: [object({ a: text }), object({ b: text })] },
    head: { anyOf: [object({ b: text }), object({ a: text })] },
    writers: [],
    readers: [],
  },
  {
    name: 'descriptions, titles, examples and the order of keys',
    base: object({ a: { type: 'string', description: 'x' }, b: text }, { required: ['a', 'b'] }),
    head: object({ b: text, a: { type: 'string', title: 'y', examples: [1] } }, { required: ['b', 'a'] }),
    writers: [],
    readers: [],
  },
  {
    name: 'what every choice asked for is asked for by all of it',
    base: object(
      { a: text },
      { anyOf: [{ required: ['a', 'b'] }, { required: ['a'] }], additionalProperties: text },
    ),
    head: object(
      { a: text },
      { required: ['a'], anyOf: [{ required: ['a', 'b'] }, { required: ['a'] }], additionalProperties: text },
    ),
    writers: [],
    readers: [],
  },
  {
    name: 'null beside a choice that is written anew',
    base: object({ a: { anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }] } }, { $defs: { A: text } }),
    head: object(
      { a: { anyOf: [{ $ref: '#/$defs/B' }, { type: 'null' }] } },
      {
        $defs: {
          A: text,
          B: {
            anyOf: [
              { type: 'string', format: 'date' },
              { type: 'string', pattern: 'P' },
            ],
          },
        },
      },
    ),
    writers: ['union-changed a possible'],
    readers: ['union-changed a possible'],
  },
  {
    name: 'choices that hold together and stay, beside a change',
    base: object({
      p: { allOf: [{ oneOf: [{ minLength: 1 }, text] }, { oneOf: [{ maxLength: 9 }, text] }] },
      q: text,
    }),
    head: object({
      p: { allOf: [{ oneOf: [{ maxLength: 9 }, text] }, { oneOf: [{ minLength: 1 }, text] }] },
    }),
    writers: [],
    readers: ['property-removed q likely'],
  },
  {
    name: 'two pairs of choices that hold together, one member of one gone',
    base: object({
      p: {
        allOf: [
          { oneOf: [object({ a: text }, { title: 'A' }), object({ b: text }, { title: 'B' })] },
          {
            oneOf: [
              object({ c: text }, { title: 'C' }),
              object({ d: text }, { title: 'D' }),
              object({ e: text }, { title: 'E' }),
            ],
          },
        ],
      },
    }),
    head: object({
      p: {
        allOf: [
          { oneOf: [object({ a: text }, { title: 'A' }), object({ b: text }, { title: 'B' })] },
          { oneOf: [object({ c: text }, { title: 'C' }), object({ d: text }, { title: 'D' })] },
        ],
      },
    }),
    writers: ['union-member-removed p likely'],
    readers: [],
  },
  {
    name: 'a choice of values becomes a list of types',
    base: object({
      p: {
        oneOf: [
          { type: 'number', format: 'port' },
          { type: 'string', format: 'port' },
        ],
      },
    }),
    head: object({ p: { type: ['string', 'number'], format: 'port' } }),
    writers: ['union-changed p possible'],
    readers: ['union-changed p possible'],
  },
  {
    name: 'types move into a choice',
    base: object({ q: { type: ['array', 'null'], items: text } }),
    head: object({ q: { anyOf: [{ type: 'array', items: text }, { type: 'null' }] } }),
    writers: [],
    readers: [],
  },
  {
    name: 'a schema behind a reference that cannot be read is written out',
    base: object({ a: { $ref: 'https://other.org/a.json' } }),
    head: object({ a: object({ b: text }, { required: ['b'], additionalProperties: false }) }),
    writers: ['reference-changed a possible'],
    readers: ['reference-changed a possible'],
  },
  {
    name: 'inside an embedded schema `#` is that schema',
    base: {
      ...object({ top: text }, { required: ['top'] }),
      allOf: [{ $ref: '#/definitions/tree' }],
      definitions: { tree: { $id: 'https://x.org/tree.json', ...object({ child: { $ref: '#' } }) } },
    },
    head: {
      ...object({ top: text }, { required: ['top'] }),
      allOf: [{ $ref: 'https://x.org/tree.json' }],
      definitions: { tree: { $id: 'https://x.org/tree.json', ...object({ child: { $ref: 'tree.json' } }) } },
    },
    writers: [],
    readers: [],
  },
  {
    name: 'a property goes that a pattern still describes',
    base: object({ 'x-a': text }, { patternProperties: { '^x-': text }, additionalProperties: false }),
    head: object({}, { patternProperties: { '^x-': text }, additionalProperties: false }),
    writers: [],
    readers: [],
  },
];

describe('what a change of a schema does to writers and readers', () => {
  test.each(cases)('$name', async ({ base, head, writers, readers }) => {
    const { differences, cut } = await compareTwo(base, head);
    expect(cut).toBe(false);
    expect(hurting(differences, 'producer-writes').sort()).toEqual([...writers].sort());
    expect(hurting(differences, 'consumer-reads').sort()).toEqual([...readers].sort());
  });
});

/** Schemas as people write them, some with references into their own definitions. */
const schema = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record(
      {
        type: fc.constantFrom('string', 'integer', 'number', 'boolean', ['string', 'null']),
        format: fc.constant('date'),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 1, null), { minLength: 1 }) }),
    fc.record({ type: fc.constant('number'), minimum: fc.nat(9), maximum: fc.nat(9) }),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('schema'), { maxKeys: 3 }),
        required: fc.uniqueArray(fc.constantFrom('a', 'b')),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      },
      { requiredKeys: ['type', 'properties'] },
    ),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.constant({ $ref: '#' }),
    fc.constant({ not: { type: 'null' } }),
  ),
})).schema;

describe('what holds of all schemas', () => {
  test('a schema does not differ from itself', async () => {
    await fc.assert(
      fc.asyncProperty(schema, async (one) => {
        expect(await compareTwo(one, structuredClone(one))).toEqual({ differences: [], cut: false });
      }),
      { numRuns: 200 },
    );
  });

  test('an optional property more hurts nobody', async () => {
    await fc.assert(
      fc.asyncProperty(schema, schema, async (one, added) => {
        const base = { type: 'object', properties: { one } };
        const head = { type: 'object', properties: { one, added } };
        const { differences } = await compareTwo(base, head);
        expect(hurting(differences, 'both')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('what narrows on the way there widens on the way back', async () => {
    const flat = fc.oneof(
      fc.record({ type: fc.uniqueArray(fc.constantFrom('string', 'number', 'null'), { minLength: 1 }) }),
      fc.record({ enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }) }),
      fc.record({ type: fc.constant('string'), minLength: fc.nat(5), maxLength: fc.nat(5) }),
      fc.record({ type: fc.constant('object'), required: fc.uniqueArray(fc.constantFrom('a', 'b')) }),
    );
    await fc.assert(
      fc.asyncProperty(flat, flat, async (one, other) => {
        const there = (await compareTwo(one, other)).differences;
        const back = (await compareTwo(other, one)).differences;
        const isHurt = (found: typeof there, whom: 'writers' | 'readers') =>
          found.some((d) => d[whom] !== 'none');
        expect(isHurt(there, 'writers')).toBe(isHurt(back, 'readers'));
        expect(isHurt(there, 'readers')).toBe(isHurt(back, 'writers'));
      }),
      { numRuns: 200 },
    );
  });
});

describe('hostile schemas', () => {
  test('references that lead round and round', async () => {
    const base = {
      $ref: '#/$defs/a',
      $defs: { a: { $ref: '#/$defs/b' }, b: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] } },
    };
    const head = { ...base, $defs: { ...base.$defs, b: { allOf: [{ $ref: '#/$defs/a' }, { $ref: '#' }] } } };
    expect((await compareTwo(base, head)).cut).toBe(false);
  });

  test('a tree of a recursive schema is compared once', async () => {
    const node = (leaf: unknown) => object({ leaf, left: { $ref: '#' }, right: { $ref: '#' } });
    const { differences } = await compareTwo(node(text), node({ type: 'integer' }));
    expect(differences.map(({ check, element }) => `${check} ${element}`)).toEqual(['type-changed leaf']);
  });

  test('nesting without end is cut and said', async () => {
    const nested = (leaf: string) =>
      `${'{"type":"object","properties":{"a":'.repeat(3_000)}{"type":"${leaf}"}${'}}'.repeat(3_000)}`;
    const [base, head] = [nested('string'), nested('integer')];
    expect(await compareTwo(base, head)).toEqual({ differences: [], cut: true });
  });

  test('members of members: the work has an end', async () => {
    const level = (at: number) => ({
      allOf: Array.from({ length: 40 }, () => ({ $ref: `#/$defs/l${at + 1}` })),
    });
    const defs = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`l${at}`, level(at)]));
    const base = { $ref: '#/$defs/l0', $defs: { ...defs, l40: text } };
    const start = cpuMilliseconds();
    await compareTwo(base, { ...base, $defs: { ...defs, l40: { type: 'integer' } } });
    expect(cpuMilliseconds() - start).toBeLessThan(3_000);
  });

  test('names of Object.prototype are properties like others', async () => {
    const base = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}',
    );
    const { differences } = await compareTwo(base, object({}));
    expect(differences.map(({ element }) => element)).toEqual(['__proto__', 'constructor']);
  });

  test('time is linear in the number of properties', async () => {
    const store = openDocuments(inMemoryTree({}));
    const ratio = timeRatio((size) => {
      const [base, head] = ['string', 'integer'].map((last) => {
        const names = Array.from({ length: size / 4 }, (_, at) => [
          `p${at}`,
          { type: at === 7 ? last : 'string' },
        ]);
        const reading = parseDocument('s.json', JSON.stringify(object(Object.fromEntries(names))));
        if ('reason' in reading) throw new Error(reading.reason);
        return { document: reading.document, pointer: '', value: reading.document.value };
      });
      return () => compareSchemas(base!, head!, startComparison(store, store));
    });
    expect(ratio).toBeLessThan(2.6);
  });
});
