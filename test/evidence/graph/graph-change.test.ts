import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CycleChange, Edge, Evidence } from '../../../src/evidence/evidence.ts';
import { blastRadius } from '../../../src/evidence/graph/blast-radius.ts';
import { buildModuleGraph, nodeOf } from '../../../src/evidence/graph/build-module-graph.ts';
import { compareGraphs } from '../../../src/evidence/graph/compare-graphs.ts';
import { architectureSchema } from '../../../src/settings/architecture.ts';
import { cpuMilliseconds } from '../../cpu-milliseconds.ts';
import { gather } from '../gather.ts';
import { type Files, inMemoryTree } from '../in-memory-tree.ts';

/** Files in a ring, each importing the next; the comment makes them different. */
const ring = (...names: string[]): Files =>
  Object.fromEntries(
    names.map((name, at) => [`${name}.ts`, `import './${names[(at + 1) % names.length]}'; // ${name}`]),
  );
const rulesOf = ({ facts }: Evidence) => facts.filter(({ rule }) => rule.startsWith('graph/'));
const architecture = (value: object) => ({ settings: { architecture: architectureSchema.parse(value) } });

/** A Go module: files by path with the packages of the module that each imports. */
const goModule = (files: Record<string, readonly string[]>): Files => ({
  'go.mod': 'module acme.io/shop\n',
  ...Object.fromEntries(
    Object.entries(files).map(([path, imports]) => [
      path,
      `package x // ${path.split('/').at(-1)}\n${imports.map((one) => `import "acme.io/shop/${one}"\n`).join('')}`,
    ]),
  ),
});

describe('folders as nodes', () => {
  test('a Go cycle is one of packages, told on the line of the import', async () => {
    const base = goModule({ 'a/a.go': ['b'], 'a/more.go': [], 'b/b.go': [], 'b/b_test.go': ['a'] });
    const head = goModule({ 'a/a.go': ['b'], 'a/more.go': [], 'b/b.go': ['a'], 'b/b_test.go': ['a'] });
    const evidence = await gather(base, head);
    expect(evidence.graph.cyclesAdded).toEqual([['a', 'b']]);
    expect(rulesOf(evidence)).toMatchObject([
      {
        ...{ rule: 'graph/new-cycle', path: 'b/b.go', line: 2 },
        message: 'This import closes a new import cycle of 2 packages across 2 modules: b → a → b',
        data: { path: ['b', 'a', 'b'], closedBy: { from: 'b/b.go', to: 'a' } },
      },
    ]);
  });

  test('another file of a package that imports what the package did closes nothing', async () => {
    const base = goModule({ 'a/a.go': ['b'], 'a/more.go': [], 'b/b.go': ['a'] });
    const evidence = await gather(base, goModule({ 'a/a.go': ['b'], 'a/more.go': ['b'], 'b/b.go': ['a'] }));
    expect(evidence.graph.edgesAdded).toEqual([{ from: 'a/more.go', to: 'b', line: 2, typeOnly: false }]);
    expect(evidence.graph.cycleChanges).toEqual([]);
  });

  test('a package that moves adds and removes nothing, its importers change their lines', async () => {
    const base = goModule({
      'a/a.go': ['old'],
      'old/x.go': ['c'],
      'old/y.go': ['a'],
      'old/gone.go': ['c'],
      'c/c.go': [],
    });
    const head = goModule({ 'a/a.go': ['new'], 'new/x.go': ['c'], 'new/y.go': ['a'], 'c/c.go': [] });
    const renames = { 'old/x.go': 'new/x.go', 'old/y.go': 'new/y.go' };
    const { graph } = await gather(base, head, { renames });
    expect(graph).toMatchObject({ edgesAdded: [], cyclesAdded: [], cyclesRemoved: [], cycleChanges: [] });
    expect(graph).toMatchObject({ moduleEdgesAdded: [], moduleEdgesRemoved: [] });
    expect(graph.edgesRemoved.map(({ from }) => from)).toEqual(['old/gone.go']);
  });

  test('a package of which a part stays has not moved', async () => {
    const base = goModule({ 'a/a.go': ['old'], 'old/x.go': [], 'old/y.go': [] });
    const head = goModule({ 'a/a.go': ['new'], 'new/x.go': [], 'old/y.go': [] });
    const { graph } = await gather(base, head, { renames: { 'old/x.go': 'new/x.go' } });
    expect(graph.edgesAdded.map(({ to }) => to)).toEqual(['new']);
    expect(graph.edgesRemoved.map(({ to }) => to)).toEqual(['old']);
  });
});

describe('cycles by what became of them', () => {
  test.each<[CycleChange['kind'], Files, Files, Partial<CycleChange>]>([
    [
      'new',
      { ...ring('a', 'b'), 'b.ts': '' },
      ring('a', 'b'),
      { before: [], path: ['b.ts', 'a.ts', 'b.ts'] },
    ],
    ['grown', { ...ring('a', 'b'), 'c.ts': '' }, ring('a', 'b', 'c'), { before: [['a.ts', 'b.ts']] }],
    [
      'merged',
      { ...ring('a', 'b'), ...ring('c', 'd') },
      ring('a', 'b', 'c', 'd'),
      {
        before: [
          ['a.ts', 'b.ts'],
          ['c.ts', 'd.ts'],
        ],
      },
    ],
    [
      'shrunk',
      ring('a', 'b', 'c'),
      { ...ring('a', 'b'), 'c.ts': '' },
      { members: ['a.ts', 'b.ts'], path: [] },
    ],
    ['dissolved', ring('a', 'b'), { ...ring('a', 'b'), 'b.ts': '' }, { members: ['a.ts', 'b.ts'], path: [] }],
  ])('%s', async (kind, base, head, more) => {
    const { graph } = await gather(base, head);
    expect(graph.cycleChanges).toMatchObject([{ kind, scope: 'file', over: 'runtime', ...more }]);
    const [{ edge, path }] = graph.cycleChanges as [CycleChange];
    expect(edge).not.toBeNull();
    if (path.length > 0) expect(path.at(-1)).toBe(path[0]);
  });

  test('parts of a split one are told apart, the fact once', async () => {
    const base = { ...ring('a', 'b', 'c', 'd') };
    const evidence = await gather(base, { ...ring('a', 'b'), ...ring('c', 'd') });
    expect(evidence.graph.cycleChanges.map(({ kind, members }) => [kind, members])).toEqual([
      ['split', ['a.ts', 'b.ts']],
      ['split', ['c.ts', 'd.ts']],
    ]);
    expect(rulesOf(evidence)).toMatchObject([
      { rule: 'graph/cycle-removed', data: { stays: true, size: 4 } },
    ]);
  });

  const typed = { 'a.ts': `import type { B } from './b';`, 'b.ts': `import { a } from './a';` };
  test('over types alone: told in the evidence, no fact unless the settings count types, and then a note', async () => {
    const base = { ...typed, 'a.ts': '' };
    const evidence = await gather(base, typed);
    expect(evidence.graph.cyclesAdded).toEqual([]);
    expect(evidence.graph.cycleChanges).toMatchObject([{ kind: 'new', over: 'types', scope: 'file' }]);
    expect(rulesOf(evidence)).toEqual([]);
    const counted = await gather(
      base,
      typed,
      architecture({ cycles: { types: 'count', severity: 'error' } }),
    );
    expect(rulesOf(counted)).toMatchObject([
      { rule: 'graph/new-cycle', severity: 'note', path: 'a.ts', line: 1 },
    ]);
  });

  test('a runtime cycle explains the one over types round it', async () => {
    const head = { 'a.ts': `import { b } from './b';`, 'b.ts': typed['b.ts'] };
    const { graph } = await gather({ ...head, 'a.ts': '' }, head);
    expect(graph.cycleChanges.map(({ over }) => over)).toEqual(['runtime']);
  });

  const modules = {
    'src/a/1.ts': `import '../b/1';`,
    'src/a/2.ts': '',
    'src/b/1.ts': '',
    'src/b/2.ts': `import '../a/2';`,
  };
  test('between modules without one between files: a fact where the settings ask for it', async () => {
    const base = { ...modules, 'src/b/2.ts': '' };
    const silent = await gather(base, modules);
    expect(silent.graph.cycleChanges).toMatchObject([{ scope: 'module', members: ['src/a', 'src/b'] }]);
    expect(rulesOf(silent).map(({ rule }) => rule)).toEqual(['graph/new-module-dependency']);
    const asked = await gather(base, modules, architecture({ cycles: { scope: 'module' } }));
    expect(rulesOf(asked)).toMatchObject([
      {
        ...{ rule: 'graph/new-cycle', severity: 'warning', path: 'src/b/2.ts', line: 1 },
        message: 'This import closes a new cycle of 2 modules: src/b → src/a → src/b',
      },
      { rule: 'graph/new-module-dependency' },
    ]);
    const gone = await gather(modules, base, architecture({ cycles: { scope: 'module' } }));
    expect(rulesOf(gone)).toMatchObject([{ rule: 'graph/cycle-removed', path: 'src/b/2.ts', side: 'LEFT' }]);
  });

  test('what a cycle between files shows is not told of its modules again', async () => {
    const head = { 'src/a/1.ts': `import '../b/1';`, 'src/b/1.ts': `import '../a/1';` };
    const evidence = await gather(
      { ...head, 'src/b/1.ts': '' },
      head,
      architecture({ cycles: { scope: 'module' } }),
    );
    expect(rulesOf(evidence).map(({ data }) => data['scope'])).toEqual(['file']);
  });

  test('severity is what governs the file of the import; `off` is silence; tests alone make none', async () => {
    const base = { ...ring('a', 'b'), 'b.ts': '' };
    const severityAt = async (severity: string) =>
      rulesOf(await gather(base, ring('a', 'b'), architecture({ cycles: { severity } }))).map(
        (fact) => fact.severity,
      );
    expect(await severityAt('error')).toEqual(['error']);
    expect(await severityAt('off')).toEqual([]);
    const tests = { 'test/a.ts': `import './b'`, 'test/b.ts': `import './a'` };
    const evidence = await gather({}, tests);
    expect(evidence.graph.cyclesAdded).toHaveLength(1);
    expect(rulesOf(evidence)).toEqual([]);
  });

  test('one more file in a large knot is a note, unless the settings call all growth an error', async () => {
    const names = Array.from({ length: 25 }, (_, at) => `f${String(at).padStart(2, '0')}`);
    const base = ring(...names);
    const head = ring(...names, 'more');
    const severityAt = async (severity: string) =>
      rulesOf(await gather(base, head, architecture({ cycles: { severity } }))).map((fact) => fact.severity);
    expect(await severityAt('warning')).toEqual(['note']);
    expect(await severityAt('error')).toEqual(['error']);
  });
});

describe('modules', () => {
  const base: Files = {
    'src/catalog/price.ts': '',
    'src/catalog/price.test.ts': '',
    'src/payments/currency.ts': '',
    'src/main.ts': '',
  };
  test('the first import of one by another, on its line', async () => {
    const head = { ...base, 'src/catalog/price.ts': `// first\nimport { c } from '../payments/currency';` };
    const evidence = await gather(base, head);
    expect(evidence.graph.moduleEdgesAdded).toEqual([
      {
        ...{ from: 'src/catalog', to: 'src/payments', imports: 1 },
        edge: { from: 'src/catalog/price.ts', to: 'src/payments/currency.ts', line: 2, typeOnly: false },
      },
    ]);
    expect(rulesOf(evidence)).toMatchObject([
      {
        ...{ rule: 'graph/new-module-dependency', severity: 'note', path: 'src/catalog/price.ts', line: 2 },
        message: 'First import of src/payments by src/catalog',
      },
    ]);
    const back = await gather(head, base);
    expect(back.graph.moduleEdgesRemoved).toMatchObject([{ from: 'src/catalog', to: 'src/payments' }]);
    const named = await gather(
      base,
      head,
      architecture({ modules: { catalog: 'src/catalog/**', payments: 'src/payments/**' } }),
    );
    expect(rulesOf(named)[0]?.message).toBe('First import of payments by catalog');
  });

  test.each<[string, Files]>([
    ['a test', { 'src/catalog/price.test.ts': `import '../payments/currency';` }],
    ['what puts modules together', { 'src/main.ts': `import './payments/currency';` }],
    ['a module that is new', { 'src/orders/order.ts': `import '../payments/currency';` }],
  ])('%s makes no fact', async (_, files) => {
    expect(rulesOf(await gather(base, { ...base, ...files }))).toEqual([]);
  });

  test('a module that is renamed ties nothing', async () => {
    const before = { 'src/a/x.ts': `import '../b/y';`, 'src/b/y.ts': '' };
    const after = { 'src/c/x.ts': `import '../b/y';`, 'src/b/y.ts': '' };
    const { graph } = await gather(before, after, { renames: { 'src/a/x.ts': 'src/c/x.ts' } });
    expect(graph).toMatchObject({
      moduleEdgesAdded: [],
      moduleEdgesRemoved: [],
      edgesAdded: [],
      edgesRemoved: [],
    });
  });
});

describe('who may notice', () => {
  test('files that reach a changed one over any import, tests apart', async () => {
    const base: Files = {
      'src/a/a.ts': '// a',
      'src/a/b.ts': `import type { A } from './a';`,
      'src/b/c.ts': `import '../a/b';`,
      'src/b/c.test.ts': `import './c';`,
      'src/b/d.ts': '',
    };
    const { graph } = await gather(base, { ...base, 'src/a/a.ts': '// other' });
    expect(graph.blastRadius).toEqual({
      ...{ changed: 1, files: 2, share: 0.6667, tests: 1 },
      modules: ['src/a', 'src/b'],
    });
  });

  test('an import of a package is one of all its files; the packages of dependents are followed', async () => {
    const base = goModule({ 'a/a.go': [], 'b/b.go': ['a'], 'b/other.go': [], 'c/c.go': ['b'], 'd/d.go': [] });
    const { graph } = await gather(base, { ...base, 'a/a.go': `${base['a/a.go']}// more` });
    expect(graph.blastRadius).toMatchObject({ files: 2, modules: ['b', 'c'] });
  });

  test('a rename alone touches nobody; 20,000 files take a moment', async () => {
    const base = { 'a.ts': `import './b';`, 'b.ts': '' };
    const renamed = await gather(
      base,
      { 'a.ts': `import './c';`, 'c.ts': '' },
      { renames: { 'b.ts': 'c.ts' } },
    );
    expect(renamed.graph.blastRadius).toMatchObject({ changed: 1, files: 0 });

    const files = Array.from({ length: 20_000 }, (_, at) => ({
      ...{ path: `src/m${at % 50}/f${at}.ts`, language: 'typescript', module: `src/m${at % 50}` },
    }));
    const edges = files.flatMap(({ path }, at) =>
      [1, 7, 31, 101, 1009].map((step): Edge => {
        const to = files[(at + step) % files.length]!.path;
        return { from: path, to, line: step, typeOnly: false };
      }),
    );
    const times = Array.from({ length: 5 }, () => {
      const start = cpuMilliseconds();
      expect(blastRadius({ files, edges }, new Set([files[0]!.path])).files).toBe(19_999);
      return cpuMilliseconds() - start;
    });
    // 50 ms on a quiet machine; ours is shared.
    expect(Math.min(...times)).toBeLessThan(200);
  });
});

describe('hubs', () => {
  const users = (count: number, folder = 'src/u') =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${folder}/f${at}.ts`, `import '../hub';`]));
  const limits = architecture({ hubs: { importers: 3, imports: 2 } });

  test('told when a limit is passed, on the import that passes it, and never again', async () => {
    const at = (count: number): Files => ({
      'src/hub.ts': '',
      ...users(count),
      'src/u/a.test.ts': `import '../hub';`,
    });
    const passed = await gather(at(3), at(4), limits);
    expect(passed.graph.hubs).toEqual([
      { path: 'src/hub.ts', importers: { base: 3, head: 4 }, imports: { base: 0, head: 0 } },
    ]);
    expect(rulesOf(passed)).toMatchObject([
      {
        ...{ rule: 'graph/hub', severity: 'note', path: 'src/u/f3.ts', line: 1 },
        message: 'src/hub.ts is now imported by 4, above the limit of 3 (3 before)',
      },
    ]);
    const further = await gather(at(4), at(5), limits);
    expect(further.graph.hubs).toHaveLength(1);
    expect(rulesOf(further)).toEqual([]);
    expect(rulesOf(await gather(at(5), at(4), limits))).toEqual([]);
  });

  test('a file that comes to import too many', async () => {
    const files = { 'a.ts': '', 'b.ts': '', 'c.ts': '', 'x.ts': `import './a';\nimport './b';` };
    const head = { ...files, 'x.ts': `${files['x.ts']}\nimport './c';` };
    expect(rulesOf(await gather(files, head, limits))).toMatchObject([
      { path: 'x.ts', line: 3, data: { head: 3 } },
    ]);
  });
});

test('base + added - removed = head with renamed files and folders, whatever the order', async () => {
  const folders = ['a', 'b', 'c'];
  const imports = fc.uniqueArray(fc.constantFrom(...folders), { maxLength: 3 });
  const some = fc.dictionary(fc.constantFrom('a/1', 'a/2', 'b/1', 'b/2', 'c/1'), imports);
  const moves = fc.constantFrom<Record<string, string>>(
    {},
    { a: 'moved' },
    { a: 'b/inner', c: 'moved' },
    { b: 'moved' },
  );
  await fc.assert(
    fc.asyncProperty(some, some, moves, async (before, after, moved) => {
      const move = (path: string) => path.replace(/^[abc](?=\/|$)/, (folder) => moved[folder] ?? folder);
      const files = (all: Record<string, string[]>, name: (path: string) => string) =>
        goModule(
          Object.fromEntries(Object.entries(all).map(([path, to]) => [name(`${path}.go`), to.map(name)])),
        );
      const [base, head] = await Promise.all(
        [files(before, (path) => path), files(after, move)].map(
          async (one) => (await buildModuleGraph(inMemoryTree(one))).graph,
        ),
      );
      const renames = new Map(
        Object.keys(before)
          .filter((path) => path in after && move(path) !== path)
          .map((path) => [`${path}.go`, move(`${path}.go`)]),
      );
      const change = compareGraphs(base!, head!, renames);
      const key = ({ from, to }: { from: string; to: string }) => `${from}>${to}`;
      const edges = new Set(change.links.nodes.base.map(({ edge }) => key(edge)));
      for (const edge of change.edgesRemoved) expect(edges.delete(key(edge))).toBe(true);
      for (const edge of change.edgesAdded) expect(edges.has(key(edge))).toBe(false);
      expect([...edges, ...change.edgesAdded.map(key)].sort()).toEqual(head!.edges.map(key).sort());

      const turned = { ...base!, files: [...base!.files].reverse(), edges: [...base!.edges].reverse() };
      const { links: _, ...again } = compareGraphs(turned, head!, new Map([...renames].reverse()));
      const { links: __, ...once } = change;
      expect(again.cyclesAdded).toEqual(once.cyclesAdded);
      expect(again.edgesRemoved).toEqual(once.edgesRemoved);
      expect(again.cycleChanges.map(({ kind, members }) => [kind, members])).toEqual(
        once.cycleChanges.map(({ kind, members }) => [kind, members]),
      );
      // Every group that gained shows a way round over imports of the head between nodes.
      const nodes = new Set(head!.edges.map(({ from, to }) => key({ from: nodeOf(from), to })));
      for (const { scope, path } of change.cycleChanges) {
        if (scope === 'module') continue;
        for (let at = 1; at < path.length; at++)
          expect(nodes).toContain(key({ from: path[at - 1]!, to: path[at]! }));
      }
    }),
    { numRuns: 80 },
  );
});
