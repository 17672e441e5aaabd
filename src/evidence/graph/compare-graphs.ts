import type { Change } from '../../source/change.ts';
import type { Edge, GraphChange, GraphSize, PackageUse } from '../evidence.ts';
import { findCycles } from './find-cycles.ts';
import type { ModuleGraph } from './module-graph.ts';

/** A graph's change before it is drawn, with the edges that are new at run time. */
export interface GraphComparison
  extends Pick<
    GraphChange,
    | 'base'
    | 'head'
    | 'edgesAdded'
    | 'edgesRemoved'
    | 'cyclesAdded'
    | 'cyclesRemoved'
    | 'packagesAdded'
    | 'packagesRemoved'
  > {
  /**
   * Runtime edges at head that were absent or type-only at base: every new cycle has one. An edge that was only
   * type-only before is here and not among `edgesAdded`, since edges are unique by (from, to).
   */
  runtimeAdded: Edge[];
}

/** Paths at the merge base by the name they have at head, for renamed files (a copy leaves its original in place). */
export function renamesOf(change: Change): Map<string, string> {
  const renames = new Map<string, string>();
  for (const { status, path, previousPath } of change.files) {
    if (status === 'renamed' && previousPath !== null) renames.set(previousPath, path);
  }
  return renames;
}

/**
 * What a change does to the graph. Base paths are given their names at head first, so a rename alone changes nothing,
 * and removed edges and cycles carry the new names too: base + added - removed = head. `unread` are files (by their
 * names at head) that one of the trees could not give: what they import is unknown, so none of it is new or gone.
 */
export function compareGraphs(
  base: ModuleGraph,
  head: ModuleGraph,
  renames: ReadonlyMap<string, string>,
  unread: ReadonlySet<string> = new Set(),
): GraphComparison {
  const name = (path: string) => renames.get(path) ?? path;
  const isKnown = ({ from }: Edge) => !unread.has(from);
  const before = new Map<string, Edge>();
  for (const edge of base.edges) {
    const mapped = { ...edge, from: name(edge.from), to: name(edge.to) };
    before.set(keyOf(mapped), mapped);
  }
  const after = new Map(head.edges.map((edge) => [keyOf(edge), edge]));
  const cyclesBefore = renames.size === 0 ? base.cycles : findCycles([...before.values()]);
  return {
    base: sizeOf(base),
    head: sizeOf(head),
    edgesAdded: head.edges.filter((edge) => isKnown(edge) && !before.has(keyOf(edge))),
    edgesRemoved: [...before.values()]
      .filter((edge) => isKnown(edge) && !after.has(keyOf(edge)))
      .sort(compareEdges),
    runtimeAdded: head.edges.filter(
      (edge) => isKnown(edge) && !edge.typeOnly && (before.get(keyOf(edge))?.typeOnly ?? true),
    ),
    cyclesAdded: notWithin(head.cycles, cyclesBefore),
    cyclesRemoved: notWithin(cyclesBefore, head.cycles).filter(
      (members) => !members.some((path) => unread.has(path)),
    ),
    packagesAdded: packagesOnlyIn(head, base),
    packagesRemoved: packagesOnlyIn(base, head).map((use) => ({ ...use, from: use.from.map(name).sort() })),
  };
}

/** The groups that are no part of a single group of the others: new or grown, or seen from the other side lost or shrunk. */
function notWithin(groups: readonly string[][], others: readonly string[][]): string[][] {
  const groupOf = new Map<string, number>();
  for (const [number, members] of others.entries()) {
    for (const member of members) groupOf.set(member, number);
  }
  return groups.filter((members) => {
    const first = groupOf.get(members[0]!);
    return first === undefined || members.some((member) => groupOf.get(member) !== first);
  });
}

function packagesOnlyIn(graph: ModuleGraph, other: ModuleGraph): PackageUse[] {
  const known = new Set(other.packages.map(({ ecosystem, name }) => `${ecosystem}\0${name}`));
  return graph.packages.filter(({ ecosystem, name }) => !known.has(`${ecosystem}\0${name}`));
}

function sizeOf(graph: ModuleGraph): GraphSize {
  return { files: graph.files.length, edges: graph.edges.length, cycles: graph.cycles.length };
}

export function keyOf({ from, to }: { from: string; to: string }): string {
  return `${from}\0${to}`;
}

function compareEdges(a: Edge, b: Edge): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.to < b.to ? -1 : a.to > b.to ? 1 : 0;
}
