import { isTestPath } from '../../source/test-files.ts';
import type { Edge } from '../evidence.ts';
import { nodeOf } from './build-module-graph.ts';

/** An import as an edge between larger parts, nodes or modules; `edge` is the import itself, paths as at head. */
export interface Link extends Edge {
  edge: Edge;
}

/** What a graph's paths are called at head: for the head's own graph what they are. */
export interface Names {
  /** Of a file or folder. */
  path(path: string): string;
  /** Of the module that a file or folder belongs to. */
  module(path: string): string;
}

/** Imports between nodes, one for each edge of the graph, in its order. */
export function nodeLinks(edges: readonly Edge[], names: Names): Link[] {
  let last = { from: '', node: '', path: '' };
  return edges.map((edge) => {
    // Edges come sorted by their file.
    if (edge.from !== last.from) {
      last = { from: edge.from, node: names.path(nodeOf(edge.from)), path: names.path(edge.from) };
    }
    const to = names.path(edge.to);
    const { line, typeOnly } = edge;
    const named = last.path === edge.from && to === edge.to ? edge : { from: last.path, to, line, typeOnly };
    return { from: last.node, to, line, typeOnly, edge: named };
  });
}

/** Imports from one module into another, in the graph's order. Tests may import anything, and are left out. */
export function moduleLinks(edges: readonly Edge[], names: Names): Link[] {
  const links: Link[] = [];
  let last = { from: '', module: '', isTest: false };
  for (const edge of edges) {
    if (edge.from !== last.from) {
      last = { from: edge.from, module: names.module(edge.from), isTest: isTestPath(edge.from) };
    }
    if (last.isTest) continue;
    const to = names.module(edge.to);
    if (to === last.module) continue;
    const { line, typeOnly } = edge;
    const named = { from: names.path(edge.from), to: names.path(edge.to), line, typeOnly };
    links.push({ from: last.module, to, line, typeOnly, edge: named });
  }
  return links;
}

/** Identity of an edge or a link: its ends. */
export function keyOf({ from, to }: { from: string; to: string }): string {
  return `${from}\0${to}`;
}
