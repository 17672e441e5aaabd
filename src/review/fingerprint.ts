import { createHash } from 'node:crypto';
import type { Fact } from '../evidence/evidence.ts';
import type { ChangedFile, Side } from '../source/change.ts';

export interface Identity {
  rule: string;
  /** Path with renames mapped back, see {@link stablePath}. */
  path: string;
  /** What the finding is about within the file, when it has a name: a package, a service, a field. */
  symbol: string;
  quote: string;
}

/**
 * The identity of a finding over rounds: 16 hexadecimal digits of SHA-256 over rule, path, symbol and the quote with
 * white space collapsed. No line number, so that shifted lines keep it. `ordinal` tells the same finding on equal
 * lines of one file apart, counted from 0 in the order of lines.
 */
export function fingerprint({ rule, path, symbol, quote }: Identity, ordinal = 0): string {
  const parts = [rule, path, symbol, quote.replace(/\s+/g, ' ').trim(), ordinal];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/**
 * Where the file stood at the merge base, so that a rename in a later round does not make its findings new.
 * A copy is a file of its own.
 */
export function stablePath(path: string, side: Side, files: ReadonlyMap<string, ChangedFile>): string {
  const file = side === 'RIGHT' ? files.get(path) : undefined;
  return file?.status === 'renamed' && file.previousPath !== null ? file.previousPath : path;
}

/** The name a fact is about, from its data; empty when it has none. */
export function symbolOf({ data }: Fact): string {
  for (const key of ['symbol', 'decision', 'element', 'package', 'name', 'to', 'service', 'field', 'path']) {
    const value = data[key];
    if (typeof value === 'string') return value;
  }
  return [data['table'], data['column']].filter((name) => typeof name === 'string').join('.');
}

/** Lower-case words joined by hyphens, at most 80 characters; `untitled` when nothing is left. */
export function slug(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-');
  return words.slice(0, 80).toWellFormed().replace(/^-|-$/g, '') || 'untitled';
}
