import type { Tree } from '../../source/tree.ts';
import type { FactCache } from '../detector.ts';
import type { Coverage, Edge } from '../evidence.ts';
import { createExtracts, type Extracts } from './extracts.ts';
import { findCycles } from './find-cycles.ts';
import { languages } from './imports/languages.ts';
import { gatherLinks, type LinkedTree, type Linking, linkSources } from './link-sources.ts';
import { haveSameNames, type Shape } from './list-shape.ts';
import { createListing } from './list-sources.ts';
import type { GraphFile, ModuleGraph } from './module-graph.ts';
import { findOutset, keepSnapshot, type Outset } from './snapshots.ts';

/** The module graph of one tree, and what of it could not be read. */
export interface GraphReading {
  graph: ModuleGraph;
  coverage: Coverage;
}

/**
 * Builds the import graph of a tree: every file of a language in `languages.ts` that is neither generated nor
 * vendored, with edges resolved over the tree alone. Give the same `extracts` for several trees of one run, so that
 * equal blobs are read once and imports are resolved anew only where what they depend on changed; a `cache` keeps
 * extracts between runs. `moduleOf` names modules; where it says null the layout does, which is the tree's own unless
 * `byLayout` knows another. `attributesOf` is the tree whose .gitattributes say what is generated, for a tree whose own
 * must not be believed. Throws only when the tree cannot be read at all.
 */
export async function buildModuleGraph(
  tree: Tree,
  options: {
    cache?: FactCache;
    extracts?: Extracts;
    attributesOf?: Tree;
    moduleOf?: (path: string) => string | null;
    byLayout?: (path: string) => string;
  } = {},
): Promise<GraphReading> {
  const extracts = options.extracts ?? createExtracts(options.cache);
  const { cache } = extracts;
  const before = lastTrees.get(extracts) ?? null;
  const attributesOf = options.attributesOf ?? tree;
  const listing =
    before?.attributesOf === attributesOf
      ? before.outset.shape.names.listing
      : await createListing(attributesOf);
  const outset = await findOutset(tree, listing, cache, before);
  const { shape, last } = outset;
  const { sources } = shape;
  const linking = await linkSources({ tree, shape, extracts, nodeOf, last });
  const isUnturned = last !== null && linking.relinked?.length === 0;
  const gathered = isUnturned ? last.gathered : gatherLinks(linking);
  const isTurned = last === null || turnsRuntime(last, linking);
  const cycles = isTurned ? findCycles(betweenNodes(gathered.edges)) : last.cycles;
  const { worlds, skipped } = linking;
  const linked: LinkedTree = { shape, worlds, links: linking.links, gathered, cycles };
  await keepSnapshot(cache, outset, linked, linking);

  const { moduleOf, byLayout } = options;
  const isNamed =
    before !== null &&
    before.naming.moduleOf === moduleOf &&
    before.naming.byLayout === byLayout &&
    haveSameNames(before.outset.shape.names, shape.names);
  const files = isNamed ? before.files : nameModules(shape, moduleOf, byLayout);
  lastTrees.set(extracts, { attributesOf, outset, linked, files, naming: { moduleOf, byLayout } });
  return {
    graph: { files, ...gathered, cycles },
    coverage: { read: sources.length - skipped.length, skipped },
  };
}

type NameModule = ((path: string) => string | null) | undefined;

function nameModules(shape: Shape, moduleOf: NameModule, byLayout: NameModule): GraphFile[] {
  return shape.sources.map(({ path, language }, at) => {
    const module = moduleOf?.(path) ?? byLayout?.(path) ?? shape.modules()[at]!;
    return { path, language, module };
  });
}

/** Whether imports that run lead elsewhere than in a tree with the same names. */
function turnsRuntime(last: LinkedTree, { links, relinked }: Linking): boolean {
  if (relinked === null) return true;
  const targets = (at: number, all: LinkedTree['links']) =>
    (all[at]?.edges ?? []).filter(({ typeOnly }) => !typeOnly).map(({ to }) => to);
  return relinked.some((at) => {
    const [was, is] = [targets(at, last.links), targets(at, links)];
    return was.length !== is.length || was.some((to, index) => to !== is[index]);
  });
}

/** Edges between the nodes that files are part of: a cycle of Go's is one of packages. */
function betweenNodes(edges: readonly Edge[]): Edge[] {
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

interface Built {
  attributesOf: Tree;
  outset: Outset;
  linked: LinkedTree;
  files: GraphFile[];
  naming: { moduleOf: NameModule; byLayout: NameModule };
}

/** What the tree built before with the same extracts left for the next one: base and head have most in common. */
const lastTrees = new WeakMap<Extracts, Built>();
