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

/** All imports of one module by another as one; `edge` is the first of them, a runtime one if there is any. */
export interface ModuleLink extends Link {
  imports: number;
}

/** Imports between modules, unique by their ends. Tests may import anything, and are left out. */
export function moduleLinks(edges: readonly Edge[], names: Names): ModuleLink[] {
  const links = new Map<string, Map<string, ModuleLink>>();
  let last = { from: '', module: '', isTest: false, links: new Map<string, ModuleLink>() };
  for (const edge of edges) {
    if (edge.from !== last.from) {
      const module = names.module(edge.from);
      const known = links.get(module) ?? new Map<string, ModuleLink>();
      links.set(module, known);
      last = { from: edge.from, module, isTest: isTestPath(edge.from), links: known };
    }
    if (last.isTest) continue;
    const to = names.module(edge.to);
    if (to === last.module) continue;
    const known = last.links.get(to);
    if (known === undefined) last.links.set(to, { ...edge, from: last.module, to, edge, imports: 1 });
    else {
      known.imports++;
      if (isBefore(edge, known.edge))
        Object.assign(known, { edge, line: edge.line, typeOnly: edge.typeOnly });
    }
  }
  return [...links.values()].flatMap((some) =>
    [...some.values()].map((link) => ({
      ...link,
      edge: { ...link.edge, from: names.path(link.edge.from), to: names.path(link.edge.to) },
    })),
  );
}

function isBefore(a: Edge, b: Edge): boolean {
  return a.typeOnly === b.typeOnly ? a.from < b.from || (a.from === b.from && a.to < b.to) : b.typeOnly;
}

/** Identity of an edge or a link: its ends. */
export function keyOf({ from, to }: { from: string; to: string }): string {
  return `${from}\0${to}`;
}
