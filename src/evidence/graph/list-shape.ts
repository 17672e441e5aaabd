import { createHash, type Hash } from 'node:crypto';
import type { Tree, TreeEntry } from '../../source/tree.ts';
import type { GraphLanguage } from './imports/language.ts';
import { isFile, type Listing, type Source } from './list-sources.ts';
import { moduleNamer } from './module-of.ts';

/** Every name of a tree, and who says which of them are foreign. */
export interface Names {
  entries: ReadonlyMap<string, TreeEntry>;
  listing: Listing;
}

/** What the names of a tree alone decide: which of them are sources, and which the resolvers want to read. */
export interface Shape {
  names: Names;
  /** Sorted by path, with the blobs of this tree. */
  sources: readonly Source[];
  /** Paths of the manifests of each language that has sources, sorted. */
  manifests: ReadonlyMap<GraphLanguage, readonly string[]>;
  /** The module of each source by the layout of the tree. Asking for it the first time costs more than all else here. */
  modules(): readonly string[];
}

/** Asks every name of a tree what it is. */
export function listShape(tree: Tree, listing: Listing): Shape {
  const sources = listing.sources(tree);
  const manifests = new Map<GraphLanguage, string[]>();
  for (const { grammar } of sources) if (!manifests.has(grammar)) manifests.set(grammar, []);
  for (const { path, mode } of tree.entries.values()) {
    if (!isFile(mode)) continue;
    for (const [grammar, paths] of manifests) {
      if (grammar.isManifest(path) && !listing.isForeign(path)) paths.push(path);
    }
  }
  for (const paths of manifests.values()) paths.sort();
  let modules: string[] | null = null;
  return {
    names: { entries: tree.entries, listing },
    sources,
    manifests,
    modules() {
      if (modules === null) {
        const moduleOf = moduleNamer(tree.entries.keys());
        modules = sources.map(({ path }) => moduleOf(path));
      }
      return modules;
    },
  };
}

/** The same shape for a tree with the same names: what it has of the other's blobs stays the same objects. */
export function shapeLike(other: Shape, tree: Tree): Shape {
  const sources = other.sources.map((source) => {
    const { blob } = tree.entries.get(source.path)!;
    return blob === source.blob ? source : { ...source, blob };
  });
  return { ...other, names: { entries: tree.entries, listing: other.names.listing }, sources };
}

/** Whether two trees have the same files by name and mode, whatever is in them, and the same are foreign. */
export function haveSameNames(a: Names, b: Names): boolean {
  if (a === b) return true;
  if (a.listing.key !== b.listing.key || a.entries.size !== b.entries.size) return false;
  if (a.entries === b.entries) return true;
  const others = b.entries.values();
  for (const entry of a.entries.values()) {
    const other = others.next().value;
    if (other === entry) continue;
    if (other === undefined || other.path !== entry.path || other.mode !== entry.mode) return false;
  }
  return true;
}

/** SHA-256 over all that `haveSameNames` compares, in order: the same in another run. */
export function keyOfNames({ entries, listing }: Names): string {
  const hash = createHash('sha256').update(`names ${listing.key}\n`);
  update(hash, entries.values(), ({ mode, path }) => `${mode} ${path}\0`);
  return hash.digest('hex');
}

/** SHA-256 over the names, by their key, and the contents of all manifests: what a resolver may know but declarations. */
export function keyOfWorlds(keyOfNames: string, { manifests, names }: Shape): string {
  const hash = createHash('sha256').update(`worlds ${keyOfNames}\n`);
  // Which they are follows from the names.
  for (const paths of manifests.values()) update(hash, paths, (path) => `${names.entries.get(path)!.blob}\n`);
  return hash.digest('hex');
}

function update<T>(hash: Hash, all: Iterable<T>, textOf: (one: T) => string): void {
  let text = '';
  for (const one of all) {
    text += textOf(one);
    if (text.length < 65_536) continue;
    hash.update(text);
    text = '';
  }
  hash.update(text);
}
