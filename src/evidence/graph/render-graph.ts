import { isTestPath } from '../../source/test-files.ts';
import { isAside } from './layout.ts';
import { mermaidLabel } from './mermaid-text.ts';
import type { ModuleGraph } from './module-graph.ts';
import { modulesOf } from './modules-of.ts';

/** GitHub draws a Mermaid diagram of at most 500 edges and 50,000 characters (Mermaid's maxEdges and maxTextSize). */
const mostEdges = 400;
const mostCharacters = 45_000;
/** Hundreds of boxes are a picture that nobody reads. */
const mostModules = 100;

interface ModuleLink {
  from: string;
  to: string;
  imports: number;
}

/**
 * The whole graph at the level of modules as a Mermaid flowchart that GitHub draws; edges carry how many imports they
 * stand for. Tests import everything and examples much: neither is drawn. Of a large graph the edges of most imports between the largest modules are drawn, and a last box says how
 * much was left out.
 */
export function renderGraphMermaid(graph: ModuleGraph): string {
  const { modules, links } = byModule(graph);
  const parts = [...modules].filter(([, files]) => files > 0);
  const shown = new Set(
    (parts.length > 0 ? parts : [...modules])
      .sort(([a, x], [b, y]) => y - x || compare(a, b))
      .slice(0, mostModules)
      .map(([module]) => module),
  );
  const heaviest = links
    .filter(({ from, to }) => shown.has(from) && shown.has(to))
    .sort((a, b) => b.imports - a.imports || compareLinks(a, b));
  for (let most = Math.min(mostEdges, heaviest.length); ; most = Math.floor(most * 0.8)) {
    const kept = heaviest.slice(0, most).sort(compareLinks);
    const left = { modules: modules.size - shown.size, links: links.length - kept.length };
    const text = drawModules([...shown].sort(compare), kept, left);
    if (text.length <= mostCharacters || most === 0) return text;
  }
}

function drawModules(
  modules: readonly string[],
  links: readonly ModuleLink[],
  left: { modules: number; links: number },
): string {
  const ids = new Map(modules.map((module, number) => [module, `n${number}`]));
  const lines = ['flowchart LR'];
  for (const module of modules) lines.push(`  ${ids.get(module)}[${mermaidLabel(module)}]`);
  for (const { from, to, imports } of links) lines.push(`  ${ids.get(from)} -->|${imports}| ${ids.get(to)}`);
  const missing = [some(left.modules, 'module'), some(left.links, 'edge')].filter((part) => part !== '');
  if (missing.length > 0) lines.push(`  more[${mermaidLabel(`and ${missing.join(', ')} more`)}]`);
  return `${lines.join('\n')}\n`;
}

function some(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The whole graph, file by file, in Graphviz's language: in boxes for their modules, type-only imports dashed. */
export function renderGraphDot(graph: ModuleGraph): string {
  const moduleOf = modulesOf(graph);
  const nodes = new Set([...graph.files.map(({ path }) => path), ...graph.edges.map(({ to }) => to)]);
  const lines = ['digraph modules {', '  rankdir=LR;', '  node [shape=box];'];
  const modules = Map.groupBy([...nodes].sort(compare), (node) => moduleOf(node) ?? '.');
  for (const [number, module] of [...modules.keys()].sort(compare).entries()) {
    lines.push(`  subgraph cluster_${number} {`, `    label=${quoted(module)};`);
    for (const node of modules.get(module)!) lines.push(`    ${quoted(node)};`);
    lines.push('  }');
  }
  for (const { from, to, typeOnly } of graph.edges) {
    lines.push(`  ${quoted(from)} -> ${quoted(to)}${typeOnly ? ' [style=dashed]' : ''};`);
  }
  return `${lines.join('\n')}\n}\n`;
}

/** Modules with their number of files that are no tests, and the imports between them added up. */
function byModule(graph: ModuleGraph): { modules: Map<string, number>; links: ModuleLink[] } {
  const modules = new Map<string, number>();
  for (const { path, module } of graph.files) {
    modules.set(module, (modules.get(module) ?? 0) + (isTestPath(path) || isAside(module) ? 0 : 1));
  }
  const moduleOf = modulesOf(graph);
  const counted = new Map<string, ModuleLink>();
  for (const edge of graph.edges) {
    if (isTestPath(edge.from)) continue;
    const [from, to] = [moduleOf(edge.from) ?? '.', moduleOf(edge.to) ?? '.'];
    if (from === to) continue;
    const known = counted.get(`${from}\0${to}`) ?? { from, to, imports: 0 };
    known.imports++;
    counted.set(`${from}\0${to}`, known);
  }
  return { modules, links: [...counted.values()] };
}

function compareLinks(a: ModuleLink, b: ModuleLink): number {
  return compare(a.from, b.from) || compare(a.to, b.to);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A string of Graphviz: https://graphviz.org/doc/info/lang.html; a backslash would begin an escape of its own. */
function quoted(name: string): string {
  return `"${name
    .replace(/[\p{Cc}]/gu, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')}"`;
}
