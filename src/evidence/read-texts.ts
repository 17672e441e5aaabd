import type { BlobReading, Tree } from '../source/tree.ts';
import type { Skipped } from './evidence.ts';

const largest = 1024 * 1024;
/** Paths in one request to git: bounds what stands in memory together. */
const batch = 200;

/**
 * The texts of files of a tree, by path, without a byte order mark. What is not there is left out; what cannot be read
 * (missing, binary, larger than `limit` bytes, 1 MiB when left out) is pushed to `skipped` with its reason.
 */
export async function readTexts(
  tree: Tree,
  paths: Iterable<string>,
  skipped: Skipped[],
  limit = largest,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const wanted = [...new Set(paths)].filter((path) => tree.entries.has(path));
  for (let at = 0; at < wanted.length; at += batch) {
    const part = wanted.slice(at, at + batch);
    const readings = await tree.readMany(part);
    for (const path of part) {
      const read = textOfReading(readings.get(path), limit);
      if ('reason' in read) skipped.push({ path, reason: read.reason });
      else texts.set(path, read.text);
    }
  }
  return texts;
}

/** A reading as text without a byte order mark, or why it is none of at most `limit` bytes. */
export function textOfReading(
  reading: BlobReading | undefined,
  limit: number,
): { text: string } | { reason: string } {
  if (!reading?.found) return { reason: `not read: ${reading?.reason ?? 'missing'}` };
  if (reading.bytes.length > limit) return { reason: `larger than ${Math.round(limit / 1024)} KiB` };
  if (reading.bytes.includes(0)) return { reason: 'holds NUL bytes: not readable as text' };
  return { text: reading.bytes.toString('utf8').replace(/^\uFEFF/, '') };
}
