import { createHash } from 'node:crypto';
import type { Extract } from './imports/language.ts';

/**
 * The cache's shelf for packs. The number grows with their form; that of an extract is part of a pack's key.
 * A folder of facts gives each pack a file of its own.
 */
export const packKind = 'packs/1';

/** One chunk in about this many files ends. Larger chunks make fewer rows, smaller ones are written anew less. */
const filesInChunk = 128;
const mostFilesInChunk = 1024;

interface Packed {
  path: string;
  blob: string;
  kind: string;
}

/** Sources side by side whose extracts are kept together. */
export interface Chunk<T extends Packed> {
  /** SHA-256 over the kinds and blobs of its sources in order: what the extracts depend on. */
  key: string;
  sources: T[];
}

/**
 * Cuts sorted sources where the paths alone say: a file that comes or goes disturbs the chunk it is in, and no other
 * but the next where it was the cut.
 */
export function cutChunks<T extends Packed>(sources: readonly T[]): Chunk<T>[] {
  const chunks: Chunk<T>[] = [];
  let begin = 0;
  for (let at = 1; at <= sources.length; at++) {
    const isCut =
      at === sources.length ||
      at - begin === mostFilesInChunk ||
      hashOf(sources[at]!.path) % filesInChunk === 0;
    if (!isCut) continue;
    const part = sources.slice(begin, at);
    chunks.push({ key: keyOf(part), sources: part });
    begin = at;
  }
  return chunks;
}

/** A chunk of one source alone. */
export function chunkOf<T extends Packed>(source: T): Chunk<T> {
  return { key: keyOf([source]), sources: [source] };
}

function keyOf(sources: readonly Packed[]): string {
  const text = sources.map(({ kind, blob }) => `${kind} ${blob}\n`).join('');
  return createHash('sha256').update(text).digest('hex');
}

/** FNV-1a over UTF-16 code units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // The low bits of a product know the low bits of its factors only.
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * The extracts of a chunk in order, null for a file that could not be read, as JSON:
 * `[[text, …], [[declares, text, …, text, line * 2 + 1 when type-only, …] or 0, …]]`, where `declares` counts the
 * declared names that follow it, and texts stand as their index.
 */
export function encodePack(extracts: readonly (Extract | null)[]): string {
  const indices = new Map<string, number>();
  const indexOf = (text: string) => {
    const index = indices.get(text) ?? indices.size;
    indices.set(text, index);
    return index;
  };
  const rows = extracts.map((extract) => {
    if (extract === null) return 0;
    const row = [extract.declares.length];
    for (const name of extract.declares) row.push(indexOf(name));
    for (const { specifier, line, typeOnly } of extract.imports) {
      row.push(indexOf(specifier), line * 2 + (typeOnly ? 1 : 0));
    }
    return row;
  });
  return JSON.stringify([[...indices.keys()], rows]);
}

/** What `encodePack` was given; null when the text is anything else than a pack of that many extracts. */
export function decodePack(pack: string, count: number): (Extract | null)[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(pack);
  } catch {
    return null;
  }
  if (!Array.isArray(parsed)) return null;
  const [texts, rows]: unknown[] = parsed;
  if (!Array.isArray(texts) || !Array.isArray(rows) || rows.length !== count) return null;
  if (!texts.every((text) => typeof text === 'string')) return null;
  const extracts: (Extract | null)[] = [];
  for (const row of rows) {
    const extract = row === 0 ? null : readRow(row, texts);
    if (extract === undefined) return null;
    extracts.push(extract);
  }
  return extracts;
}

function readRow(row: unknown, texts: readonly string[]): Extract | undefined {
  if (!Array.isArray(row) || !row.every((value) => Number.isSafeInteger(value) && value >= 0))
    return undefined;
  const begin = 1 + (row[0] ?? Number.NaN);
  if (!(begin <= row.length) || (row.length - begin) % 2 !== 0) return undefined;
  const extract: Extract = { imports: [], declares: [] };
  for (let at = 1; at < begin; at++) extract.declares.push(texts[row[at]]!);
  for (let at = begin; at < row.length; at += 2) {
    const mark: number = row[at + 1];
    extract.imports.push({
      specifier: texts[row[at]]!,
      line: Math.floor(mark / 2),
      typeOnly: mark % 2 === 1,
    });
  }
  const isWhole =
    extract.imports.every(({ specifier }) => specifier !== undefined) &&
    extract.declares.every((name) => name !== undefined);
  return isWhole ? extract : undefined;
}
