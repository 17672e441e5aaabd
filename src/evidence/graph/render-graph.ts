import { mermaidLabel } from './mermaid-text.ts';
import type { ModuleGraph } from './module-graph.ts';

/** The whole graph at the level of modules as a Mermaid flowchart; edges carry how many imports they stand for. */
export function renderGraphMermaid(graph: ModuleGraph): string {
  const { modules, edges } = byModule(graph);
  const ids = new Map(modules.map((module, number) => [module, `n${number}`]));
  const lines = ['flowchart LR'];
  for (const module of modules) lines.push(`  ${ids.get(module)}[${mermaidLabel(module)}]`);
  for (const { from, to, imports } of edges) lines.push(`  ${ids.get(from)} -->|${imports}| ${ids.get(to)}`);
  return `${lines.join('\n')}\n`;
}

/** The whole graph, file by file, in Graphviz's language: type-only imports dashed. */
export function renderGraphDot(graph: ModuleGraph): string {
  const lines = ['digraph modules {', '  rankdir=LR;', '  node [shape=box];'];
  for (const { path } of graph.files) lines.push(`  ${quoted(path)};`);
  for (const { from, to, typeOnly } of graph.edges) {
    lines.push(`  ${quoted(from)} -> ${quoted(to)}${typeOnly ? ' [style=dashed]' : ''};`);
  }
  return `${lines.join('\n')}\n}\n`;
}

function byModule({ files, edges }: ModuleGraph): {
  modules: string[];
  edges: { from: string; to: string; imports: number }[];
} {
  const moduleOf = new Map(files.map(({ path, module }) => [path, module]));
  const counted = new Map<string, { from: string; to: string; imports: number }>();
  for (const edge of edges) {
    const [from, to] = [moduleOf.get(edge.from)!, moduleOf.get(edge.to)!];
    if (from === to) continue;
    const known = counted.get(`${from}\0${to}`) ?? { from, to, imports: 0 };
    known.imports++;
    counted.set(`${from}\0${to}`, known);
  }
  return {
    modules: [...new Set(moduleOf.values())].sort(),
    edges: [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge),
  };
}

/** A string of Graphviz: https://graphviz.org/doc/info/lang.html; a backslash would begin an escape of its own. */
function quoted(name: string): string {
  return `"${name
    .replace(/[\p{Cc}]/gu, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')}"`;
}
