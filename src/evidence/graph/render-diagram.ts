import type { Edge } from '../evidence.ts';
import { type GraphComparison, keyOf } from './compare-graphs.ts';
import { mermaidLabel } from './mermaid-text.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { Witness } from './witness-cycle.ts';

/** More nodes than this cannot be read in a comment. */
const mostNodes = 20;
/** Up to here files can be shown, in boxes for their modules; beyond, the modules say more. */
const mostFiles = 14;

type Mark = 'new' | 'removed' | 'kept';

interface Arrow {
  from: string;
  to: string;
  mark: Mark;
  /** Closes a new cycle, or lies on one. */
  cyclic: boolean;
  /** How many imports it gains and loses: one of them 1 for files, sums for modules. */
  gained: number;
  lost: number;
}

// Strokes that can be told apart on white and on GitHub's dark background; nothing is filled.
const strokes = { cyclic: '#e5534b', new: '#3fb950', removed: '#8b949e' };

/**
 * Draws the touched neighbourhood of a graph's change as a Mermaid flowchart, before and after in one picture:
 * new imports thick and green, removed ones dashed and grey, new cycles red, what stayed thin.
 * Files in boxes for their modules while they are few, else modules. Empty when nothing changed.
 */
export function renderDiagram(
  change: GraphComparison,
  graphs: { base: ModuleGraph; head: ModuleGraph },
  witnesses: readonly Witness[],
): string {
  const moduleOf = new Map(
    [...graphs.base.files, ...graphs.head.files].map(({ path, module }) => [path, module]),
  );
  const arrows = fileArrows(change, graphs.head.edges, witnesses);
  if (arrows.length === 0) return '';
  const nodes = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  if (nodes.size <= mostFiles) return draw(arrows, (node) => moduleOf.get(node) ?? null, 0);
  const merged = moduleArrows(arrows, moduleOf, graphs);
  // Changes inside one module only: its first files are better than an empty picture.
  const all = merged.length > 0 ? merged : arrows;
  const kept = limit(all);
  return draw(
    kept,
    merged.length > 0 ? () => null : (node) => moduleOf.get(node) ?? null,
    all.length - kept.length,
  );
}

function fileArrows(
  change: GraphComparison,
  headEdges: readonly Edge[],
  witnesses: readonly Witness[],
): Arrow[] {
  const onCycle = new Set<string>();
  for (const { path } of witnesses) {
    for (let at = 1; at < path.length; at++) onCycle.add(keyOf({ from: path[at - 1]!, to: path[at]! }));
  }
  const added = new Set([...change.edgesAdded, ...change.runtimeAdded].map(keyOf));
  const arrows: Arrow[] = [];
  const add = (from: string, to: string, mark: Mark, cyclic = false) =>
    arrows.push({ from, to, mark, cyclic, gained: mark === 'new' ? 1 : 0, lost: mark === 'removed' ? 1 : 0 });
  for (const edge of headEdges) {
    const key = keyOf(edge);
    if (added.has(key)) add(edge.from, edge.to, 'new', onCycle.has(key));
    else if (onCycle.has(key)) add(edge.from, edge.to, 'kept', true);
  }
  for (const { from, to } of change.edgesRemoved) add(from, to, 'removed');
  for (const { name, from } of change.packagesAdded)
    for (const user of from) add(user, packageNode(name), 'new');
  for (const { name, from } of change.packagesRemoved) {
    for (const user of from) add(user, packageNode(name), 'removed');
  }
  return arrows;
}

/**
 * Imports between modules, added up. An edge between modules is new only when there was none at base, and removed when
 * none is left at head: the first import across a border says more than the tenth.
 */
function moduleArrows(
  arrows: readonly Arrow[],
  moduleOf: ReadonlyMap<string, string>,
  graphs: { base: ModuleGraph; head: ModuleGraph },
): Arrow[] {
  const name = (node: string) => moduleOf.get(node) ?? node;
  const [before, after] = [moduleEdges(graphs.base), moduleEdges(graphs.head)];
  const merged = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const ends = { from: name(arrow.from), to: name(arrow.to) };
    if (ends.from === ends.to) continue;
    const key = keyOf(ends);
    const known = merged.get(key) ?? { ...ends, mark: 'kept' as Mark, cyclic: false, gained: 0, lost: 0 };
    known.gained += arrow.gained;
    known.lost += arrow.lost;
    known.cyclic ||= arrow.cyclic;
    if (ends.to.startsWith(packagePrefix)) known.mark = arrow.mark;
    else if (!before.has(key)) known.mark = 'new';
    else if (!after.has(key)) known.mark = 'removed';
    merged.set(key, known);
  }
  return [...merged.values()];
}

function moduleEdges({ files, edges }: ModuleGraph): Set<string> {
  const moduleOf = new Map(files.map(({ path, module }) => [path, module]));
  return new Set(edges.map(({ from, to }) => keyOf({ from: moduleOf.get(from)!, to: moduleOf.get(to)! })));
}

/** Cycles first, then what stands for most imports, until the nodes are used up. */
function limit(arrows: readonly Arrow[]): Arrow[] {
  const rank = ({ mark, cyclic }: Arrow) => (cyclic ? 0 : mark === 'kept' ? 3 : mark === 'new' ? 1 : 2);
  const nodes = new Set<string>();
  return [...arrows]
    .sort((a, b) => rank(a) - rank(b) || b.gained + b.lost - a.gained - a.lost)
    .filter(({ from, to }) => {
      if (nodes.union(new Set([from, to])).size > mostNodes) return false;
      nodes.add(from).add(to);
      return true;
    });
}

function draw(arrows: readonly Arrow[], groupOf: (node: string) => string | null, left: number): string {
  const sorted = [...arrows].sort(
    (a, b) => order(a.from, b.from) || order(a.to, b.to) || order(a.mark, b.mark),
  );
  const nodes = [...new Set(sorted.flatMap(({ from, to }) => [from, to]))].sort(order);
  const ids = new Map(nodes.map((node, number) => [node, `n${number}`]));
  const groups = Map.groupBy(nodes, groupOf);
  const lines = ['flowchart LR'];
  const grouped = [...groups.keys()].filter((group) => group !== null).sort(order);
  for (const [number, group] of grouped.entries()) {
    lines.push(`  subgraph g${number}[${mermaidLabel(group)}]`);
    for (const node of groups.get(group)!)
      lines.push(`    ${ids.get(node)}[${mermaidLabel(within(node, group))}]`);
    lines.push('  end');
  }
  for (const node of groups.get(null) ?? []) {
    const name = node.startsWith(packagePrefix) ? node.slice(packagePrefix.length) : node;
    const [open, close] = name === node ? ['[', ']'] : ['([', '])'];
    lines.push(`  ${ids.get(node)}${open}${mermaidLabel(name)}${close}`);
  }
  const styled = new Map<string, number[]>();
  for (const [number, arrow] of sorted.entries()) {
    lines.push(`  ${ids.get(arrow.from)} ${line(arrow)} ${ids.get(arrow.to)}`);
    const stroke = arrow.cyclic ? strokes.cyclic : arrow.mark === 'kept' ? null : strokes[arrow.mark];
    if (stroke !== null) styled.set(stroke, [...(styled.get(stroke) ?? []), number]);
  }
  for (const [stroke, numbers] of [...styled].sort())
    lines.push(`  linkStyle ${numbers.join(',')} stroke:${stroke}`);
  if (left > 0) lines.push(`  more[${mermaidLabel(`and ${left} more edges`)}]`);
  return `${lines.join('\n')}\n`;
}

function line({ mark, cyclic, gained, lost }: Arrow): string {
  const words: string[] = [];
  if (mark !== 'kept') words.push(mark);
  if (cyclic) words.push('cycle');
  if (mark === 'kept' ? gained + lost > 0 : gained + lost > 1) {
    const counts = [gained > 0 ? `+${gained}` : '', lost > 0 ? `-${lost}` : ''].filter(
      (count) => count !== '',
    );
    words.push(`${counts.join(' ')} ${gained + lost === 1 ? 'import' : 'imports'}`);
  }
  const label = words.length === 0 ? '' : `|"${words.join(', ')}"|`;
  return `${{ new: '==>', removed: '-.->', kept: '-->' }[mark]}${label}`;
}

/** A file's name inside the box of its module needs no repetition of the module's. */
function within(node: string, group: string): string {
  return node.startsWith(`${group}/`) ? node.slice(group.length + 1) : node;
}

// No path of a tree begins with a NUL, so a package never meets a file of its name.
const packagePrefix = '\0';

function packageNode(name: string): string {
  return packagePrefix + name;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
