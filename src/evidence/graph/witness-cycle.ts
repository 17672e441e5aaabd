import type { Edge } from '../evidence.ts';

/** A shortest way round a cycle: `edge` closes it, `path` goes from its start round to its start again. */
export interface Witness {
  edge: Edge;
  path: string[];
}

/** Searches of one cycle's edges; a first import of a large repository has thousands of new edges in one cycle. */
const mostSearches = 40;

/**
 * The witness of a new or grown cycle: the shortest closed path over runtime edges that goes through an edge which
 * is new at run time. Edges that `prefer` likes win over shorter paths. Null only when no such edge is inside.
 */
export function witnessCycle(
  members: readonly string[],
  edgesFrom: (path: string) => readonly Edge[],
  added: readonly Edge[],
  prefer: (edge: Edge) => boolean,
): Witness | null {
  const inside = new Set(members);
  const closing = added.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const liked = closing.filter(prefer);
  let best: Witness | null = null;
  for (const edge of (liked.length > 0 ? liked : closing).slice(0, mostSearches)) {
    const back = shortestPath(edge.to, edge.from, inside, edgesFrom);
    if (back === null) continue;
    if (best === null || back.length + 1 < best.path.length) best = { edge, path: [edge.from, ...back] };
  }
  return best;
}

/** Breadth first, in the order of the edges, from start to goal, both in the answer. */
function shortestPath(
  start: string,
  goal: string,
  inside: ReadonlySet<string>,
  edgesFrom: (path: string) => readonly Edge[],
): string[] | null {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at]!;
    if (node === goal) {
      const path: string[] = [];
      for (let step: string | null = goal; step !== null; step = cameFrom.get(step) ?? null) path.push(step);
      return path.reverse();
    }
    for (const { to, typeOnly } of edgesFrom(node)) {
      if (typeOnly || !inside.has(to) || cameFrom.has(to)) continue;
      cameFrom.set(to, node);
      queue.push(to);
    }
  }
  return null;
}

/** Edges by the file they start from, for {@link witnessCycle}. */
export function outgoing(edges: readonly Edge[]): (path: string) => readonly Edge[] {
  const byFile = Map.groupBy(edges, ({ from }) => from);
  return (path) => byFile.get(path) ?? [];
}
