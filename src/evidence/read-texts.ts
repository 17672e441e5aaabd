import type { Tree } from '../source/tree.ts';
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
      const reading = readings.get(path);
      if (!reading?.found) skipped.push({ path, reason: `not read: ${reading?.reason ?? 'missing'}` });
      else if (reading.bytes.length > limit) {
        skipped.push({ path, reason: `larger than ${Math.round(limit / 1024)} KiB` });
      } else if (reading.bytes.includes(0))
        skipped.push({ path, reason: 'holds NUL bytes: not readable as text' });
      else texts.set(path, reading.bytes.toString('utf8').replace(/^\uFEFF/, ''));
    }
  }
  return texts;
}
