import type { Tree, TreeEntry } from '../../source/tree.ts';
import type { Extract, GraphLanguage, Resolver } from './imports/language.ts';
import { isFile, type Listing, type Source } from './list-sources.ts';
import { largestFile, readEach } from './scan-sources.ts';

/** Every name of a tree, and who says which of them are foreign. */
export interface Names {
  entries: ReadonlyMap<string, TreeEntry>;
  listing: Listing;
}

/** All that a resolver of one language may know of a tree: in an equal world an import leads to the same place. */
export interface World {
  grammar: GraphLanguage;
  names: Names;
  /** The files of the graph in this language, sorted by path. */
  sources: readonly Source[];
  /** Manifests that the resolver wants, with their blobs, sorted by path. */
  manifests: readonly { path: string; blob: string }[];
  declares: ReadonlyMap<string, readonly string[]>;
  /** Made when first needed: in a world without news nobody asks. */
  resolver: Promise<Resolver> | null;
}

/** The world of each language that has sources in the tree; those of `last` that are equal stay the same objects. */
export function readWorlds(input: {
  names: Names;
  sources: ReadonlyMap<GraphLanguage, readonly Source[]>;
  extractOf: (source: Source) => Extract | undefined;
  last: ReadonlyMap<GraphLanguage, World>;
}): Map<GraphLanguage, World> {
  const { names, extractOf, last } = input;
  const worlds = new Map<GraphLanguage, World>();
  // The worlds of one tree share its names.
  const compared = new Map<Names, boolean>();
  const sameNames = (world: World) => {
    const known = compared.get(world.names) ?? haveSameNames(world.names, names);
    compared.set(world.names, known);
    return known;
  };
  for (const [grammar, sources] of input.sources) {
    const known = last.get(grammar);
    const before = known !== undefined && sameNames(known) ? known : null;
    const paths = before?.manifests.map(({ path }) => path) ?? manifestPaths(grammar, names);
    const declares = new Map<string, readonly string[]>();
    for (const source of sources) {
      const declared = extractOf(source)?.declares ?? [];
      if (declared.length > 0) declares.set(source.path, declared);
    }
    const manifests = paths.map((path) => ({ path, blob: names.entries.get(path)!.blob }));
    const world: World = { grammar, names, sources, manifests, declares, resolver: null };
    worlds.set(grammar, before !== null && isEqual(before, world) ? before : world);
  }
  return worlds;
}

/** Reads the manifests of a world and makes its resolver, once. */
export function resolverOf(world: World, tree: Tree, paths: () => ReadonlySet<string>): Promise<Resolver> {
  world.resolver ??= createResolver(world, tree, paths);
  return world.resolver;
}

async function createResolver(
  { grammar, sources, manifests, declares }: World,
  tree: Tree,
  paths: () => ReadonlySet<string>,
): Promise<Resolver> {
  const texts = new Map<string, string>();
  const wanted = manifests.map(({ path }) => path);
  await readEach(tree, wanted, (path, reading) => {
    if (reading.found && reading.bytes.length <= largestFile) texts.set(path, reading.bytes.toString('utf8'));
  });
  // Readings arrive in any order; whoever looks through them needs one.
  const sorted = new Map<string, string>();
  for (const path of wanted) {
    const text = texts.get(path);
    if (text !== undefined) sorted.set(path, text);
  }
  return grammar.createResolver({
    paths: paths(),
    sources: new Set(sources.map(({ path }) => path)),
    manifests: sorted,
    declares,
  });
}

function manifestPaths(grammar: GraphLanguage, { entries, listing }: Names): string[] {
  const wanted: string[] = [];
  for (const { path, mode } of entries.values()) {
    if (isFile(mode) && grammar.isManifest(path) && !listing.isForeign(path)) wanted.push(path);
  }
  return wanted.sort();
}

/** Then both have the same sources and manifests, but for their contents. */
function haveSameNames(a: Names, b: Names): boolean {
  if (a === b) return true;
  if (a.listing !== b.listing || a.entries.size !== b.entries.size) return false;
  const others = b.entries.values();
  for (const { path, mode } of a.entries.values()) {
    const other = others.next().value;
    if (other === undefined || other.path !== path || other.mode !== mode) return false;
  }
  return true;
}

function isEqual(a: World, b: World): boolean {
  if (a.declares.size !== b.declares.size) return false;
  if (!a.manifests.every(({ blob }, index) => blob === b.manifests[index]!.blob)) return false;
  for (const [path, names] of a.declares) {
    const others = b.declares.get(path);
    if (others === names) continue;
    if (others?.length !== names.length || !names.every((name, at) => name === others[at])) return false;
  }
  return true;
}
