import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModuleGraph } from '../../../src/evidence/graph/module-graph.ts';
import { renderGraphDot, renderGraphMermaid } from '../../../src/evidence/graph/render-graph.ts';
import { parseMermaid } from './parse-mermaid.ts';

function graphOf(modules: readonly string[], links: readonly (readonly [number, number])[]): ModuleGraph {
  return {
    files: modules.map((module, at) => ({ path: `${module}/f${at}.ts`, language: 'typescript', module })),
    edges: links.map(([from, to]) => ({
      ...{ from: `${modules[from]}/f${from}.ts`, to: `${modules[to]}/f${to}.ts` },
      ...{ line: 1, typeOnly: false },
    })),
    ...{ packages: [], externals: [], cycles: [], unresolved: [], resolution: [] },
  };
}

test('a graph of any size stays within what GitHub draws, and says what it leaves out', async () => {
  const modules = Array.from(
    { length: 300 },
    (_, at) => `packages/${'a-rather-long-name-of-a-module-'.repeat(2)}${at}`,
  );
  const links = modules.flatMap((_, from) => modules.map((__, to) => [from, to] as const));
  const text = renderGraphMermaid(graphOf(modules, links));
  expect(text.length).toBeLessThan(50_000);
  const { nodes, edges } = await parseMermaid(text);
  expect(edges.length).toBeLessThanOrEqual(500);
  expect(edges.length).toBeGreaterThan(300);
  expect([...nodes.values()].at(-1)).toBe(`and 200 modules, ${300 * 299 - edges.length} edges more`);
});

test('any names of modules parse', async () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => !text.includes('\0'));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), async (names) => {
      const text = renderGraphMermaid(graphOf(names, [[0, 1]]));
      expect((await parseMermaid(text)).edges).toHaveLength(1);
    }),
    { numRuns: 40 },
  );
});

test('Graphviz draws a box for each module; folders that are nodes stand in theirs', () => {
  const graph = graphOf(['a', 'b "x"'], [[0, 1]]);
  graph.edges.push({ from: 'a/f0.ts', to: 'b "x"', line: 2, typeOnly: true });
  expect(renderGraphDot(graph)).toBe(`digraph modules {
  rankdir=LR;
  node [shape=box];
  subgraph cluster_0 {
    label="a";
    "a/f0.ts";
  }
  subgraph cluster_1 {
    label="b \\"x\\"";
    "b \\"x\\"";
    "b \\"x\\"/f1.ts";
  }
  "a/f0.ts" -> "b \\"x\\"/f1.ts";
  "a/f0.ts" -> "b \\"x\\"" [style=dashed];
}
`);
});
