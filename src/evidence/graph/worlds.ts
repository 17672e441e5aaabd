import type { Tree } from '../../source/tree.ts';
import type { Extract, GraphLanguage, Resolver } from './imports/language.ts';
import type { Shape } from './list-shape.ts';
import type { Source } from './list-sources.ts';
import { largestFile, readEach } from './scan-sources.ts';

/**
 * What a resolver of one language may know of a tree beside its names: among trees with the same names, an import leads
 * to the same place in an equal world.
 */
export interface World {
  grammar: GraphLanguage;
  /** Blobs of the manifests that the resolver wants, in the order of their paths. */
  manifests: readonly string[];
  /** Sorted by path; a source that declares nothing may be missing. */
  declares: ReadonlyMap<string, readonly string[]>;
  /** Made when first needed: in a world without news nobody asks. */
  resolver: Promise<Resolver> | null;
  /** Whether every manifest was there to be read, as far as it was tried: a partial clone may lack one now, and have it later. */
  isWhole: boolean;
}

/** The languages of a shape whose manifests are those of the world before. */
export function unmovedWorlds(
  shape: Shape,
  last: ReadonlyMap<GraphLanguage, World>,
): Map<GraphLanguage, World> {
  const unmoved = new Map<GraphLanguage, World>();
  for (const [grammar, paths] of shape.manifests) {
    const world = last.get(grammar);
    const { entries } = shape.names;
    if (world?.manifests.every((blob, at) => entries.get(paths[at]!)!.blob === blob))
      unmoved.set(grammar, world);
  }
  return unmoved;
}

/** Whether sources that changed declare what they did. */
export function declareTheSame(
  { declares }: World,
  changed: readonly Source[],
  extractOf: (source: Source) => Extract | undefined,
): boolean {
  return changed.every((source) => {
    const was = declares.get(source.path) ?? [];
    const is = extractOf(source)?.declares ?? [];
    return was.length === is.length && was.every((name, at) => name === is[at]);
  });
}

/** The world of one language of a tree, all of whose sources were read as far as possible. */
export function readWorld(
  shape: Shape,
  grammar: GraphLanguage,
  extractOf: (source: Source) => Extract | undefined,
): World {
  const declares = new Map<string, readonly string[]>();
  for (const source of shape.sources) {
    if (source.grammar !== grammar) continue;
    const declared = extractOf(source)?.declares ?? [];
    if (declared.length > 0) declares.set(source.path, declared);
  }
  const manifests = manifestBlobs(shape, grammar);
  return { grammar, manifests, declares, resolver: null, isWhole: true };
}

export function manifestBlobs({ names, manifests }: Shape, grammar: GraphLanguage): string[] {
  return (manifests.get(grammar) ?? []).map((path) => names.entries.get(path)!.blob);
}

/** Reads the manifests of a world and makes its resolver, once. `paths` are all of the tree. */
export function resolverOf(
  world: World,
  tree: Tree,
  shape: Shape,
  paths: () => ReadonlySet<string>,
): Promise<Resolver> {
  world.resolver ??= createResolver(world, tree, shape, paths);
  return world.resolver;
}

async function createResolver(
  world: World,
  tree: Tree,
  shape: Shape,
  paths: () => ReadonlySet<string>,
): Promise<Resolver> {
  const { grammar, declares } = world;
  const texts = new Map<string, string>();
  const wanted = shape.manifests.get(grammar) ?? [];
  await readEach(tree, wanted, (path, reading) => {
    if (!reading.found && reading.reason === 'missing') world.isWhole = false;
    if (reading.found && reading.bytes.length <= largestFile) texts.set(path, reading.bytes.toString('utf8'));
  });
  // Readings arrive in any order; whoever looks through them needs one.
  const sorted = new Map<string, string>();
  for (const path of wanted) {
    const text = texts.get(path);
    if (text !== undefined) sorted.set(path, text);
  }
  const sources = new Set<string>();
  for (const source of shape.sources) if (source.grammar === grammar) sources.add(source.path);
  return grammar.createResolver({ paths: paths(), sources, manifests: sorted, declares });
}
