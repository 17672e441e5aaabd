import { isTestPath } from '../../source/test-files.ts';
import type { CycleChange, Edge } from '../evidence.ts';
import { nodeOf } from './build-module-graph.ts';
import type { GraphComparison } from './compare-graphs.ts';
import { keyOf, type Link } from './links.ts';
import { mermaidLabel } from './mermaid-text.ts';

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
  /** How many imports it gains and loses. */
  gained: number;
  lost: number;
}

// Strokes that can be told apart on white and on GitHub's dark background; nothing is filled.
const strokes = { cyclic: '#e5534b', new: '#3fb950', removed: '#8b949e' };

/** What a picture is made of: the comparison's edges and cycles, and the imports of both sides as links. */
type DrawnChange = Pick<
  GraphComparison,
  | 'edgesAdded'
  | 'edgesRemoved'
  | 'runtimeAdded'
  | 'packagesAdded'
  | 'packagesRemoved'
  | 'cycleChanges'
  | 'links'
>;

/**
 * Draws the touched neighbourhood of a graph's change as a Mermaid flowchart, before and after in one picture:
 * new imports thick and green, removed ones dashed and grey, new cycles red, what stayed thin. Files (or the folders
 * that are nodes) in boxes for their modules while they are few, else modules; an edge is new only when there was none
 * like it at base: the first import across a border says more than the tenth. What tests import is not drawn.
 * `moduleOf` names the module of a node at either side. Empty when nothing changed.
 */
export function renderDiagram(change: DrawnChange, moduleOf: (node: string) => string): string {
  const { links, cycleChanges } = change;
  const acrossModules = (path: readonly string[]) =>
    path.map(moduleOf).filter((module, at, all) => module !== all[at - 1]);
  const arrows = arrowsBetween(change, links.nodes, pathsOf(cycleChanges, 'file'), {
    importer: nodeOf,
    imported: (node) => node,
  });
  if (arrows.length === 0) return '';
  const boxOf = (node: string) => (node.startsWith(packagePrefix) ? null : moduleOf(node));
  const nodes = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  if (nodes.size <= mostFiles) return draw(arrows, boxOf, 0);
  const cycles = [...pathsOf(cycleChanges, 'module'), ...pathsOf(cycleChanges, 'file').map(acrossModules)];
  const merged = arrowsBetween(change, links.modules, cycles, { importer: moduleOf, imported: moduleOf });
  // Changes inside one module only: its first files are better than an empty picture.
  const all = merged.length > 0 ? merged : arrows;
  const kept = limit(all);
  return draw(kept, merged.length > 0 ? () => null : boxOf, all.length - kept.length);
}

function pathsOf(changes: readonly CycleChange[], scope: CycleChange['scope']): string[][] {
  return changes.filter((one) => one.scope === scope && one.over === 'runtime').map(({ path }) => path);
}

/** Changed imports added up between nodes or modules, as `partOf` names them, with the ways round new cycles. */
function arrowsBetween(
  change: DrawnChange,
  links: { base: readonly Link[]; head: readonly Link[] },
  cycles: readonly string[][],
  partOf: { importer: (path: string) => string; imported: (node: string) => string },
): Arrow[] {
  const arrows = new Map<string, Arrow>();
  const arrowOf = (from: string, to: string): Arrow => {
    const key = keyOf({ from, to });
    const known = arrows.get(key);
    if (known !== undefined) return known;
    const arrow: Arrow = { from, to, mark: 'kept', cyclic: false, gained: 0, lost: 0 };
    arrows.set(key, arrow);
    return arrow;
  };
  const changed = (edges: readonly Edge[]) =>
    edges
      .filter(({ from }) => !isTestPath(from))
      .map((edge) => ({ from: partOf.importer(edge.from), to: partOf.imported(edge.to) }))
      .filter(({ from, to }) => from !== to);
  for (const { from, to } of changed(change.edgesAdded)) arrowOf(from, to).gained++;
  for (const { from, to } of changed(change.edgesRemoved)) arrowOf(from, to).lost++;
  // Between these there were types alone: what is new is that it runs.
  const woken = new Set(changed(change.runtimeAdded).map((ends) => arrowOf(ends.from, ends.to)));
  for (const path of cycles) {
    for (let at = 1; at < path.length; at++) arrowOf(path[at - 1]!, path[at]!).cyclic = true;
  }

  const [before, after] = [linksAmong(links.base, arrows), linksAmong(links.head, arrows)];
  for (const [key, arrow] of arrows) {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === undefined && is !== undefined) arrow.mark = 'new';
    else if (was !== undefined && is === undefined) arrow.mark = 'removed';
    else if (woken.has(arrow) && was && !is) arrow.mark = 'new';
    if (arrow.mark === 'new' && arrow.gained === 0) arrow.gained = 1;
  }
  addPackages(change, partOf.importer, arrowOf);
  return [...arrows.values()];
}

/** Which of the arrows a side has, and whether for types alone. */
function linksAmong(links: readonly Link[], arrows: ReadonlyMap<string, Arrow>): Map<string, boolean> {
  const starts = new Set([...arrows.values()].map(({ from }) => from));
  const found = new Map<string, boolean>();
  for (const link of links) {
    if (!starts.has(link.from)) continue;
    const key = keyOf(link);
    if (arrows.has(key)) found.set(key, link.typeOnly && (found.get(key) ?? true));
  }
  return found;
}

function addPackages(
  { packagesAdded, packagesRemoved }: DrawnChange,
  importer: (path: string) => string,
  arrowOf: (from: string, to: string) => Arrow,
): void {
  const isMixed = new Set([...packagesAdded, ...packagesRemoved].map(({ ecosystem }) => ecosystem)).size > 1;
  for (const [mark, uses] of [['new', packagesAdded] as const, ['removed', packagesRemoved] as const]) {
    for (const { name, ecosystem, from } of uses) {
      for (const user of from.filter((path) => !isTestPath(path))) {
        const arrow = arrowOf(importer(user), `${packagePrefix}${name}${isMixed ? ` (${ecosystem})` : ''}`);
        arrow.mark = mark;
        arrow[mark === 'new' ? 'gained' : 'lost']++;
      }
    }
  }
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
  // A folder that is a node and a module of its own needs no box round it.
  for (const [group, [only, ...others]] of groups) {
    if (group === null || only !== group || others.length > 0) continue;
    groups.delete(group);
    groups.set(null, [...(groups.get(null) ?? []), group].sort(order));
  }
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
  if (node === group) return node.slice(node.lastIndexOf('/') + 1);
  return node.startsWith(`${group}/`) ? node.slice(group.length + 1) : node;
}

// No path of a tree begins with a NUL, so a package never meets a file of its name.
const packagePrefix = '\0';

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
