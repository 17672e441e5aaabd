import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactCache } from '../../../src/evidence/detector.ts';
import type { Edge } from '../../../src/evidence/evidence.ts';
import { buildModuleGraph } from '../../../src/evidence/graph/build-module-graph.ts';
import { compareGraphs } from '../../../src/evidence/graph/compare-graphs.ts';
import { findCycles } from '../../../src/evidence/graph/find-cycles.ts';
import { readGraphs } from '../../../src/evidence/graph/graph-evidence.ts';
import { renderGraphDot, renderGraphMermaid } from '../../../src/evidence/graph/render-graph.ts';
import { gather } from '../gather.ts';
import { inMemoryChange } from '../in-memory-change.ts';
import { type Files, inMemoryTree } from '../in-memory-tree.ts';
import { timeRatio } from '../time-ratio.ts';

const edge = (from: string, to: string, typeOnly = false): Edge => ({ from, to, line: 1, typeOnly });

describe('the graph of a tree', () => {
  test('edges are unique, runtime if any import is, on the line of the first of those', async () => {
    const tree = inMemoryTree({
      'a.ts': `import type { B } from './b';\nimport { b } from './b';\nconst c = import('./b');\nimport './a';\nimport type { C } from './c';\nimport 'react';\nimport './nothing';`,
      'b.ts': '',
      'c.ts': `import 'react/x';`,
      'd.css': '',
    });
    const { graph, coverage } = await buildModuleGraph(tree);
    expect(graph).toEqual({
      files: [
        { path: 'a.ts', language: 'typescript', module: '.' },
        { path: 'b.ts', language: 'typescript', module: '.' },
        { path: 'c.ts', language: 'typescript', module: '.' },
      ],
      edges: [
        { from: 'a.ts', to: 'b.ts', line: 2, typeOnly: false },
        { from: 'a.ts', to: 'c.ts', line: 5, typeOnly: true },
      ],
      packages: [{ name: 'react', ecosystem: 'npm', from: ['a.ts', 'c.ts'] }],
      cycles: [],
      externals: [
        {
          ...{ from: 'a.ts', imported: 'react', prefix: 'npm', package: 'react' },
          ...{ line: 6, typeOnly: false },
        },
        {
          ...{ from: 'c.ts', imported: 'react/x', prefix: 'npm', package: 'react' },
          ...{ line: 1, typeOnly: false },
        },
      ],
      unresolved: [{ from: 'a.ts', specifier: './nothing', line: 7 }],
      resolution: [{ language: 'typescript', imports: 8, unresolved: 1 }],
    });
    expect(coverage).toEqual({ read: 3, skipped: [] });
  });

  test('a path that padding makes longer than any is unresolved, and not gone', async () => {
    const text = `import '${'./'.repeat(800)}b';\nimport 'data:${'x'.repeat(2000)}';`;
    const { graph } = await buildModuleGraph(inMemoryTree({ 'a.ts': text, 'b.ts': '' }));
    expect(graph.unresolved).toMatchObject([{ from: 'a.ts', line: 1 }]);
  });

  test('equal bytes under two names are read as each name says', async () => {
    const text = `const a = <b>c</b>; // '\nimport './c';`;
    const { graph } = await buildModuleGraph(inMemoryTree({ 'a.tsx': text, 'b.ts': text, 'c.ts': '' }));
    expect(graph.edges.map(({ from }) => from)).toEqual(['a.tsx', 'b.ts']);
  });

  test('symbolic links and submodules are no sources', async () => {
    const tree = inMemoryTree({ 'a.ts': `import './b'`, 'b.ts': '' });
    const entries = new Map(tree.entries);
    entries.set('b.ts', { path: 'b.ts', mode: '120000', blob: 'x' });
    entries.set('c.ts', { path: 'c.ts', mode: '160000', blob: 'y' });
    const { graph } = await buildModuleGraph({ ...tree, entries });
    expect(graph.files.map(({ path }) => path)).toEqual(['a.ts']);
  });

  test('only what the cache lacks is read, and the graph is the same', async () => {
    const files = { 'a.ts': `import './b'`, 'b.ts': `import type { A } from './a'` };
    const cache = memoryCache();
    const first = await buildModuleGraph(inMemoryTree(files), { cache });
    const again = inMemoryTree({ ...files, 'c.ts': `import './a'` });
    const second = await buildModuleGraph(again, { cache });
    expect(again.reads).toEqual(['c.ts']);
    expect(second.graph.edges.slice(0, 2)).toEqual(first.graph.edges);
    expect(second).toEqual(await buildModuleGraph(inMemoryTree({ ...files, 'c.ts': `import './a'` })));
  });

  test('head reads only the blobs that base has not', async () => {
    const base = { 'a.ts': `import './b'`, 'b.ts': '' };
    const head = inMemoryTree({ ...base, 'c.ts': `import './a'`, 'moved.ts': base['a.ts'] });
    await readGraphs({ change: inMemoryChange(base, base), base: inMemoryTree(base), head });
    expect(head.reads).toEqual(['c.ts']);
  });

  test('written for people', async () => {
    const { graph } = await buildModuleGraph(
      inMemoryTree({
        'src/a/x.ts': `import '../b/y'; import './"q"';`,
        'src/b/y.ts': '',
        'src/a/"q".ts': `import type { Y } from '../b/y'`,
      }),
    );
    expect(renderGraphMermaid(graph)).toBe('flowchart LR\n  n0["src/a"]\n  n1["src/b"]\n  n0 -->|2| n1\n');
    expect(renderGraphDot(graph)).toContain('"src/a/\\"q\\".ts" -> "src/b/y.ts" [style=dashed];');
  });
});

describe('cycles', () => {
  test('runtime edges only', () => {
    expect(findCycles([edge('a', 'b'), edge('b', 'a', true)])).toEqual([]);
    expect(findCycles([edge('a', 'b'), edge('b', 'a')])).toEqual([['a', 'b']]);
  });

  test('agree with reachability both ways, in whatever order the edges come', () => {
    const node = fc.constantFrom(...'abcdefgh');
    const edges = fc.uniqueArray(fc.tuple(node, node), { maxLength: 20, selector: ([a, b]) => a + b });
    fc.assert(
      fc.property(edges, fc.nat(), (pairs, turn) => {
        const all = pairs.filter(([a, b]) => a !== b).map(([a, b]) => edge(a, b));
        const reach = new Set(all.map(({ from, to }) => from + to));
        for (const k of 'abcdefgh')
          for (const i of 'abcdefgh')
            for (const j of 'abcdefgh') if (reach.has(i + k) && reach.has(k + j)) reach.add(i + j);
        const cycles = findCycles(all);
        const together = new Set(cycles.flatMap((cycle) => cycle.flatMap((a) => cycle.map((b) => a + b))));
        for (const i of 'abcdefgh')
          for (const j of 'abcdefgh')
            if (i !== j) expect(together.has(i + j)).toBe(reach.has(i + j) && reach.has(j + i));
        const at = all.length === 0 ? 0 : turn % all.length;
        expect(findCycles([...all.slice(at), ...all.slice(0, at)].reverse())).toEqual(cycles);
      }),
    );
  });

  test('a chain of any length, in linear time', () => {
    const ratio = timeRatio((size) => {
      const edges = Array.from({ length: size / 2 }, (_, at) => edge(`f${at}`, `f${at + 1}`));
      edges.push(edge(`f${edges.length}`, 'f0'));
      return () => findCycles(edges);
    });
    expect(ratio).toBeLessThan(3.5);
  });
});

describe('the change of a graph', () => {
  const change = async (base: Files, head: Files, renames: Record<string, string> = {}) =>
    (await gather(base, head, { renames })).graph;
  const ring = (...names: string[]): Files =>
    Object.fromEntries(
      names.map((name, at) => [`${name}.ts`, `import './${names[(at + 1) % names.length]}'; // ${name}`]),
    );

  test('a rename alone adds and removes nothing', async () => {
    const base = { 'a.ts': `import './b';`, 'b.ts': `import './a';`, 'c.ts': `import './a';` };
    const head = { 'x/a.ts': `import '../b';`, 'b.ts': `import './x/a';`, 'c.ts': `import './x/a';` };
    expect(await change(base, head, { 'a.ts': 'x/a.ts' })).toMatchObject({
      edgesAdded: [],
      edgesRemoved: [],
      cyclesAdded: [],
      cyclesRemoved: [],
      diagram: '',
    });
  });

  test('a copy is new', async () => {
    const base = { 'a.ts': `import './b';`, 'b.ts': '' };
    const copied = { ...base, 'c.ts': base['a.ts'] };
    expect((await change(base, copied)).edgesAdded).toEqual([
      { from: 'c.ts', to: 'b.ts', line: 1, typeOnly: false },
    ]);
  });

  test.each<[what: string, base: Files, head: Files, added: string[][], removed: string[][]]>([
    ['new', { 'a.ts': `import './b'`, 'b.ts': '' }, ring('a', 'b'), [['a.ts', 'b.ts']], []],
    ['gone', ring('a', 'b'), { 'a.ts': `import './b'`, 'b.ts': '' }, [], [['a.ts', 'b.ts']]],
    ['grown', { ...ring('a', 'b'), 'c.ts': '' }, ring('a', 'b', 'c'), [['a.ts', 'b.ts', 'c.ts']], []],
    ['shrunk', ring('a', 'b', 'c'), { ...ring('a', 'b'), 'c.ts': '' }, [], [['a.ts', 'b.ts', 'c.ts']]],
    [
      'merged',
      { ...ring('a', 'b'), ...ring('c', 'd') },
      ring('a', 'b', 'c', 'd'),
      [['a.ts', 'b.ts', 'c.ts', 'd.ts']],
      [],
    ],
    [
      'split',
      ring('a', 'b', 'c', 'd'),
      { ...ring('a', 'b'), ...ring('c', 'd') },
      [],
      [['a.ts', 'b.ts', 'c.ts', 'd.ts']],
    ],
    [
      'gained and lost',
      { ...ring('a', 'b'), 'c.ts': '' },
      { ...ring('b', 'c'), 'a.ts': '' },
      [['b.ts', 'c.ts']],
      [['a.ts', 'b.ts']],
    ],
    [
      'the same with more edges inside',
      ring('a', 'b', 'c'),
      { ...ring('a', 'b', 'c'), 'b.ts': `import './c'; import './a';` },
      [],
      [],
    ],
    ['a file deleted', ring('a', 'b', 'c'), ring('a', 'b'), [], [['a.ts', 'b.ts', 'c.ts']]],
  ])('a cycle that is %s', async (_, base, head, added, removed) => {
    const { cyclesAdded, cyclesRemoved } = await change(base, head);
    expect({ cyclesAdded, cyclesRemoved }).toEqual({ cyclesAdded: added, cyclesRemoved: removed });
  });

  test('a type-only import that becomes a runtime one closes a cycle on its line', async () => {
    const base = { 'a.ts': `import './b';`, 'b.ts': `// b\nimport type { A } from './a';` };
    const evidence = await gather(base, { ...base, 'b.ts': `// b\nimport { A } from './a';` });
    expect(evidence.graph.edgesAdded).toEqual([]);
    expect(evidence.facts).toMatchObject([{ rule: 'graph/new-cycle', path: 'b.ts', line: 2, side: 'RIGHT' }]);
  });

  test('the witness is shortest, and goes through a new import', async () => {
    const base = { ...ring('a', 'b', 'c', 'd', 'e'), 'x.ts': `import './c'` };
    const head = { ...base, 'b.ts': `import './c';\nimport './x';`, 'c.ts': `import './d';\nimport './b';` };
    const { facts } = await gather(base, head);
    expect(facts).toMatchObject([{ rule: 'graph/new-cycle', line: 2, data: { grown: true, size: 6 } }]);
    const { path } = facts[0]!.data as { path: string[] };
    expect(path).toHaveLength(3);
    expect(path[0]).toBe(path.at(-1));
  });

  test('a cycle that is gone is told on the line that went', async () => {
    const { facts } = await gather(ring('a', 'b'), { ...ring('a', 'b'), 'b.ts': '' });
    expect(facts).toMatchObject([
      {
        rule: 'graph/cycle-removed',
        severity: 'note',
        path: 'b.ts',
        line: 1,
        side: 'LEFT',
        data: { stays: false },
      },
    ]);
  });

  test('what an unread file imports is neither new nor gone', async () => {
    const files = ring('a', 'b');
    const tree = inMemoryTree({ ...files, 'a.ts': `${files['a.ts']} // changed` });
    const head = {
      ...tree,
      readMany: async (paths: Iterable<string>) =>
        (await tree.readMany(paths)).set('a.ts', { found: false, reason: 'missing' } as const),
    };
    const { change: graph, coverage } = await readGraphs({
      change: inMemoryChange(files, files),
      base: inMemoryTree(files),
      head,
    });
    expect(graph).toMatchObject({ edgesAdded: [], edgesRemoved: [], cyclesAdded: [], cyclesRemoved: [] });
    expect(coverage.skipped).toEqual([{ path: 'a.ts', reason: 'not read: missing' }]);
  });

  const names = ['a', 'b', 'c', 'd', 'e'];
  const someFiles = fc
    .dictionary(
      fc.constantFrom(...names),
      fc.uniqueArray(fc.tuple(fc.constantFrom(...names, 'react', 'vue'), fc.boolean()), { maxLength: 4 }),
    )
    .map(
      (files): Files =>
        Object.fromEntries(
          Object.entries(files).map(([name, imports]) => [
            `${name}.ts`,
            imports
              .map(
                ([to, type]) =>
                  `import ${type ? 'type ' : ''}x from '${names.includes(to) ? './' : ''}${to}';`,
              )
              .join('\n'),
          ]),
        ),
    );

  test('base + change = head; nothing is both added and removed; cached = uncached', async () => {
    await fc.assert(
      fc.asyncProperty(someFiles, someFiles, async (base, head) => {
        const cache = memoryCache();
        const evidence = await gather(base, head);
        await gather(head, base, { cache });
        expect(await gather(base, head, { cache })).toEqual(evidence);

        const [before, after] = await Promise.all(
          [base, head].map(async (files) => (await buildModuleGraph(inMemoryTree(files))).graph),
        );
        const key = ({ from, to }: { from: string; to: string }) => `${from}>${to}`;
        const { edgesAdded, edgesRemoved, packagesAdded, packagesRemoved } = evidence.graph;
        const edges = new Set(before!.edges.map(key))
          .union(new Set(edgesAdded.map(key)))
          .difference(new Set(edgesRemoved.map(key)));
        expect([...edges].sort()).toEqual(after!.edges.map(key).sort());
        expect(new Set(edgesAdded.map(key)).isDisjointFrom(new Set(edgesRemoved.map(key)))).toBe(true);
        const packages = new Set(before!.packages.map(({ name }) => name))
          .union(new Set(packagesAdded.map(({ name }) => name)))
          .difference(new Set(packagesRemoved.map(({ name }) => name)));
        expect([...packages].sort()).toEqual(after!.packages.map(({ name }) => name));
        // Every new cycle is told with a way round it over runtime imports.
        const told = evidence.facts.filter(({ rule }) => rule === 'graph/new-cycle');
        expect(told).toHaveLength(evidence.graph.cyclesAdded.length);
        const runtime = new Set(after!.edges.filter(({ typeOnly }) => !typeOnly).map(key));
        for (const { data } of told) {
          const path = data['path'] as string[];
          for (let at = 1; at < path.length; at++)
            expect(runtime).toContain(key({ from: path[at - 1]!, to: path[at]! }));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('there and back again: what one way adds the other removes', async () => {
    await fc.assert(
      fc.asyncProperty(someFiles, someFiles, async (base, head) => {
        const [before, after] = await Promise.all(
          [base, head].map(async (files) => (await buildModuleGraph(inMemoryTree(files))).graph),
        );
        const there = compareGraphs(before!, after!, new Map());
        const back = compareGraphs(after!, before!, new Map());
        expect(back.edgesAdded).toEqual(there.edgesRemoved);
        expect(back.cyclesAdded).toEqual(there.cyclesRemoved);
        expect(back.packagesAdded).toEqual(there.packagesRemoved);
      }),
      { numRuns: 60 },
    );
  });
});

function memoryCache(): FactCache {
  const shelves = new Map<string, Map<string, string>>();
  return {
    async getMany(kind, blobs) {
      const shelf = shelves.get(kind);
      return new Map(blobs.flatMap((blob) => (shelf?.has(blob) ? [[blob, shelf.get(blob)!] as const] : [])));
    },
    async putMany(kind, extracts) {
      shelves.set(kind, new Map([...(shelves.get(kind) ?? []), ...extracts]));
    },
  };
}
