import type { Edge } from '../evidence.ts';
import { languages } from './imports/languages.ts';
import type { FileLinks } from './link-file.ts';
import type { Shape } from './list-shape.ts';
import { kindOf, type Source } from './list-sources.ts';
import type { ExternalImport, UnresolvedImport } from './module-graph.ts';

/** What is kept of a linked tree, by the index of its sources. */
export interface Snapshot {
  /** Blobs of the sources that links and declarations were read from. */
  blobs: readonly string[];
  /** Null for a source that could not be read. */
  links: readonly (FileLinks | null)[];
  /** By path, sorted; only of sources that declare something. */
  declares: ReadonlyMap<string, readonly string[]>;
  cycles: string[][];
}

/**
 * A shape as JSON: `[[[language, dialect, index of the grammar], …], [entry, claim, …], [[grammar, entry, …], …], [module, …], [index of a source's module, …]]`, where
 * entries and claims stand as their index.
 */
export function encodeShape({ names, sources, manifests, modules }: Shape): string {
  const indices = new Map<string, number>();
  for (const path of names.entries.keys()) indices.set(path, indices.size);
  const claims = new Map<string, number>();
  const rows: number[] = [];
  for (const { path, language, dialect, grammar } of sources) {
    const claim = JSON.stringify([language, dialect, languages.indexOf(grammar)]);
    const index = claims.get(claim) ?? claims.size;
    claims.set(claim, index);
    rows.push(indices.get(path)!, index);
  }
  const modulesSeen = new Map<string, number>();
  const owners = modules().map((module) => {
    const index = modulesSeen.get(module) ?? modulesSeen.size;
    modulesSeen.set(module, index);
    return index;
  });
  const wanted = [...manifests].map(([grammar, paths]) => [
    languages.indexOf(grammar),
    ...paths.map((path) => indices.get(path)!),
  ]);
  return JSON.stringify([
    [...claims.keys()].map((claim) => JSON.parse(claim)),
    rows,
    wanted,
    [...modulesSeen.keys()],
    owners,
  ]);
}

type Stored = [[string, string, number][], number[], number[][], string[], number[]];

/** What `encodeShape` was given, for a tree with the same names; null when the text is anything else. */
export function decodeShape(text: string, names: Shape['names']): Shape | null {
  try {
    const [claims, rows, wanted, modulesSeen, owners]: Stored = JSON.parse(text);
    const entries = [...names.entries.values()];
    const known = claims.map(([language, dialect, index]) => {
      const grammar = must(languages[index]);
      return {
        language: string(language),
        dialect: string(dialect),
        grammar,
        kind: kindOf(dialect, grammar),
      };
    });
    const sources: Source[] = [];
    for (let at = 0; at < rows.length; at += 2) {
      const { path, blob } = must(entries[rows[at]!]);
      const { language, dialect, grammar, kind } = must(known[rows[at + 1]!]);
      sources.push({ path, blob, language, dialect, grammar, kind });
    }
    const manifests = wanted.map(
      ([index, ...own]) => [must(languages[index!]), own.map((at) => must(entries[at]).path)] as const,
    );
    const modules = owners.map((at) => string(modulesSeen[at]));
    const isSorted = sources.every((source, at) => at === 0 || sources[at - 1]!.path < source.path);
    return isSorted && modules.length === sources.length
      ? { names, sources, manifests: new Map(manifests), modules: () => modules }
      : null;
  } catch {
    return null;
  }
}

/**
 * A snapshot as JSON: `[[text, …], [blob, …], [number, …], [[node, …], …]]`. The numbers are those of one source after
 * the other: 0 when it was not read, else its imports + 1; then, each after its count, edges (node, mark), externals
 * (text, package's text + 1 or 0, mark), packages (text), unresolved (text, line) and what it declares (text). A text
 * stands as its index, a node as twice the index of a source or twice that of a text + 1, a mark is the line twice, + 1
 * when type-only.
 */
export function encodeSnapshot(sources: readonly Source[], snapshot: Snapshot): string {
  const sourceIndices = new Map<string, number>();
  for (const { path } of sources) sourceIndices.set(path, sourceIndices.size);
  const texts = new Map<string, number>();
  const textOf = (text: string) => {
    const index = texts.get(text) ?? texts.size;
    if (index === texts.size) texts.set(text, index);
    return index;
  };
  const nodeOf = (path: string) => {
    const index = sourceIndices.get(path);
    return index === undefined ? textOf(path) * 2 + 1 : index * 2;
  };
  const markOf = ({ line, typeOnly }: { line: number; typeOnly: boolean }) => line * 2 + (typeOnly ? 1 : 0);
  const numbers: number[] = [];
  for (const [at, { path }] of sources.entries()) {
    const links = snapshot.links[at];
    if (!links) {
      numbers.push(0);
      continue;
    }
    numbers.push(links.imports + 1, links.edges.length);
    for (const edge of links.edges) numbers.push(nodeOf(edge.to), markOf(edge));
    numbers.push(links.externals.length);
    for (const external of links.externals) {
      const owner = external.package === null ? 0 : textOf(external.package) + 1;
      numbers.push(textOf(external.imported), owner, markOf(external));
    }
    numbers.push(links.packages.length);
    for (const name of links.packages) numbers.push(textOf(name));
    numbers.push(links.unresolved.length);
    for (const { specifier, line } of links.unresolved) numbers.push(textOf(specifier), line);
    const declares = snapshot.declares.get(path) ?? [];
    numbers.push(declares.length);
    for (const name of declares) numbers.push(textOf(name));
  }
  const cycles = snapshot.cycles.map((members) => members.map(nodeOf));
  return JSON.stringify([[...texts.keys()], snapshot.blobs, numbers, cycles]);
}

/** What `encodeSnapshot` was given for the same sources but for their blobs; null when the text is anything else. */
export function decodeSnapshot(text: string, sources: readonly Source[]): Snapshot | null {
  try {
    const [texts, blobs, numbers, cycles]: [string[], string[], number[], number[][]] = JSON.parse(text);
    if (blobs.length !== sources.length) return null;
    for (const one of texts) string(one);
    for (const one of blobs) string(one);
    let at = 0;
    const next = () => {
      const number = numbers[at++];
      if (number === undefined || !(number >= 0)) throw new Error('ends early');
      return number;
    };
    const nextText = () => must(texts[next()]);
    const nodeOf = (node: number) =>
      node % 2 === 0 ? must(sources[node / 2]).path : must(texts[(node - 1) / 2]);
    const links: (FileLinks | null)[] = [];
    const declares = new Map<string, string[]>();
    for (const { path: from, grammar } of sources) {
      const imports = next() - 1;
      if (imports === -1) {
        links.push(null);
        continue;
      }
      const edges: Edge[] = [];
      for (let count = next(); count > 0; count--) {
        const to = nodeOf(next());
        const mark = next();
        edges.push({ from, to, line: mark >>> 1, typeOnly: mark % 2 === 1 });
      }
      const externals: ExternalImport[] = [];
      for (let count = next(); count > 0; count--) {
        const imported = nextText();
        const owner = next();
        const mark = next();
        const { prefix } = grammar;
        const name = owner === 0 ? null : must(texts[owner - 1]);
        externals.push({ from, imported, prefix, package: name, line: mark >>> 1, typeOnly: mark % 2 === 1 });
      }
      const packages: string[] = [];
      for (let count = next(); count > 0; count--) packages.push(nextText());
      const unresolved: UnresolvedImport[] = [];
      for (let count = next(); count > 0; count--)
        unresolved.push({ from, specifier: nextText(), line: next() });
      const declared: string[] = [];
      for (let count = next(); count > 0; count--) declared.push(nextText());
      if (declared.length > 0) declares.set(from, declared);
      links.push({ edges, externals, packages, unresolved, imports });
    }
    if (at !== numbers.length) return null;
    return { blobs, links, declares, cycles: cycles.map((members) => members.map(nodeOf)) };
  } catch {
    return null;
  }
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('leads to nothing');
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw new Error('is no text');
  return value;
}
