import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderBounds {
  /** Bytes of all files below the folder that stay. */
  maxBytes: number;
  /** A file that was not written or marked as used for longer goes. */
  maxAgeMilliseconds: number;
}

/**
 * Removes files below a folder until its bounds hold: first those unused for too long, then the longest unused. What
 * cannot be read or removed stays; several sweeps at once do no harm. Never throws.
 */
export async function sweepFolder(directory: string, bounds: FolderBounds): Promise<void> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: { path: string; bytes: number; used: number }[] = [];
  for (const entry of found) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const status = await stat(path).catch(() => null);
    if (status !== null) files.push({ path, bytes: status.size, used: status.mtimeMs });
  }
  files.sort((a, b) => b.used - a.used || (a.path < b.path ? -1 : 1));
  const oldest = Date.now() - bounds.maxAgeMilliseconds;
  let bytes = 0;
  for (const file of files) {
    bytes += file.bytes;
    if (file.used >= oldest && bytes <= bounds.maxBytes) continue;
    await rm(file.path, { force: true }).catch(() => {});
  }
}
