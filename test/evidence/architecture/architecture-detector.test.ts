import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { languages } from '../../../src/evidence/graph/imports/languages.ts';
import { thirdPartyPrefixes } from '../../../src/settings/read-target.ts';
import { factsOf, graphOf, settingsOf } from './judge.ts';

const rules = `
modules: { domain: "src/domain/**", infra: "src/infra/**" }
boundaries: [{ name: pure, from: domain, deny: [infra, "npm:pg"], why: ADR-0004, severity: warning }]`;
const both = ['src/domain/ok.ts > src/domain/a.ts', 'src/infra/ok.ts'];
const clean = graphOf(...both);
const old = graphOf(...both, 'src/domain/a.ts > src/infra/b.ts');
const messages = async (...input: Parameters<typeof factsOf>) =>
  (await factsOf(...input)).map(({ message }) => message);

test('a breach is told in a sentence, on the import, with its data', async () => {
  expect(await factsOf(settingsOf(rules), clean, old)).toEqual([
    {
      rule: 'graph/boundary',
      severity: 'warning',
      path: 'src/domain/a.ts',
      line: 3,
      side: 'RIGHT',
      message: 'pure: domain must not import infra (src/domain/a.ts → src/infra/b.ts). ADR-0004',
      data: {
        from: 'src/domain/a.ts',
        fromModule: 'domain',
        kind: 'deny',
        new: true,
        rule: 'pure',
        settings: '.github/architect.yml',
        to: 'src/infra/b.ts',
        toModule: 'infra',
        why: 'ADR-0004',
      },
    },
  ]);
});

test.each([
  [
    'boundaries: [{ name: r, from: src/a, allow: [b/x, c/x, d/x, e/x, f/x] }]',
    'r: src/a may import b/x, c/x, d/x, e/x and 1 more only (src/a/x.ts → src/b/x.ts)',
  ],
  [
    'boundaries: [{ name: r, from: src/a, deny: "npm:*" }]',
    'r: src/a must not import npm:* (src/a/x.ts → npm:pg)',
  ],
  [
    'boundaries: [{ name: r, protect: src/b, allow: [src/c, src/b/y.ts] }]',
    'r: only src/c, src/b/y.ts may import src/b (src/a/x.ts → src/b/x.ts)',
  ],
  [
    'boundaries: [{ name: r, protect: src/b }]',
    'r: no other part may import src/b (src/a/x.ts → src/b/x.ts)',
  ],
  [
    'boundaries: [{ name: r, independent: "src/{x}/**" }]',
    'r: src/{x}/** (a) must not import src/{x}/** (b) (src/a/x.ts → src/b/x.ts)',
  ],
  [
    'layers: [{ name: r, in: src, order: [b, a] }]',
    'r: a must not import b, a layer above it (src/a/x.ts → src/b/x.ts)',
  ],
  [
    'layers: [{ name: r, in: src, order: [a, c, b], closed: true }]',
    'r: a must not import b past the layer next to it (src/a/x.ts → src/b/x.ts)',
  ],
  [
    'layers: [{ name: r, in: src, order: [b, c], exhaustive: true }]',
    'r: a file in src must be in one of the layers b, c (src/a/x.ts)',
  ],
])('%s', async (text, message) => {
  const head = graphOf('src/a/x.ts > src/b/x.ts', 'src/a/x.ts > npm:pg', 'src/b/y.ts', 'src/c/x.ts');
  expect(await messages(settingsOf(text), graphOf('src/c/x.ts'), head)).toEqual([message]);
});

describe('which breaches are reported', () => {
  const report = (which: string) => settingsOf(`${rules}\nreport: ${which}`);

  it.each([
    ['new', [], []],
    ['touched', [], []],
    ['touched', ['src/domain/a.ts'], ['src/domain/a.ts']],
    ['touched', ['src/infra/b.ts'], []],
    ['all', [], ['src/domain/a.ts']],
  ])('%s, with %j touched', async (which, touched, paths) => {
    const facts = await factsOf(report(which), old, old, { touched });
    expect(facts.map(({ path }) => path)).toEqual(paths);
    expect(facts.every(({ data }) => data['new'] === false)).toBe(true);
  });

  it('a rename alone is nothing new, neither of the importing file nor of the imported one nor of folders', async () => {
    const head = graphOf(...both, 'src/domain/z.ts > src/infra/y.ts');
    const renames = { 'src/domain/a.ts': 'src/domain/z.ts', 'src/infra/b.ts': 'src/infra/y.ts' };
    expect(
      await factsOf(report('new'), graphOf(...both.slice(1), 'src/domain/a.ts > src/infra/b.ts'), head, {
        renames,
      }),
    ).toEqual([]);
    const folder = (name: string) =>
      graphOf(...both, `src/domain/ok.ts > src/infra/${name}`, `src/infra/${name}/x.go`);
    const moved = { 'src/infra/db/x.go': 'src/infra/sql/x.go' };
    expect(await factsOf(report('new'), folder('db'), folder('sql'), { renames: moved })).toEqual([]);
  });

  it('a file that moves across a boundary brings its imports with it', async () => {
    const base = graphOf(...both, 'src/app/a.ts > src/infra/ok.ts');
    const head = graphOf(...both, 'src/domain/m.ts > src/infra/ok.ts');
    const facts = await factsOf(report('new'), base, head, {
      renames: { 'src/app/a.ts': 'src/domain/m.ts' },
    });
    expect(facts.map(({ path, data }) => [path, data['new']])).toEqual([['src/domain/m.ts', true]]);
  });

  it('an import that was type-only and is no longer, where such do not count', async () => {
    const settings = settingsOf(rules.replace('severity', 'types: ignore, severity'));
    const base = graphOf(...both, 'src/domain/a.ts ~ src/infra/b.ts');
    expect(await factsOf(settings, base, base)).toEqual([]);
    expect(await factsOf(settings, base, old)).toHaveLength(1);
    expect(await factsOf(settingsOf(rules), base, old)).toEqual([]);
  });

  it('nothing is new of a file that could not be read before', async () => {
    const unread = [{ path: 'src/domain/a.ts', reason: 'larger than 1 MiB' }];
    expect(await factsOf(report('new'), clean, old, { unread })).toEqual([]);
    expect(await factsOf(report('all'), clean, old, { unread })).toHaveLength(1);
  });

  it('nothing without rules, and the graph is not asked for', async () => {
    expect(await factsOf(settingsOf('report: all'), clean, old)).toEqual([]);
  });
});

describe('exceptions', () => {
  const excepted = (entry: string, more = 'report: all') =>
    settingsOf(`${rules}\nexceptions: [{ rule: pure, from: src/domain/a.ts, why: "#1", ${entry} }]\n${more}`);
  const told = async (...input: Parameters<typeof factsOf>) =>
    (await factsOf(...input)).map(({ rule, message }) => `${rule} ${message}`);

  it.each([
    ['without an end', 'to: src/infra/b.ts', '2099-01-01'],
    ['on its last day', 'to: src/infra/b.ts, until: 2026-06-15', '2026-06-15'],
  ])('hold %s', async (_, entry, today) => {
    expect(await factsOf(excepted(entry), old, old, { today })).toEqual([]);
  });

  it('bring the breach back once they ended, however old it is, and say so', async () => {
    const settings = excepted('to: src/infra/b.ts, until: 2026-06-14', 'report: new');
    const [fact, ...others] = await factsOf(settings, old, old);
    expect(others).toEqual([]);
    expect(fact?.message).toBe(
      'pure: domain must not import infra (src/domain/a.ts → src/infra/b.ts); its exception ended on 2026-06-14. ADR-0004',
    );
    expect(fact?.data).toMatchObject({ exceptionExpired: '2026-06-14', new: false });
  });

  it('are told when they except nothing, and except nothing else', async () => {
    expect(await told(excepted('to: src/infra/c.ts', 'report: new'), clean, old)).toEqual([
      'graph/boundary pure: domain must not import infra (src/domain/a.ts → src/infra/b.ts). ADR-0004',
      'settings/exception-unused the exception of pure for src/domain/a.ts → src/infra/c.ts excepts nothing: remove it, so that it cannot hide the next breach',
    ]);
    const other = graphOf(
      ...both,
      'src/domain/other.ts > src/infra/b.ts',
      'src/domain/a.ts > src/infra/b.ts',
    );
    expect((await factsOf(excepted('to: src/infra/b.ts'), other, other)).map(({ path }) => path)).toEqual([
      'src/domain/other.ts',
    ]);
  });

  it('may name a package, all below it included', async () => {
    const head = graphOf(...both, 'src/domain/a.ts > npm:pg/lib');
    expect(await factsOf(excepted('to: "npm:pg"'), head, head)).toEqual([]);
  });

  it('follow a rename until it is merged', async () => {
    const head = graphOf(...both, 'src/domain/z.ts > src/infra/b.ts');
    const renames = { 'src/domain/a.ts': 'src/domain/z.ts' };
    expect(
      await factsOf(excepted('to: src/infra/b.ts'), graphOf('src/domain/a.ts > src/infra/b.ts'), head, {
        renames,
      }),
    ).toEqual([]);
  });

  it('are relative to the folder of their settings file', async () => {
    const settings = settingsOf('report: new', {
      'services/a': `${rules}\nexceptions: [{ rule: pure, from: src/domain/a.ts, to: src/infra/b.ts, why: x }]\nreport: all`,
    });
    const head = graphOf('services/a/src/domain/a.ts > services/a/src/infra/b.ts');
    expect(await factsOf(settings, head, head)).toEqual([]);
  });

  it('to a rule that is off are left alone', async () => {
    const settings = settingsOf(
      `${rules.replace('severity: warning', 'severity: off')}\nexceptions: [{ rule: pure, from: src/x.ts, to: src/y.ts, why: z }]`,
    );
    expect(await factsOf(settings, old, old)).toEqual([]);
  });
});

describe('rules that fit nothing', () => {
  it.each([
    [
      'modules: { gone: "src/gone/**" }',
      'module gone: no source file is in it; mend its paths, or a module above it takes its files',
    ],
    [
      'modules: { all: "src/**", inner: "src/domain/**" }',
      'module inner: no source file is in it; mend its paths, or a module above it takes its files',
    ],
    [
      'boundaries: [{ name: r, from: src/gone, deny: src/infra }]',
      'r: no source file fits src/gone of its from; mend the path or remove it',
    ],
    [
      'boundaries: [{ name: r, from: src/domain, deny: src/gone }]',
      'r: no source file fits src/gone of its deny; mend the path or remove it',
    ],
    [
      'boundaries: [{ name: r, independent: [src/gone, src/infra] }]',
      'r: no source file fits src/gone of its independent; mend the path or remove it',
    ],
    [
      'boundaries: [{ name: r, protect: src/gone }]',
      'r: no source file fits src/gone of its protect; mend the path or remove it',
    ],
    [
      'layers: [{ name: r, in: "gone/{x}", order: [a, b] }]',
      'r: no source file fits gone/{x} of its in; mend the path or remove it',
    ],
    [
      'layers: [{ name: r, in: src, order: [gone, infra] }]',
      'r: no source file fits gone of its order; mend the path or remove it',
    ],
  ])('%s', async (text, message) => {
    const facts = await factsOf(settingsOf(text), clean, clean);
    expect(facts).toMatchObject([
      {
        rule: 'settings/rule-unmatched',
        severity: 'warning',
        path: '.github/architect.yml',
        line: null,
        message,
      },
    ]);
  });

  it('are not those that name packages or allow what is not there yet', async () => {
    const text = `boundaries:
  - { name: r, from: src/domain, deny: "npm:typeorm" }
  - { name: s, from: src/domain, allow: [src/later, "npm:*"] }`;
    expect(await factsOf(settingsOf(text), clean, clean)).toEqual([]);
  });

  it('are told in the file that says them', async () => {
    const settings = settingsOf('report: new', { 'services/a': 'modules: { gone: src }' });
    const facts = await factsOf(settings, clean, clean);
    expect(facts.map(({ path }) => path)).toEqual(['services/a/architect.yml']);
  });
});

test('the order of imports and of rules does not matter', async () => {
  const names = ['domain', 'infra', 'app'];
  const arrow = fc
    .tuple(
      fc.constantFrom(...names),
      fc.nat(2),
      fc.constantFrom('>', '~'),
      fc.constantFrom(...names),
      fc.nat(2),
    )
    .map(([a, i, sign, b, j]) => `src/${a}/${i}.ts ${sign} src/${b}/${j}.ts`);
  const entries = [
    '{ name: a, from: src/domain, deny: [src/infra] }',
    '{ name: b, independent: "src/{x}/**", types: ignore }',
    '{ name: c, protect: src/infra, allow: [src/app/0.ts] }',
    '{ name: d, from: "src/*/1.ts", allow: ["src/**/2.ts"] }',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(arrow, { selector: (text) => text.replace('~', '>'), maxLength: 12 }),
      fc.uniqueArray(arrow, { selector: (text) => text.replace('~', '>'), maxLength: 12 }),
      fc.shuffledSubarray(entries, { minLength: entries.length }),
      async (before, after, shuffled) => {
        const said = async (list: string[], base: string[], head: string[]) =>
          (
            await messages(settingsOf(`boundaries: [${list.join()}]`), graphOf(...base), graphOf(...head))
          ).sort();
        expect(await said(shuffled, before.toReversed(), after.toReversed())).toEqual(
          await said(entries, before, after),
        );
      },
    ),
    { numRuns: 100 },
  );
});

test('the prefixes that rules may name are those of the languages', () => {
  expect(languages.map(({ prefix }) => prefix).sort()).toEqual([...thirdPartyPrefixes].sort());
});
