import { join } from 'node:path';
import { changedBlobs } from './diff-commits.ts';
import { fetchInParts } from './fetch-in-parts.ts';
import { fetchObjects, type Remote } from './fetch-objects.ts';
import { GitError } from './git-error.ts';
import { openGitRepository } from './git-repository.ts';
import { initialiseClone } from './initialise-clone.ts';
import { resolveRevision } from './open-local-repository.ts';
import type { Repository } from './repository.ts';
import type { TreeEntry } from './tree.ts';
import { withLock } from './with-lock.ts';

/** What a fetch of blobs did. */
interface Prefetched {
  /** Blobs that arrived. */
  fetched: number;
  /** Blobs that were here already. */
  present: number;
  /** Ids of the wanted blobs that are still not here: past the limits, or unknown to the server. Sorted. */
  refused: string[];
}

/** Our own bare, partial clone of a repository. Reading never fetches: what was not fetched is `missing`. */
export interface Clone extends Repository {
  /**
   * Brings the three commits with their trees, and the blobs that differ between merge base and head.
   * Costs no request for what is here already. Throws {@link GitError}, of kind `not found` for an unknown commit.
   */
  fetch(commits: { base: string; head: string; mergeBase: string }): Promise<Prefetched>;
  /** Brings the blobs of the commits' files that `wanted` says yes to, in one request. The commits must be here. */
  prefetch(commits: readonly string[], wanted: (entry: TreeEntry) => boolean): Promise<Prefetched>;
}

export interface CloneOptions extends Remote {
  /** Folder of the clone; made when it is not there. */
  directory: string;
  /** Lock file of the repository; fetches of all processes wait for it. */
  lock: string;
  signal?: AbortSignal | undefined;
}

const MEBIBYTE = 1024 * 1024;
/** Commits and trees of the largest public repositories are below 100 MiB at depth 1. */
const MAX_TREE_BYTES = 512 * MEBIBYTE;
/** Ours: compressed bytes of blobs in one request; a tree's source rarely has a tenth of it. */
const MAX_BLOB_BYTES = 256 * MEBIBYTE;
/** Ours: blobs in one request, two trees of 30,000 source files. */
const MAX_BLOBS = 60_000;
/** Requests that one set of blobs may cost when it has to be split around some that are too large. */
const MAX_REQUESTS = 12;
const SUBMODULE = '160000';

/** Opens the clone in a folder, or makes an empty one there. */
export async function openClone(options: CloneOptions): Promise<Clone> {
  const { directory, signal } = options;
  await initialiseClone(directory);
  const where = options.url;
  const repository = await openGitRepository({
    store: { objects: join(directory, 'objects'), shallow: join(directory, 'shallow'), format: 'sha1' },
    where,
    signal,
    resolve: (revision) => resolveRevision(revision, { env: repository.env, where, signal }),
  });

  async function missing(ids: Iterable<string>): Promise<string[]> {
    const found = await repository.reader.info(ids);
    return [...found].filter(([, info]) => info === null).map(([id]) => id);
  }

  async function fetchCommits(commits: readonly string[]): Promise<void> {
    if ((await missing(commits)).length === 0) return;
    await withLock(options.lock, signal, async () => {
      const ids = await missing(commits);
      if (ids.length === 0) return;
      await fetchObjects(directory, options, {
        what: 'Fetching the commits',
        ids,
        args: ['--depth=1'],
        maxBytes: MAX_TREE_BYTES,
        signal,
      });
    });
    const still = await missing(commits);
    if (still.length > 0) throw new GitError('not found', `${where} has no commit ${still.join(', ')}`);
  }

  async function fetchBlobs(ids: ReadonlySet<string>): Promise<Prefetched> {
    let absent = await missing(ids);
    const present = ids.size - absent.length;
    if (absent.length === 0) return { fetched: 0, present, refused: [] };
    await withLock(options.lock, signal, async () => {
      absent = await missing(ids);
      await fetchInParts(absent.slice(0, MAX_BLOBS), MAX_REQUESTS, (part) =>
        fetchObjects(directory, options, {
          what: 'Fetching files',
          ids: part,
          args: [],
          maxBytes: MAX_BLOB_BYTES,
          signal,
        }),
      );
    });
    const refused = (await missing(ids)).sort();
    return { fetched: ids.size - present - refused.length, present, refused };
  }

  return {
    ...repository,
    async fetch(commits) {
      await fetchCommits([...new Set([commits.base, commits.head, commits.mergeBase])]);
      const blobs = await changedBlobs(
        { env: repository.env, where, signal },
        commits.mergeBase,
        commits.head,
      );
      const base = await repository.tree(commits.base);
      for (const [path, entry] of base.entries) {
        if (path === '.gitattributes' || path.endsWith('/.gitattributes')) blobs.add(entry.blob);
      }
      return fetchBlobs(blobs);
    },
    async prefetch(commits, wanted) {
      const ids = new Set<string>();
      for (const commit of commits) {
        const tree = await repository.tree(commit);
        for (const entry of tree.entries.values()) {
          if (entry.mode !== SUBMODULE && wanted(entry)) ids.add(entry.blob);
        }
      }
      return fetchBlobs(ids);
    },
  };
}
