import type { Tree } from '../../source/tree.ts';
import type { Edge, LanguageResolution, PackageUse } from '../evidence.ts';
import type { Extract, GraphLanguage } from './imports/language.ts';
import { type FileLinks, linkFile } from './link-file.ts';
import { compare, type Source } from './list-sources.ts';
import type { ExternalImport, ModuleGraph, UnresolvedImport } from './module-graph.ts';
import { type Names, readWorlds, resolverOf, type World } from './worlds.ts';

/** The links of a tree's files, and the worlds that they were found in. */
export interface LinkedTree {
  worlds: Map<GraphLanguage, World>;
  files: Map<string, LinkedFile>;
}

interface LinkedFile {
  source: Source;
  links: FileLinks;
}

/**
 * Resolves every import of a tree. A file of `last` that has not changed keeps its links where the world of its
 * language is the same; where a name, a manifest or a declaration changed, all of that language are resolved anew.
 */
export async function linkSources(input: {
  tree: Tree;
  names: Names;
  /** All that imports can lead to; those without an extract were not read. */
  sources: readonly Source[];
  extractOf: (source: Source) => Extract | undefined;
  nodeOf: (path: string) => string;
  last: LinkedTree | null;
}): Promise<LinkedTree> {
  const { tree, extractOf, nodeOf, last } = input;
  const byLanguage = Map.groupBy(input.sources, ({ grammar }) => grammar);
  const worlds = readWorlds({ ...input, sources: byLanguage, last: last?.worlds ?? new Map() });
  let allPaths: ReadonlySet<string> | null = null;
  const paths = () => {
    allPaths ??= new Set(tree.entries.keys());
    return allPaths;
  };
  const files = new Map<string, LinkedFile>();
  for (const [grammar, world] of worlds) {
    const isSame = last?.worlds.get(grammar) === world;
    const changed: Source[] = [];
    for (const source of byLanguage.get(grammar)!) {
      const before = isSame ? last.files.get(source.path) : undefined;
      if (before?.source.blob === source.blob) files.set(source.path, before);
      else if (extractOf(source) !== undefined) changed.push(source);
    }
    if (changed.length === 0) continue;
    const resolver = await resolverOf(world, tree, paths);
    for (const source of changed) {
      const links = linkFile(source, nodeOf(source.path), extractOf(source)!, resolver);
      files.set(source.path, { source, links });
    }
  }
  return { worlds, files };
}

type Links = Pick<ModuleGraph, 'edges' | 'packages' | 'externals' | 'unresolved' | 'resolution'>;

/** Puts the links of files together; `sources` sorted by path. */
export function gatherLinks(sources: readonly Source[], { files }: LinkedTree): Links {
  const edges: Edge[] = [];
  const externals: ExternalImport[] = [];
  const unresolved: UnresolvedImport[] = [];
  const users = new Map<string, Map<string, string[]>>();
  const shares = new Map<string, LanguageResolution>();
  for (const { path, language, grammar } of sources) {
    const links = files.get(path)?.links;
    if (links === undefined) continue;
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
