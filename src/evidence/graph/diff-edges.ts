import type { Edge } from '../evidence.ts';
import type { Link } from './links.ts';

/**
 * The imports that only one side has, and those at head that were absent or type-only at base, each sorted by
 * (from, to). Both sides come so sorted unless something was renamed: they are walked side by side, without a key for
 * each of a hundred thousand edges.
 */
export function diffEdges(
  base: readonly Link[],
  head: readonly Link[],
): { edgesAdded: Edge[]; edgesRemoved: Edge[]; runtimeAdded: Edge[] } {
  const [before, after] = [edgesOf(base), edgesOf(head)];
  const diff = { edgesAdded: [] as Edge[], edgesRemoved: [] as Edge[], runtimeAdded: [] as Edge[] };
  for (let [old, now] = [0, 0]; old < before.length || now < after.length; ) {
    const [was, is] = [before[old], after[now]];
    const order = was === undefined ? 1 : is === undefined ? -1 : compareEdges(was, is);
    if (order < 0) diff.edgesRemoved.push(was!);
    if (order > 0) diff.edgesAdded.push(is!);
    if (order >= 0 && !is!.typeOnly && (order > 0 || was!.typeOnly)) diff.runtimeAdded.push(is!);
    if (order <= 0) old++;
    if (order >= 0) now++;
  }
  return diff;
}

/** Sorted and unique; where renames made two imports one, it is runtime if either is. */
function edgesOf(links: readonly Link[]): Edge[] {
  const edges = links.map(({ edge }) => edge);
  const isSorted = edges.every((edge, at) => at === 0 || compareEdges(edges[at - 1]!, edge) < 0);
  if (isSorted) return edges;
  const sorted = edges.sort(
    (a, b) => compareEdges(a, b) || Number(a.typeOnly) - Number(b.typeOnly) || a.line - b.line,
  );
  return sorted.filter((edge, at) => at === 0 || compareEdges(sorted[at - 1]!, edge) !== 0);
}

/** By (from, to). */
export function compareEdges(a: { from: string; to: string }, b: { from: string; to: string }): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (a.to === b.to) return 0;
  return a.to < b.to ? -1 : 1;
}
