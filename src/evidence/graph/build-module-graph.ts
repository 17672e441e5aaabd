import type { Tree } from '../../source/tree.ts';
import type { FactCache } from '../detector.ts';
import type { Coverage, Edge } from '../evidence.ts';
import { createExtracts, type Extracts } from './extracts.ts';
import { findCycles } from './find-cycles.ts';
import { languages } from './imports/languages.ts';
import { gatherLinks, type LinkedTree, linkSources } from './link-sources.ts';
import { createListing, type Listing } from './list-sources.ts';
import type { GraphFile, ModuleGraph } from './module-graph.ts';
import { moduleNamer } from './module-of.ts';
import { scanSources } from './scan-sources.ts';

/** The module graph of one tree, and what of it could not be read. */
export interface GraphReading {
  graph: ModuleGraph;
  coverage: Coverage;
}

/**
 * Builds the import graph of a tree: every file of a language in `languages.ts` that is neither generated nor
 * vendored, with edges resolved over the tree alone. Give the same `extracts` for several trees of one run, so that
 * equal blobs are read once and imports are resolved anew only where what they depend on changed; a `cache` keeps extracts
 * between runs. `moduleOf` names modules where the layout does not (null: the layout does). `attributesOf` is the tree
 * whose .gitattributes say what is generated, for a tree whose own must not be believed. Throws only when the tree
 * cannot be read at all.
 */
export async function buildModuleGraph(
  tree: Tree,
  options: {
    cache?: FactCache;
    extracts?: Extracts;
    attributesOf?: Tree;
    moduleOf?: (path: string) => string | null;
  } = {},
): Promise<GraphReading> {
  const extracts = options.extracts ?? createExtracts(options.cache);
  const before = lastTrees.get(extracts);
  const attributesOf = options.attributesOf ?? tree;
  const listing = before?.attributesOf === attributesOf ? before.listing : await createListing(attributesOf);
  const sources = listing.sources(tree);
  const skipped = await scanSources(tree, sources, extracts);
  const linked = await linkSources({
    ...{ tree, sources, extractOf: extracts.get, nodeOf },
    names: { entries: tree.entries, listing },
    last: before?.linked ?? null,
  });
  lastTrees.set(extracts, { attributesOf, listing, linked });
  const links = gatherLinks(sources, linked);

  const { moduleOf } = options;
  let layout: ((path: string) => string) | null = null;
  const byLayout = (path: string) => {
    layout ??= moduleNamer(tree.entries.keys());
    return layout(path);
  };
  const files: GraphFile[] = sources.map(({ path, language }) => ({
    path,
    language,
    module: moduleOf?.(path) ?? byLayout(path),
  }));
  return {
    graph: { files, ...links, cycles: findCycles(betweenNodes(links.edges)) },
    coverage: { read: sources.length - skipped.length, skipped },
  };
}

/** Edges between the nodes that files are part of: a cycle of Go's is one of packages. */
export function betweenNodes(edges: readonly Edge[]): Edge[] {
  let last = { from: '', node: '' };
  return edges.map((edge) => {
    // Edges come sorted by their file.
    if (edge.from !== last.from) last = { from: edge.from, node: nodeOf(edge.from) };
    return last.node === edge.from ? edge : { ...edge, from: last.node };
  });
}

/** The node of the graph that a file is part of: itself, or its folder where the language compiles folders as one. */
export function nodeOf(path: string): string {
  for (const { classify, nodeOf } of foldersAreNodes) if (classify(path) !== null) return nodeOf!(path);
  return path;
}

const foldersAreNodes = languages.filter(({ nodeOf }) => nodeOf !== undefined);

/** What the tree built before with the same extracts left for the next one: base and head have most in common. */
const lastTrees = new WeakMap<Extracts, { attributesOf: Tree; listing: Listing; linked: LinkedTree }>();
