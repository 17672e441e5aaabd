import type { Tree } from '../../source/tree.ts';
import type { Edge, LanguageResolution, PackageUse } from '../evidence.ts';
import type { Extracts } from './extracts.ts';
import type { GraphLanguage } from './imports/language.ts';
import { type FileLinks, linkFile } from './link-file.ts';
import type { Shape } from './list-shape.ts';
import { compare, type Source } from './list-sources.ts';
import type { ExternalImport, ModuleGraph, UnresolvedImport } from './module-graph.ts';
import { scanSources } from './scan-sources.ts';
import { declareTheSame, readWorld, resolverOf, unmovedWorlds, type World } from './worlds.ts';

/** The links of a tree's files, and the worlds that they were found in. */
export interface LinkedTree {
  shape: Shape;
  worlds: ReadonlyMap<GraphLanguage, World>;
  /** By the index of its sources; null for one that could not be read. */
  links: readonly (FileLinks | null)[];
  gathered: Links;
  /** Runtime cycles between nodes. */
  cycles: string[][];
}

/** Links of a tree, before its cycles are known. */
export interface Linking extends Omit<LinkedTree, 'gathered' | 'cycles'> {
  /** Sources that could not be read, sorted by path. */
  skipped: { path: string; reason: string }[];
  /** Indices of the sources whose links are not those of `last`; null where all may be others. */
  relinked: readonly number[] | null;
  /** Sources whose contents are others than in `last`. */
  changed: number;
}

/**
 * Reads and resolves every import of a tree. A file of `last`, a tree with the same names, that has not changed keeps its
 * links where the world of its language is the same, and is not read; where a manifest or a declaration changed, all of
 * that language are resolved anew, and without `last` all.
 */
export async function linkSources(input: {
  tree: Tree;
  shape: Shape;
  extracts: Extracts;
  nodeOf: (path: string) => string;
  last: LinkedTree | null;
}): Promise<Linking> {
  const { tree, shape, extracts, nodeOf, last } = input;
  const { sources } = shape;
  const extractOf = extracts.get;
  const worlds = unmovedWorlds(shape, last?.worlds ?? new Map());
  const isNew = ({ blob, grammar }: Source, at: number) =>
    !worlds.has(grammar) || last!.links[at] === null || last!.shape.sources[at]!.blob !== blob;
  let wanted = sources.filter(isNew);
  let skipped = await scanSources(tree, wanted, extracts, wanted.length === sources.length);
  const changed = Map.groupBy(wanted, ({ grammar }) => grammar);
  for (const [grammar, world] of worlds) {
    if (!declareTheSame(world, changed.get(grammar) ?? [], extractOf)) worlds.delete(grammar);
  }
  const isAnew = worlds.size < shape.manifests.size;
  if (isAnew && wanted.length < sources.length) {
    wanted = sources.filter(isNew);
    // As a whole, since the cache has them so.
    if (wanted.some((source) => extractOf(source) === undefined)) {
      skipped = await scanSources(tree, sources, extracts, true);
    }
  }
  for (const grammar of shape.manifests.keys()) {
    if (!worlds.has(grammar)) worlds.set(grammar, readWorld(shape, grammar, extractOf));
  }

  let allPaths: ReadonlySet<string> | null = null;
  const paths = () => {
    allPaths ??= new Set(tree.entries.keys());
    return allPaths;
  };
  const links: (FileLinks | null)[] = last === null ? sources.map(() => null) : [...last.links];
  const isWanted = new Set(wanted);
  const relinked: number[] = [];
  for (const [at, source] of sources.entries()) {
    if (!isWanted.has(source)) continue;
    const extract = extractOf(source);
    relinked.push(at);
    if (extract === undefined) links[at] = null;
    else {
      const resolver = await resolverOf(worlds.get(source.grammar)!, tree, shape, paths);
      const found = linkFile(source, nodeOf(source.path), extract, resolver);
      const before = last?.links[at];
      if (before && areEqual(before, found)) relinked.pop();
      else links[at] = found;
    }
  }
  return { shape, worlds, links, skipped, relinked: isAnew ? null : relinked, changed: wanted.length };
}

/** Most edits leave the imports alone. */
function areEqual(a: FileLinks, b: FileLinks): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export type Links = Pick<ModuleGraph, 'edges' | 'packages' | 'externals' | 'unresolved' | 'resolution'>;

/** Puts the links of files together. */
export function gatherLinks({ shape, links: all }: Pick<LinkedTree, 'shape' | 'links'>): Links {
  const edges: Edge[] = [];
  const externals: ExternalImport[] = [];
  const unresolved: UnresolvedImport[] = [];
  const users = new Map<string, Map<string, string[]>>();
  const shares = new Map<string, LanguageResolution>();
  for (const [at, { path, language, grammar }] of shape.sources.entries()) {
    const links = all[at];
    if (!links) continue;
    for (const edge of links.edges) edges.push(edge);
    for (const external of links.externals) externals.push(external);
    for (const one of links.unresolved) unresolved.push(one);
    const share = shares.get(language) ?? { language, imports: 0, unresolved: 0 };
    shares.set(language, share);
    share.imports += links.imports;
    share.unresolved += links.unresolved.length;
    if (links.packages.length === 0) continue;
    const byName = users.get(grammar.ecosystem) ?? new Map<string, string[]>();
    users.set(grammar.ecosystem, byName);
    for (const name of links.packages) {
      const from = byName.get(name);
      if (from === undefined) byName.set(name, [path]);
      else from.push(path);
    }
  }
  const packages: PackageUse[] = [];
  for (const [ecosystem, byName] of [...users].sort(([a], [b]) => compare(a, b))) {
    for (const [name, from] of [...byName].sort(([a], [b]) => compare(a, b))) {
      packages.push({ name, ecosystem, from });
    }
  }
  const resolution = [...shares.values()].sort((a, b) => compare(a.language, b.language));
  return { edges, packages, externals, unresolved, resolution };
}
