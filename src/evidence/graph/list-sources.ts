import { createHash } from 'node:crypto';
import { isGenerated } from '../../source/generated.ts';
import { generatedByAttributes } from '../../source/generated-attributes.ts';
import type { Tree, TreeEntry } from '../../source/tree.ts';
import type { GraphLanguage } from './imports/language.ts';
import { languages } from './imports/languages.ts';

/** A file of the graph, before anything of its content is known. */
export interface Source {
  path: string;
  blob: string;
  language: string;
  dialect: string;
  grammar: GraphLanguage;
  /** Names the cache's shelf: it changes with the way of scanning, and with the version of what it gives. */
  kind: string;
}

/** Which files of a tree belong to the graph; one listing can serve several trees, and asks once for each path. */
export interface Listing {
  /** SHA-256 over the .gitattributes that it follows, and their places. */
  key: string;
  /** Sorted by path. */
  sources(tree: Tree): Source[];
  /** Whether somebody else wrote the file: a generator, or another project. */
  isForeign(path: string): boolean;
}

type Claim = Omit<Source, 'path' | 'blob'>;

/** Reads what `attributesOf` says about generated files. */
export async function createListing(attributesOf: Tree): Promise<Listing> {
  const marked = await generatedByAttributes(attributesOf);
  const key = await keyOfAttributes(attributesOf);
  const claims = new Map<string, Claim | null>();
  const kinds = new Map<string, string>();
  const isForeign = (path: string) => marked(path) ?? isGenerated(path);

  function claim(path: string): Claim | null {
    for (const grammar of languages) {
      const found = grammar.classify(path);
      if (found === null) continue;
      if (isForeign(path)) return null;
      const kind = kindOf(found.dialect, grammar);
      const known = kinds.get(kind) ?? kind;
      kinds.set(known, known);
      return { language: found.language, dialect: found.dialect, grammar, kind: known };
    }
    return null;
  }

  return {
    key,
    isForeign,
    sources(tree) {
      const sources: Source[] = [];
      for (const { path, mode, blob } of tree.entries.values()) {
        if (!isFile(mode)) continue;
        let known = claims.get(path);
        if (known === undefined) {
          known = claim(path);
          claims.set(path, known);
        }
        if (known === null) continue;
        const { language, dialect, grammar, kind } = known;
        sources.push({ path, blob, language, dialect, grammar, kind });
      }
      return sources.sort((a, b) => compare(a.path, b.path));
    },
  };
}

/** By content and not by blob: one that a partial clone lacks may be there another time. */
async function keyOfAttributes(tree: Tree): Promise<string> {
  const hash = createHash('sha256');
  const files = [...tree.entries.keys()].filter((path) => path.endsWith('.gitattributes'));
  const readings = files.length === 0 ? null : await tree.readMany(files);
  for (const file of files) {
    const reading = readings?.get(file);
    const length = reading?.found ? reading.bytes.length : -1;
    hash.update(`${file}\0${length}\n`);
    if (reading?.found) hash.update(reading.bytes);
  }
  return hash.digest('hex');
}

/** Names the cache's shelf for extracts: it changes with the way of scanning, and with the version of what it gives. */
export function kindOf(dialect: string, { version }: GraphLanguage): string {
  return `imports/${dialect}/${version}`;
}

export function isFile(mode: TreeEntry['mode']): boolean {
  return mode.startsWith('100');
}

/** The order of paths and names: by UTF-16 code units. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
