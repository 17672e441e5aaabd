import { createHash } from 'node:crypto';
import type { BlobReading, Tree, TreeEntry } from '../../src/source/tree.ts';

export type Files = Record<string, string>;

/** A double of a tree: files by path in memory. `reads` counts every blob that was read. */
export function inMemoryTree(files: Files): Tree & { reads: string[] } {
  const texts = new Map(Object.entries(files));
  const entries = new Map<string, TreeEntry>();
  for (const path of [...texts.keys()].sort())
    entries.set(path, { path, mode: '100644', blob: blobOf(files[path]!) });
  const reads: string[] = [];
  async function read(path: string): Promise<BlobReading> {
    const text = texts.get(path);
    if (text === undefined) return { found: false, reason: 'absent' };
    reads.push(path);
    return { found: true, bytes: Buffer.from(text) };
  }
  return {
    commit: blobOf(JSON.stringify(files)),
    entries,
    reads,
    read,
    async readMany(paths) {
      const readings = new Map<string, BlobReading>();
      // Backwards, since no order is promised.
      for (const path of [...paths].reverse()) readings.set(path, await read(path));
      return readings;
    },
  };
}

export function blobOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
