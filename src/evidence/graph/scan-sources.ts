import type { BlobReading, Tree } from '../../source/tree.ts';
import type { Skipped } from '../evidence.ts';
import type { Extracts } from './extracts.ts';
import type { Source } from './list-sources.ts';

/** A file above it is data or a bundle; both would cost more than all other files together. */
export const largestFile = 1024 * 1024;
/** Paths read at once from a tree that cannot show them one by one: about a megabyte at the usual 5 KB each. */
const readAtOnce = 200;

/**
 * Scans every source whose extract is neither known nor in the cache while the next ones are being read; equal
 * blobs once. Answers what could not be read, sorted by path.
 */
export async function scanSources(
  tree: Tree,
  sources: readonly Source[],
  extracts: Extracts,
  areAll: boolean,
): Promise<Skipped[]> {
  await extracts.load(sources, areAll);
  const lacking = sources.filter((source) => extracts.get(source) === undefined);
  const wanted = new Map<string, Source>();
  for (const [, [first]] of Map.groupBy(lacking, keyOf))
    if (first !== undefined) wanted.set(first.path, first);
  const reasons = new Map<string, string>();
  await readEach(tree, wanted.keys(), (path, reading) => {
    const source = wanted.get(path);
    const reason = source === undefined ? null : scan(source, reading, extracts);
    if (source !== undefined && reason !== null) reasons.set(keyOf(source), reason);
  });
  await extracts.save();
  return lacking
    .filter((source) => extracts.get(source) === undefined)
    .map((source) => ({ path: source.path, reason: reasons.get(keyOf(source)) ?? 'not read: missing' }));
}

function keyOf({ kind, blob }: Source): string {
  return `${kind} ${blob}`;
}

/** Adds the extract; else says why there is none. */
function scan(source: Source, reading: BlobReading, extracts: Extracts): string | null {
  if (!reading.found) return reading.reason === 'too large' ? tooLarge : `not read: ${reading.reason}`;
  if (reading.bytes.length > largestFile) return tooLarge;
  extracts.add(source, source.grammar.scan(reading.bytes.toString('utf8'), source.dialect));
  return null;
}

/** Why the graph leaves out a file above `largestFile`. */
export const tooLarge = 'larger than 1 MiB';

/** Shows every path once, as it arrives where the tree can do that. */
export async function readEach(
  tree: Tree,
  paths: Iterable<string>,
  show: (path: string, reading: BlobReading) => void,
): Promise<void> {
  if (tree.readEach !== undefined) return tree.readEach(paths, show);
  const all = [...paths];
  for (let at = 0; at < all.length; at += readAtOnce) {
    const readings = await tree.readMany(all.slice(at, at + readAtOnce));
    for (const [path, reading] of readings) show(path, reading);
  }
}
