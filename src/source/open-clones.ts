import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from './git-error.ts';
import { type HeldFile, holdFile, isHeld } from './held-file.ts';
import { initialiseClone } from './initialise-clone.ts';
import { type Clone, openClone } from './open-clone.ts';
import { withLock } from './with-lock.ts';

/** Which repository, by what never changes, and how to reach it now. */
export interface CloneRequest {
  /** Host of the git server, as in `github.com`. */
  host: string;
  /** GitHub's numeric id: a renamed or transferred repository keeps its clone. */
  repositoryId: number;
  /** `https://host/owner/name.git`, without credentials. */
  url: string;
  /** The value of the Authorization header, asked for before each fetch; empty for none. */
  authorization: () => Promise<string>;
  signal?: AbortSignal;
}

/** A folder of clones that several processes may share. */
export interface Clones {
  /**
   * Runs `work` with the clone of a repository, made if need be; it is not removed while `work` runs. Many may read
   * one clone at once; only their fetches wait for each other. When the clone proves corrupt it is made anew, and
   * `work` runs a second time from the start.
   */
  withClone<Result>(request: CloneRequest, work: (clone: Clone) => Promise<Result>): Promise<Result>;
}

/** Each fetch leaves a pack, and reading slows with their number: beyond so many the clone is begun anew. */
const MAX_PACKS = 200;

/**
 * Opens a folder of clones, one per host and repository id. After each use the least recently used clones that nobody
 * uses are removed until the folder is below `maxBytes`; in use it may be above.
 */
export function openClones(options: { directory: string; maxBytes: number }): Clones {
  const { directory, maxBytes } = options;

  async function runOnce<Result>(request: CloneRequest, work: (clone: Clone) => Promise<Result>) {
    const home = join(directory, keyOf(request));
    const lock = `${home}.lock`;
    const { path, lease } = await withLock(lock, request.signal, () => leaseGeneration(home));
    try {
      const clone = await openClone({ ...request, directory: join(path, 'git'), lock });
      try {
        return await work(clone);
      } finally {
        await clone.close();
      }
    } catch (error) {
      if (isCorrupt(error)) await writeFile(join(path, 'corrupt'), '').catch(() => {});
      throw error;
    } finally {
      const now = new Date();
      await utimes(home, now, now).catch(() => {});
      await lease.release();
      // A folder too full is no reason to fail a review; the next use tries again.
      await evict(directory, maxBytes).catch(() => {});
    }
  }

  return {
    async withClone(request, work) {
      try {
        return await runOnce(request, work);
      } catch (error) {
        if (!isCorrupt(error)) throw error;
        return runOnce(request, work);
      }
    },
  };
}

function keyOf(request: CloneRequest): string {
  if (!Number.isSafeInteger(request.repositoryId) || request.repositoryId < 0) {
    throw new GitError('failed', `${request.repositoryId} is not the id of a repository`);
  }
  const host = request.host
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '_')
    .replace(/^\.+/, '_');
  return `${host}-${request.repositoryId}`;
}

function isCorrupt(error: unknown): boolean {
  return error instanceof GitError && error.kind === 'corrupt';
}

/**
 * Under the repository's lock: a clone's folder has generations, of which the sound one is used, and a new one begun
 * when there is none. Others are removed as soon as nobody reads them.
 */
async function leaseGeneration(home: string): Promise<{ path: string; lease: HeldFile }> {
  await mkdir(home, { recursive: true });
  let chosen: string | null = null;
  for (const name of (await readdir(home)).sort()) {
    const path = join(home, name);
    if (chosen === null && (await isSound(path))) chosen = path;
    else if (!(await isLeased(path))) await rm(path, { recursive: true, force: true });
  }
  chosen ??= join(home, randomUUID());
  const lease = await holdFile(join(chosen, 'leases', randomUUID()));
  if (lease === null) throw new GitError('failed', `The clone in ${chosen} could not be taken into use`);
  await initialiseClone(join(chosen, 'git'));
  return { path: chosen, lease };
}

async function isSound(path: string): Promise<boolean> {
  const names = await readdir(path).catch((): string[] => []);
  if (!names.includes('git') || names.includes('corrupt')) return false;
  const packs = await readdir(join(path, 'git', 'objects', 'pack')).catch(() => []);
  return packs.filter((name) => name.endsWith('.pack')).length < MAX_PACKS;
}

async function isLeased(path: string): Promise<boolean> {
  const leases = join(path, 'leases');
  for (const name of await readdir(leases).catch(() => [])) {
    if (await isHeld(join(leases, name))) return true;
  }
  return false;
}

/** Removes clones, the longest unused first, until the folder is within its bound. */
async function evict(directory: string, maxBytes: number): Promise<void> {
  const clones: { home: string; used: number; bytes: number }[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const home = join(directory, entry.name);
    if (entry.name.endsWith('.removed')) {
      await rm(home, { recursive: true, force: true });
      continue;
    }
    const status = await stat(home).catch(() => null);
    if (status !== null) clones.push({ home, used: status.mtimeMs, bytes: await sizeOf(home) });
  }
  let total = clones.reduce((sum, clone) => sum + clone.bytes, 0);
  clones.sort((a, b) => a.used - b.used || (a.home < b.home ? -1 : 1));
  for (const clone of clones) {
    if (total <= maxBytes) return;
    if (await removeUnused(clone.home)) total -= clone.bytes;
  }
}

async function removeUnused(home: string): Promise<boolean> {
  const lock = await holdFile(`${home}.lock`);
  if (lock === null) return false;
  try {
    for (const name of await readdir(home)) if (await isLeased(join(home, name))) return false;
    const removed = `${home}.${randomUUID()}.removed`;
    await rename(home, removed);
    await rm(removed, { recursive: true, force: true });
    return true;
  } catch {
    // Another process was quicker; the next use looks again.
    return false;
  } finally {
    await lock.release();
  }
}

async function sizeOf(path: string): Promise<number> {
  let bytes = 0;
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    bytes += await stat(join(entry.parentPath, entry.name)).then(
      (status) => status.size,
      () => 0,
    );
  }
  return bytes;
}
