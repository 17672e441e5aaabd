import { describe, expect, it } from 'vitest';
import { typescriptDetector } from '../../../../src/evidence/contracts/typescript/typescript-detector.ts';
import type { Fact } from '../../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

async function gather(base: Files, head: Files, renames: Record<string, string> = {}) {
  const { facts, coverage } = await gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [typescriptDetector],
  );
  return { facts: facts.filter(({ rule }) => rule.startsWith('contract/')), coverage };
}

const manifest = (some: object = {}) =>
  JSON.stringify({ name: 'orders', version: '1.2.0', main: './dist/index.js', ...some });

/** Facts of a package whose one module changes. */
async function between(before: string, after: string): Promise<Fact[]> {
  const { facts } = await gather(
    { 'package.json': manifest(), 'src/index.ts': before },
    { 'package.json': manifest(), 'src/index.ts': after },
  );
  return facts;
}

const checks = (facts: readonly Fact[]) => facts.map(({ data }) => data['check']);
const breaks = (facts: readonly Fact[]) =>
  facts.filter(({ rule }) => rule === 'contract/typescript-breaking');

it('says that a type is too long to be compared whole', async () => {
  const type = (end: string) =>
    `export interface Long { a: ${'{ a: '.repeat(1_700)}${end}${' }'.repeat(1_700)} }`;
  const { facts, coverage } = await gather(
    { 'package.json': manifest(), 'src/index.ts': type('string') },
    { 'package.json': manifest(), 'src/index.ts': type('number') },
  );
  expect(facts).toEqual([]);
  expect(coverage.skipped).toEqual([
    {
      path: 'src/index.ts',
      reason: 'exports a type that is too long to be compared whole',
      partial: true,
    },
  ]);
});

describe('what breaks', () => {
  const cases: [string, string, string][] = [
    ['export-removed', 'export const a = 1;', 'const a = 1;'],
    ['export-removed', 'export { a }; function a() {}', 'function a() {}'],
    ['export-removed', 'export default class A {}', 'export class A {}'],
    [
      'required-parameter-added',
      'export function f(a: string) {}',
      'export function f(a: string, b: number) {}',
    ],
    ['parameter-made-required', 'export function f(a?: string) {}', 'export function f(a: string) {}'],
    ['parameter-made-required', "export const f = (a = '') => a;", 'export const f = (a: string) => a;'],
    [
      'parameter-removed',
      'export const f = (a: string, b: string) => a;',
      'export const f = (a: string) => a;',
    ],
    ['parameter-type-changed', 'export function f(a: string | number) {}', 'export function f(a: string) {}'],
    ['parameter-type-changed', 'export function f(a: string) {}', 'export function f(a: number) {}'],
    [
      'return-type-changed',
      'export function f(): User { return u; }',
      'export function f(): User | null { return u; }',
    ],
    [
      'return-type-changed',
      'export function f(): User { return u; }',
      'export async function f(): Promise<User> { return u; }',
    ],
    ['member-removed', 'export interface A { a: string; b: number }', 'export interface A { a: string }'],
    ['member-removed', 'export class A { a() {} b() {} }', 'export class A { a() {} }'],
    ['member-removed', 'export class A { a() {} b() {} }', 'export class A { a() {} private b() {} }'],
    ['member-made-optional', 'export interface A { a: string }', 'export interface A { a?: string }'],
    [
      'required-member-added',
      'export interface FindOptions { a: string }',
      'export interface FindOptions { a: string; b: string }',
    ],
    [
      'member-made-required',
      'export type FindOptions = { a?: string }',
      'export type FindOptions = { a: string }',
    ],
    ['member-type-changed', 'export interface A { at: string }', 'export interface A { at: Date }'],
    [
      'required-parameter-added',
      'export class A { constructor(a: string) {} }',
      'export class A { constructor(a: string, b: B) {} }',
    ],
    [
      'constructor-hidden',
      'export class A { constructor(a: string) {} }',
      'export class A { private constructor(a: string) {} }',
    ],
    ['class-made-abstract', 'export class A { a() {} }', 'export abstract class A { a() {} }'],
    ['required-member-added', 'export abstract class A {}', 'export abstract class A { abstract a(): void }'],
    ['enum-member-removed', 'export enum A { a, b }', 'export enum A { a }'],
    ['enum-value-changed', "export enum A { a = 'x' }", "export enum A { a = 'y' }"],
    ['union-member-removed', "export type A = 'x' | 'y';", "export type A = 'x';"],
    ['kind-changed', 'export class A {}', 'export interface A {}'],
    ['type-changed', 'export declare const a: string;', 'export declare const a: number;'],
    [
      'required-parameter-added',
      'export function f(a: string): A;\nexport function f(a: number): B;\nexport function f(a: any) {}',
      'export function f(a: string, b: string): A;\nexport function f(a: number, b: string): B;\nexport function f(a: any, b: string) {}',
    ],
  ];
  it.each(cases)('%s: %s', async (check, before, after) => {
    const found = breaks(await between(before, after));
    expect(checks(found)).toContain(check);
    for (const fact of found) {
      expect(fact.severity).toBe('warning');
      expect(fact.data['wayOut']).not.toBe('');
      expect(fact.line).toBeGreaterThan(0);
    }
  });

  it('names element, consumer and place', async () => {
    const [fact] = await between('export const a = 1;\nexport const b = 1;', 'export const a = 1;');
    expect(fact).toEqual({
      rule: 'contract/typescript-breaking',
      severity: 'warning',
      path: 'src/index.ts',
      line: 2,
      side: 'LEFT',
      message: 'b of orders is no longer exported',
      data: {
        check: 'export-removed',
        consumer: 'Code that imports b from orders no longer compiles, or fails when it runs',
        element: 'orders: b',
        format: 'typescript',
        wayOut:
          'Keep exporting it, marked @deprecated and built on what replaces it, until the next major version',
      },
    });
  });
});

it('takes what users hand over for such by its name, and answers for answers', async () => {
  const wider = async (name: string) =>
    checks(
      breaks(
        await between(
          `export interface ${name} { at: string }`,
          `export interface ${name} { at: string | null }`,
        ),
      ),
    );
  expect(await wider('AdminUpdateTaxRate')).toEqual([]);
  expect(await wider('UpdateOrderDTO')).toEqual([]);
  expect(await wider('UpdateOrderResponse')).toEqual(['member-type-changed']);
  expect(await wider('Updated')).toEqual(['member-type-changed']);
});

describe('what does not', () => {
  const cases: [string, string, string][] = [
    ['a body', 'export function f(a: string) { return 1; }', 'export function f(a: string) { return 2; }'],
    ['a value', 'export const a = 1;', 'export const a = 2;'],
    [
      'a type left to inference',
      'export const f = (a: string) => 1;',
      'export const f = (a: string): number => 1;',
    ],
    ['a name of a parameter', 'export function f(a: string) {}', 'export function f(b: string) {}'],
    [
      'layout',
      'export function f(a: string,\n b: {c: 1; d: 2}) {}',
      'export function f(a: string, b: { c: 1, d: 2, }) {}',
    ],
    ['quotes', "export type A = 'x' | 'y';", 'export type A = | "x" | "y";'],
    ['order', 'export const a = 1, b = 2;', 'export const b = 2;\nexport const a = 1;'],
    ['a wider parameter', 'export function f(a: string) {}', 'export function f(a: string | number) {}'],
    [
      'a narrower result',
      'export function f(): A | null { return x; }',
      'export function f(): A { return x; }',
    ],
    [
      'a parameter that may be left out',
      'export function f(a: string) {}',
      'export function f(a: string, b?: string) {}',
    ],
    [
      'what is not exported',
      'function f(a: string) {}\nexport const g = 1;',
      'function f() {}\nexport const g = 1;',
    ],
    ['a private member', 'export class A { private a() {} #b = 1 }', 'export class A {}'],
    ['a protected member', 'export class A { protected a() {} }', 'export class A {}'],
    [
      'a member that moved to the parent',
      'export class B {}\nexport class A extends B { a() {} }',
      'export class B { a() {} }\nexport class A extends B {}',
    ],
    [
      'a member where the parent is not known',
      "import { B } from 'other';\nexport class A extends B { a() {} }",
      "import { B } from 'other';\nexport class A extends B {}",
    ],
    [
      'a function as a constant',
      'export function f(a: string): void {}',
      'export const f = (a: string): void => {};',
    ],
    ['an interface as a type', 'export interface A { a: string }', 'export type A = { a: string }'],
    ['a function as a typed constant', 'export function f(a: string) {}', 'export const f: F = make();'],
    [
      'another name of a type',
      'export function f(): A { return x; }',
      'export function f(): B { return x; }',
    ],
    ['any', 'export function f(a: any): any {}', 'export function f(a: string): B {}'],
    ['an internal name', '/** @internal */\nexport const a = 1;', 'const a = 1;'],
    ['a deprecated name', '/** @deprecated since 1.1 */\nexport function a() {}', 'const b = 1;'],
    ['a name that says so', 'export const _a = 1;', 'const b = 1;'],
    [
      'an overload more',
      'export declare function f(a: string): A;',
      'export declare function f(a: string): A;\nexport declare function f(a: number): B;',
    ],
    ['broken code', 'export const a = 1;', 'export const a = 1;\nexport function ((('],
  ];
  it.each(cases)('%s', async (_, before, after) => {
    expect((await between(before, after)).filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  it('a package that is not published, has no entry in TypeScript, or tests', async () => {
    const change = async (some: Files) =>
      (
        await gather(
          { 'src/index.ts': 'export const a = 1;', ...some },
          { 'src/index.ts': 'export const b = 1;', ...some },
        )
      ).facts;
    expect(await change({ 'package.json': manifest({ private: true }) })).toEqual([]);
    expect(await change({ 'package.json': JSON.stringify({ name: 'orders' }) })).toEqual([]);
    expect(await change({ 'package.json': manifest({ main: './lib/main.js' }), 'lib/main.js': '' })).toEqual(
      [],
    );
    expect(await change({})).toEqual([]);
    const test = { 'package.json': manifest({ main: './test/index.ts' }) };
    expect(
      (await gather({ ...test, 'test/index.ts': 'export const a = 1' }, { ...test, 'test/index.ts': '' }))
        .facts,
    ).toEqual([]);
  });

  it('a module that no entry leads to', async () => {
    const base = {
      'package.json': manifest(),
      'src/index.ts': "export * from './a';",
      'src/a.ts': 'export const a = 1;',
    };
    const { facts } = await gather(
      { ...base, 'src/b.ts': 'export const b = 1;' },
      { ...base, 'src/b.ts': '' },
    );
    expect(facts).toEqual([]);
  });

  it('a name that moves to another file, or whose file is renamed', async () => {
    const base = {
      'package.json': manifest(),
      'src/index.ts': "export * from './a';",
      'src/a.ts': 'export const a = 1;',
    };
    const moved = {
      ...base,
      'src/index.ts': "export { a } from './b';",
      'src/a.ts': '',
      'src/b.ts': 'export const a = 1;',
    };
    expect((await gather(base, moved)).facts).toEqual([]);
    const { 'src/a.ts': text, ...rest } = base;
    const renamed = { ...rest, 'src/index.ts': "export * from './c.js';", 'src/c.ts': text };
    expect((await gather(base, renamed, { 'src/a.ts': 'src/c.ts' })).facts).toEqual([]);
  });
});

describe('re-exports', () => {
  const base = {
    'packages/orders/package.json': JSON.stringify({
      name: '@shop/orders',
      version: '2.0.0',
      exports: {
        '.': { types: './dist/index.d.ts', import: './dist/index.js' },
        './testing': './dist/testing.js',
      },
    }),
    'packages/orders/src/index.ts':
      "export * from './place.js';\nexport { Order as PlacedOrder } from './order.js';\nimport { c } from './order.js';\nexport { c };\nexport * as money from './money.js';",
    'packages/orders/src/testing.ts': "export * from './place.js';",
    'packages/orders/src/place.ts': 'export function place(order: string): void {}',
    'packages/orders/src/order.ts':
      'export interface Order { id: string; total: number }\nexport const c = (a: string): string => a;',
    'packages/orders/src/money.ts': 'export const round = 1;',
  };

  it('are followed to the declaration, and told once for all entries', async () => {
    const { facts } = await gather(base, {
      ...base,
      'packages/orders/src/place.ts': 'export function place(order: string, at: Date): void {}',
      'packages/orders/src/order.ts':
        'export interface Order { id: string }\nexport const c = (a: number): string => a;',
    });
    expect(facts.map(({ path, line, message }) => [path, line, message])).toEqual([
      ['packages/orders/src/order.ts', 1, 'PlacedOrder of @shop/orders no longer has total'],
      ['packages/orders/src/order.ts', 2, 'c of @shop/orders takes the parameter a as number, not string'],
      ['packages/orders/src/place.ts', 1, 'place of @shop/orders requires the parameter at'],
    ]);
  });

  it('that go take their names with them', async () => {
    const { facts } = await gather(base, {
      ...base,
      'packages/orders/src/index.ts': "export { Order as PlacedOrder } from './order.js';",
    });
    expect(breaks(facts).map(({ data }) => data['element'])).toEqual([
      '@shop/orders: c',
      '@shop/orders: place',
    ]);
  });

  it('of another package say nothing of what went', async () => {
    const star = "export * from '@shop/other';\n";
    const { facts } = await gather(
      { ...base, 'packages/orders/src/index.ts': `${star}${base['packages/orders/src/index.ts']}` },
      {
        ...base,
        'packages/orders/src/index.ts': `${star}export { Order as PlacedOrder } from './order.js';`,
      },
    );
    expect(breaks(facts)).toEqual([]);
  });

  it('in a circle end', async () => {
    const circle = {
      ...base,
      'packages/orders/src/place.ts': "export * from './index.js';\nexport const place = 1;",
    };
    const { facts } = await gather(circle, {
      ...circle,
      'packages/orders/src/place.ts': "export * from './index.js';",
    });
    expect(breaks(facts).map(({ message }) => message)).toEqual([
      'place of @shop/orders is no longer exported',
    ]);
  });
});

it('breaks that a new major version announces are notes', async () => {
  const { facts } = await gather(
    { 'package.json': manifest(), 'src/index.ts': 'export const a = 1;' },
    { 'package.json': manifest({ version: '2.0.0' }), 'src/index.ts': 'const a = 1;' },
  );
  expect(facts.map(({ rule, severity, message }) => [rule, severity, message])).toEqual([
    [
      'contract/typescript-breaking',
      'note',
      'a of orders is no longer exported, which its new major version announces',
    ],
  ]);
});

describe('entries', () => {
  const base = {
    'package.json': manifest({ exports: { '.': './dist/index.js', './testing': './dist/testing.js' } }),
    'src/index.ts': 'export const a = 1;',
    'src/testing.ts': 'export const t = 1;',
  };

  it('that a manifest no longer offers are one break', async () => {
    const { facts } = await gather(base, {
      ...base,
      'package.json': manifest({ exports: { '.': './dist/index.js' } }),
    });
    expect(facts.map(({ path, line, message }) => [path, line, message])).toEqual([
      ['package.json', null, 'orders/testing can no longer be imported (it led to src/testing.ts)'],
    ]);
  });

  it('whose source is not found any more say nothing', async () => {
    const exports = { '.': './build/esm/main.mjs', './testing': './dist/testing.js' };
    expect((await gather(base, { ...base, 'package.json': manifest({ exports }) })).facts).toEqual([]);
  });
});

it('additions are one note', async () => {
  const facts = await between(
    'export const a = 1;',
    'export const a = 1;\nexport const b = 1;\nexport type C = string;',
  );
  expect(facts.map(({ rule, severity, message }) => [rule, severity, message])).toEqual([
    ['contract/typescript-changed', 'note', 'What orders exports grows by b, C'],
  ]);
});

it('many breaks are counted', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `export const a${i} = 1;`).join('\n');
  const facts = await between(names, 'export const b = 1;');
  expect(breaks(facts)).toHaveLength(16);
  expect(facts.some(({ message }) => message === '25 more breaking changes in what orders exports')).toBe(
    true,
  );
});

it('what could not be parsed is said', async () => {
  const { facts, coverage } = await gather(
    { 'package.json': manifest(), 'src/index.ts': 'export const a = 1;' },
    { 'package.json': manifest(), 'src/index.ts': `export const b = 1;${' '.repeat(600_000)}` },
  );
  expect(breaks(facts)).toEqual([]);
  expect(coverage.skipped).toContainEqual({
    path: 'src/index.ts',
    reason: 'larger than 512 Ki characters: not parsed',
  });
});

it('tells what other packages of the tree export too once, of the package that declares it', async () => {
  const files = (source: string) => ({
    'packages/core/package.json': JSON.stringify({
      name: '@x/core',
      version: '1.0.0',
      main: './src/index.ts',
    }),
    'packages/core/src/index.ts': source,
    'packages/a/package.json': JSON.stringify({ name: '@x/a', version: '1.0.0', main: './src/index.ts' }),
    'packages/a/src/index.ts': "export * from '../../core/src/index';\n",
  });
  const { facts } = await gather(
    files('export interface Order { id: string; total: number }\n'),
    files('export interface Order { id: string }\nexport const more = 1;\n'),
  );
  expect(facts.map(({ message }) => message)).toEqual([
    'Order of @x/core no longer has total',
    'more of @x/core is exported',
  ]);
});

it('tells many names that a list of exports leaves out together, and few one by one', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `name${at}`);
  const gone = async (count: number) => {
    const base = `${names.map((name) => `export const ${name} = 1;`).join('\n')}\n`;
    const kept = names.slice(count).join(', ');
    const { facts } = await gather(
      { 'package.json': manifest(), 'src/index.ts': "export * from './names';\n", 'src/names.ts': base },
      {
        'package.json': manifest(),
        'src/index.ts': `export { ${kept} } from './names';\n`,
        'src/names.ts': base,
      },
    );
    return breaks(facts).map(({ message }) => message);
  };
  expect(await gone(10)).toEqual(['orders no longer exports name0, name1, name2, name3, name4 and 5 more']);
  expect(await gone(2)).toEqual([
    'name0 of orders is no longer exported',
    'name1 of orders is no longer exported',
  ]);
});
