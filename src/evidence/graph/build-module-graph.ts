import { isGenerated } from '../../source/generated.ts';
import { generatedByAttributes } from '../../source/generated-attributes.ts';
import type { Tree, TreeEntry } from '../../source/tree.ts';
import type { FactCache } from '../detector.ts';
import type { Coverage, Edge, LanguageResolution, PackageUse, Skipped } from '../evidence.ts';
import { createExtracts, type Extracts } from './extracts.ts';
import { findCycles } from './find-cycles.ts';
import type { GraphLanguage, Resolver } from './imports/language.ts';
import { languages } from './imports/languages.ts';
import type { ExternalImport, GraphFile, ModuleGraph, UnresolvedImport } from './module-graph.ts';
import { moduleNamer } from './module-of.ts';

/** A file above it is data or a bundle; both would cost more than all other files together. */
const largestFile = 1024 * 1024;
/** Blobs read at once: at the usual 5 KB each about a megabyte in memory. */
const batch = 200;

interface Source {
  path: string;
  blob: string;
  language: string;
  dialect: string;
  grammar: GraphLanguage;
}

/** The module graph of one tree, and what of it could not be read. */
export interface GraphReading {
  graph: ModuleGraph;
  coverage: Coverage;
}

/**
 * Builds the import graph of a tree: every file of a language in `languages.ts` that is neither generated nor
 * vendored, with edges resolved over the tree alone. Give the same `extracts` for several trees of one run, so that
 * equal blobs are read once; a `cache` keeps them between runs. `moduleOf` names modules where the layout does not (null:
 * the layout does). `attributesOf` is the tree whose .gitattributes say what
 * is generated, for a tree whose own must not be believed. Throws only when the tree cannot be read at all.
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
  const marked = await generatedByAttributes(options.attributesOf ?? tree);
  const isForeign = (path: string) => marked(path) ?? isGenerated(path);
  const listed = listSources(tree, isForeign);
  const skipped = await extract(tree, listed, extracts);
  const unread = new Set(skipped.map(({ path }) => path));
  const sources = listed.filter(({ path }) => !unread.has(path));
  // A file that could not be read still stands where imports lead to.
  const resolvers = await createResolvers(tree, listed, extracts, isForeign);
  const links = link(sources, extracts, resolvers);

  const nameModule = moduleNamer(tree.entries.keys());
  const files: GraphFile[] = listed.map(({ path, language }) => ({
    path,
    language,
    module: options.moduleOf?.(path) ?? nameModule(path),
  }));
  return {
    graph: { files, ...links, cycles: findCycles(betweenNodes(links.edges)) },
    coverage: { read: sources.length, skipped },
  };
}

/** Edges between the nodes that files are part of: a cycle of Go's is one of packages. */
export function betweenNodes(edges: readonly Edge[]): Edge[] {
  return edges.map((edge) => {
    const from = nodeOf(edge.from);
    return from === edge.from ? edge : { ...edge, from };
  });
}

/** The node of the graph that a file is part of: itself, or its folder where the language compiles folders as one. */
export function nodeOf(path: string): string {
  for (const { classify, nodeOf } of foldersAreNodes) if (classify(path) !== null) return nodeOf!(path);
  return path;
}

const foldersAreNodes = languages.filter(({ nodeOf }) => nodeOf !== undefined);

function listSources(tree: Tree, isForeign: (path: string) => boolean): Source[] {
  const sources: Source[] = [];
  for (const { path, mode, blob } of tree.entries.values()) {
    if (!isFile(mode)) continue;
    for (const grammar of languages) {
      const found = grammar.classify(path);
      if (found === null) continue;
      if (!isForeign(path)) sources.push({ path, blob, ...found, grammar });
      break;
    }
  }
  return sources.sort((a, b) => compare(a.path, b.path));
}

function isFile(mode: TreeEntry['mode']): boolean {
  return mode.startsWith('100');
}

/** Names the cache's shelf: it changes with the way of scanning, and with the version of what it gives. */
function kindOf({ grammar, dialect }: Source): string {
  return `imports/${dialect}/${grammar.version}`;
}

/** Scans every source whose extract is not known, in batches; answers what could not be read. */
async function extract(tree: Tree, sources: readonly Source[], extracts: Extracts): Promise<Skipped[]> {
  const byKind = Map.groupBy(sources, kindOf);
  const skipped: Skipped[] = [];
  for (const [kind, all] of byKind) {
    await extracts.load(kind, [...new Set(all.map(({ blob }) => blob))]);
    const wanted = all.filter(({ blob }) => extracts.get(kind, blob) === undefined);
    for (let at = 0; at < wanted.length; at += batch) {
      const part = wanted.slice(at, at + batch);
      const readings = await tree.readMany(part.map(({ path }) => path));
      for (const { path, blob, grammar, dialect } of part) {
        const reading = readings.get(path);
        if (!reading?.found) skipped.push({ path, reason: unreadable(reading?.reason) });
        else if (reading.bytes.length > largestFile) skipped.push({ path, reason: 'larger than 1 MiB' });
        else extracts.add(kind, blob, grammar.scan(reading.bytes.toString('utf8'), dialect));
      }
    }
  }
  await extracts.save();
  return skipped.sort((a, b) => compare(a.path, b.path));
}

function unreadable(reason: string | undefined): string {
  return reason === 'too large' ? 'larger than 1 MiB' : `not read: ${reason ?? 'missing'}`;
}

async function createResolvers(
  tree: Tree,
  sources: readonly Source[],
  extracts: Extracts,
  isForeign: (path: string) => boolean,
): Promise<Map<GraphLanguage, Resolver>> {
  const paths = new Set(tree.entries.keys());
  const resolvers = new Map<GraphLanguage, Resolver>();
  for (const [grammar, own] of Map.groupBy(sources, (source) => source.grammar)) {
    const wanted: string[] = [];
    for (const { path, mode } of tree.entries.values()) {
      if (isFile(mode) && grammar.isManifest(path) && !isForeign(path)) wanted.push(path);
    }
    const manifests = new Map<string, string>();
    for (let at = 0; at < wanted.length; at += batch) {
      const readings = await tree.readMany(wanted.slice(at, at + batch));
      for (const [path, reading] of readings) {
        if (reading.found && reading.bytes.length <= largestFile) {
          manifests.set(path, reading.bytes.toString('utf8'));
        }
      }
    }
    // Readings arrive in any order; whoever looks through them needs one.
    const sorted = new Map([...manifests].sort(([a], [b]) => compare(a, b)));
    const declares = new Map<string, readonly string[]>();
    for (const source of own) {
      const declared = extracts.get(kindOf(source), source.blob)?.declares ?? [];
      if (declared.length > 0) declares.set(source.path, declared);
    }
    const input = { paths, sources: new Set(own.map(({ path }) => path)), manifests: sorted, declares };
    resolvers.set(grammar, grammar.createResolver(input));
  }
  return resolvers;
}

type Links = Pick<ModuleGraph, 'edges' | 'packages' | 'externals' | 'unresolved' | 'resolution'>;

function link(
  sources: readonly Source[],
  extracts: Extracts,
  resolvers: ReadonlyMap<GraphLanguage, Resolver>,
): Links {
  const edges: Edge[] = [];
  const externals: ExternalImport[] = [];
  const users = new Map<string, Set<string>>();
  const unresolved: UnresolvedImport[] = [];
  const shares = new Map<string, LanguageResolution>();
  for (const source of sources) {
    const { path: from, grammar, language } = source;
    const resolver = resolvers.get(grammar)!;
    const targets = new Map<string, Edge>();
    const outside = new Map<string, ExternalImport>();
    const imports = extracts.get(kindOf(source), source.blob)?.imports ?? [];
    const share = shares.get(language) ?? { language, imports: 0, unresolved: 0 };
    shares.set(language, share);
    share.imports += imports.length;
    for (const { specifier, line, typeOnly } of imports) {
      const to = resolver.resolve(from, specifier);
      switch (to.kind) {
        case 'unresolved':
          share.unresolved++;
          unresolved.push({ from, specifier, line });
          break;
        case 'package':
        case 'builtin': {
          const name = to.kind === 'package' ? to.name : null;
          if (name !== null) {
            const key = `${grammar.ecosystem}\0${name}`;
            users.set(key, (users.get(key) ?? new Set()).add(from));
          }
          const { imported } = to;
          const known = outside.get(imported);
          if (known === undefined || (known.typeOnly && !typeOnly)) {
            const { prefix } = grammar;
            outside.set(imported, { from, imported, prefix, package: name, line, typeOnly });
          }
          break;
        }
        case 'file':
        case 'folder': {
          const known = targets.get(to.path);
          if (to.path === from || to.path === nodeOf(from)) break;
          if (known === undefined || (known.typeOnly && !typeOnly)) {
            targets.set(to.path, { from, to: to.path, line, typeOnly });
          }
        }
      }
    }
    for (const edge of [...targets.values()].sort((a, b) => compare(a.to, b.to))) edges.push(edge);
    for (const one of [...outside.values()].sort((a, b) => compare(a.imported, b.imported))) {
      externals.push(one);
    }
  }
  const packages: PackageUse[] = [...users]
    .sort(([a], [b]) => compare(a, b))
    .map(([key, from]) => {
      const [ecosystem = '', name = ''] = key.split('\0');
      return { name, ecosystem, from: [...from].sort() };
    });
  unresolved.sort((a, b) => compare(a.from, b.from) || a.line - b.line || compare(a.specifier, b.specifier));
  const resolution = [...shares.values()].sort((a, b) => compare(a.language, b.language));
  return { edges, packages, externals, unresolved, resolution };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
