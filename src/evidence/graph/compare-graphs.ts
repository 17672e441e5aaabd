import type { Change } from '../../source/change.ts';
import type { Edge, GraphChange, GraphSize, ModuleEdge, PackageUse } from '../evidence.ts';
import { cycleChanges } from './cycle-changes.ts';
import { compareEdges, diffEdges } from './diff-edges.ts';
import { findCycles } from './find-cycles.ts';
import { keyOf, type Link, type ModuleLink, moduleLinks, type Names, nodeLinks } from './links.ts';
import type { GraphFile, ModuleGraph } from './module-graph.ts';
import { modulesOf } from './modules-of.ts';
import { movedGroups } from './moved-groups.ts';
import { folderOf } from './paths.ts';

/** A graph's change before it is drawn and measured. */
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
    | 'moduleEdgesAdded'
    | 'moduleEdgesRemoved'
    | 'cycleChanges'
  > {
  /**
   * Runtime edges at head that were absent or type-only at base. An edge that was only type-only before is here and
   * not among `edgesAdded`, since edges are unique by (from, to).
   */
  runtimeAdded: Edge[];
  /** Imports between nodes and between modules on both sides, by their names at head. */
  links: { nodes: { base: Link[]; head: Link[] }; modules: { base: ModuleLink[]; head: ModuleLink[] } };
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
 * and removed edges and cycles carry the new names too: base + added - removed = head. A folder or module has another
 * name when all its files that survive went to one other. `unread` are files (by their names at head) that one of the
 * trees could not give: what they import is unknown, so it is taken to be the same on both sides. New imports that
 * `prefer` likes are shown to close a cycle rather than others.
 */
export function compareGraphs(
  base: ModuleGraph,
  head: ModuleGraph,
  renames: ReadonlyMap<string, string>,
  unread: ReadonlySet<string> = new Set(),
  prefer: (edge: Edge) => boolean = () => true,
): GraphComparison {
  const names = namesAtHead(base, head, renames);
  const isAssumed = importsOf(unread, base.edges, names.base) || importsOf(unread, head.edges, names.head);
  const edges = isAssumed ? alike(base, head, names.base, unread) : { base: base.edges, head: head.edges };
  // The graphs of two trees of one run share what they have in common.
  const isSame = edges.base === edges.head && base.files === head.files && renames.size === 0;
  const nodes = bothSides(nodeLinks);
  const modules = bothSides(moduleLinks);
  function bothSides<T>(linksOf: (edges: readonly Edge[], names: Names) => T[]): { base: T[]; head: T[] } {
    const before = linksOf(edges.base, names.base);
    return { base: before, head: isSame ? before : linksOf(edges.head, names.head) };
  }
  // Where two nodes become one, or imports had to be assumed, the groups of the trees as they are do not hold.
  const cycles = {
    base: renames.size === 0 && !isAssumed ? base.cycles : findCycles(nodes.base),
    head: isAssumed ? findCycles(nodes.head) : head.cycles,
  };
  return {
    base: sizeOf(base),
    head: sizeOf(head),
    ...diffEdges(nodes.base, nodes.head),
    cyclesAdded: notWithin(cycles.head, cycles.base),
    cyclesRemoved: notWithin(cycles.base, cycles.head),
    packagesAdded: packagesOnlyIn(head, base),
    packagesRemoved: packagesOnlyIn(base, head).map((use) => ({
      ...use,
      from: use.from.map((path) => names.base.path(path)).sort(),
    })),
    moduleEdgesAdded: moduleEdges(modules.head, modules.base),
    moduleEdgesRemoved: moduleEdges(modules.base, modules.head),
    cycleChanges: [
      ...cycleChanges('file', { ...nodes, cycles }, prefer),
      ...cycleChanges('module', modules, prefer),
    ],
    links: { nodes, modules },
  };
}

/** Whether anything is known of what some files import, by their names at head. */
function importsOf(files: ReadonlySet<string>, edges: readonly Edge[], names: Names): boolean {
  if (files.size === 0) return false;
  let last = '';
  return edges.some(({ from }) => {
    if (from === last) return false;
    last = from;
    return files.has(names.path(from));
  });
}

/** Both sides' edges; what an unread file imports on one side it is taken to import on both, if it is there. */
function alike(
  base: ModuleGraph,
  head: ModuleGraph,
  names: Names,
  unread: ReadonlySet<string>,
): { base: Edge[]; head: Edge[] } {
  const nodesAtHead = new Set(head.files.flatMap(({ path }) => [path, folderOf(path) || '.']));
  const assumedAtBase = head.edges.filter(({ from }) => unread.has(from));
  const assumedAtHead = base.edges
    .map((edge) => ({ ...edge, from: names.path(edge.from), to: names.path(edge.to) }))
    .filter(({ from, to }) => unread.has(from) && nodesAtHead.has(to));
  return {
    base: [...base.edges, ...assumedAtBase].sort(compareEdges),
    head: [...head.edges, ...assumedAtHead].sort(compareEdges),
  };
}

/** Pairs of modules that only one side has. Sorted by (from, to). */
function moduleEdges(links: readonly ModuleLink[], others: readonly ModuleLink[]): ModuleEdge[] {
  const known = new Set(others.map(keyOf));
  return links
    .filter((link) => !known.has(keyOf(link)))
    .map(({ from, to, edge, imports }) => ({ from, to, edge, imports }))
    .sort(compareEdges);
}

function namesAtHead(
  base: ModuleGraph,
  head: ModuleGraph,
  renames: ReadonlyMap<string, string>,
): { base: Names; head: Names } {
  // Both trees name modules in one way, so nothing moves unless files do.
  const moved = (groupOf: (file: GraphFile) => string) =>
    renames.size === 0 ? new Map<string, string>() : movedGroups(base.files, head.files, renames, groupOf);
  const folders = moved(({ path }) => folderOf(path));
  const modules = moved(({ module }) => module);
  const [moduleAtBase, moduleAtHead] = [modulesOf(base), modulesOf(head)];
  return {
    base: {
      path: (path) => renames.get(path) ?? folders.get(path) ?? path,
      module(path) {
        const module = moduleAtBase(path) ?? '.';
        return modules.get(module) ?? module;
      },
    },
    head: { path: (path) => path, module: (path) => moduleAtHead(path) ?? '.' },
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
