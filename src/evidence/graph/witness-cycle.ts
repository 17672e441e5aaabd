import type { Edge } from '../evidence.ts';
import { keyOf, type Link } from './links.ts';

/** A shortest way round a cycle: `edge` closes it, `path` goes over nodes from its start round to its start again. */
export interface Witness {
  edge: Edge;
  path: string[];
}

/** Searches of one cycle's edges; a first import of a large repository has thousands of new edges in one cycle. */
const mostSearches = 40;

/**
 * The witness of a new or grown cycle: the shortest closed path over links that goes through one of `closing`, those
 * that are new. Links whose import `prefer` likes win over shorter paths. Null only when none of them is inside.
 */
export function witnessCycle(
  members: readonly string[],
  linksFrom: (node: string) => readonly Link[],
  closing: readonly Link[],
  prefer: (edge: Edge) => boolean,
): Witness | null {
  const inside = new Set(members);
  const within = closing.filter(({ from, to }) => inside.has(from) && inside.has(to) && from !== to);
  const liked = within.filter(({ edge }) => prefer(edge));
  const wanted = new Map<string, Link>();
  for (const link of liked.length > 0 ? liked : within) {
    const key = keyOf(link);
    if (!wanted.has(key)) wanted.set(key, link);
  }
  let best: Witness | null = null;
  for (const { from, to, edge } of [...wanted.values()].slice(0, mostSearches)) {
    const back = shortestPath(to, from, inside, linksFrom);
    if (back === null) continue;
    if (best === null || back.length + 1 < best.path.length) best = { edge, path: [from, ...back] };
  }
  return best;
}

/** Breadth first, in the order of the links, from start to goal, both in the answer. */
function shortestPath(
  start: string,
  goal: string,
  inside: ReadonlySet<string>,
  linksFrom: (node: string) => readonly Link[],
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
    for (const { to } of linksFrom(node)) {
      if (!inside.has(to) || cameFrom.has(to)) continue;
      cameFrom.set(to, node);
      queue.push(to);
    }
  }
  return null;
}
