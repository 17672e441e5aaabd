import { folderOf } from '../graph/paths.ts';
import { type CompiledGlob, matchCompiled, matchPattern, type Pattern } from './compile-glob.ts';

/** Which of many globs a path fits. Every path is compared once; globs by their numbers, in the order of adding. */
export interface GlobIndex {
  /** Adds a glob, or finds it again; all have to be added before the first path is asked for. */
  add(glob: CompiledGlob, key: string): number;
  /** Sorted numbers of the globs that fit; equal lists are the same array. */
  hits(path: string): readonly number[];
  /** What the captures of a glob hold, joined by `:`; null when it does not fit. */
  instance(glob: number, path: string): string | null;
}

interface Candidates {
  /** Fit whatever the file is called. */
  sure: number[];
  others: { number: number; pattern: Pattern }[];
}

/**
 * An index by the literal folder that globs begin with, so that a path is compared with the few globs that may fit:
 * 20,000 files and 400 globs in some 20 milliseconds.
 */
export function createGlobIndex(): GlobIndex {
  const globs: CompiledGlob[] = [];
  const numbers = new Map<string, number>();
  const byPrefix = new Map<string, { number: number; pattern: Pattern }[]>();
  const byFolder = new Map<string, Candidates>();
  const byPath = new Map<string, readonly number[]>();
  const lists = new Map<string, readonly number[]>();
  const instances = new Map<number, Map<string, string | null>>();

  function candidatesIn(folder: string): Candidates {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const above: Candidates = folder === '' ? { sure: [], others: [] } : candidatesIn(folderOf(folder));
    const found: Candidates = { sure: [...above.sure], others: [...above.others] };
    for (const { number, pattern } of byPrefix.get(folder) ?? []) {
      if (pattern.whole) found.sure.push(number);
      else if (pattern.rest.length > 0) found.others.push({ number, pattern });
    }
    byFolder.set(folder, found);
    return found;
  }

  function compute(path: string): readonly number[] {
    const { sure, others } = candidatesIn(folderOf(path));
    const found = new Set(sure);
    for (const { number, pattern } of others) {
      if (!found.has(number) && matchPattern(pattern, path) !== null) found.add(number);
    }
    // A folder's own path, and a file without signs.
    for (const { number, pattern } of byPrefix.get(path) ?? []) {
      if (path !== '' && matchPattern(pattern, path) !== null) found.add(number);
    }
    const sorted = [...found].sort((a, b) => a - b);
    const key = sorted.join();
    const same = lists.get(key);
    if (same !== undefined) return same;
    lists.set(key, sorted);
    return sorted;
  }

  return {
    add(glob, key) {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = globs.push(glob) - 1;
      numbers.set(key, number);
      for (const pattern of glob.patterns) {
        const list = byPrefix.get(pattern.prefix) ?? [];
        list.push({ number, pattern });
        byPrefix.set(pattern.prefix, list);
      }
      return number;
    },
    hits(path) {
      let found = byPath.get(path);
      if (found === undefined) {
        found = compute(path);
        byPath.set(path, found);
      }
      return found;
    },
    instance(number, path) {
      const known = instances.get(number) ?? new Map<string, string | null>();
      instances.set(number, known);
      let found = known.get(path);
      if (found === undefined) {
        found = matchCompiled(globs[number]!, path)?.join(':') ?? null;
        known.set(path, found);
      }
      return found;
    },
  };
}
