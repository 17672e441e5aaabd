import type { Change } from './change.ts';
import { describeFile } from './describe-file.ts';
import { type ComparedEntry, diffCommits } from './diff-commits.ts';
import { generatedByAttributes } from './generated-attributes.ts';
import { gitEnvironment } from './git-environment.ts';
import { GitError } from './git-error.ts';
import { createIsolatedDirectory, type ObjectStore } from './isolated-directory.ts';
import { listTree, type TreeListing } from './list-tree.ts';
import { type ObjectReader, openObjectReader } from './object-reader.ts';
import { NoMergeBaseError, type Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import type { BlobReading, Tree } from './tree.ts';

/** Largest file whose content is read: a contract that a tool wrote can have megabytes. Those who read sources take less. Ours. */
const MAX_BLOB_BYTES = 8 * 1024 * 1024;
/** Trees kept in memory per repository: base tip, merge base, head, and one to spare. */
const KEPT_TREES = 4;
const SUBMODULE = '160000';

export interface GitRepositoryOptions {
  store: ObjectStore;
  /** The folder or address as the user knows it, for messages. */
  where: string;
  /** Stops every process that reading started. */
  signal?: AbortSignal | undefined;
  resolve: Repository['resolve'];
}

/** What the parts of `source` need of a repository beyond reading it. */
export interface GitRepository extends Repository {
  /** Environment in which git sees the repository's objects and nothing else of it. */
  readonly env: NodeJS.ProcessEnv;
  readonly reader: ObjectReader;
}

/** Reads a repository from its objects alone, through a git directory of our own. */
export async function openGitRepository(options: GitRepositoryOptions): Promise<GitRepository> {
  const { store, where, signal } = options;
  const isolated = await createIsolatedDirectory(store);
  const env = gitEnvironment({ gitDirectory: isolated.path });
  const reader = openObjectReader(env, where);
  const listings = new Map<string, Promise<TreeListing>>();
  let closed = false;

  function assertOpen(...commits: string[]): void {
    if (closed) throw new GitError('failed', `The repository at ${where} is closed`);
    const strange = commits.find((commit) => !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit));
    if (strange === undefined) return;
    throw new GitError(
      'failed',
      `"${strange.slice(0, 80)}" is not a full commit id; resolve the revision first`,
    );
  }

  function listing(commit: string): Promise<TreeListing> {
    const known = listings.get(commit);
    if (known !== undefined) return known;
    const listed = listTree({ env, where, signal }, commit);
    listings.set(commit, listed);
    listed.catch(() => listings.delete(commit));
    for (const oldest of listings.keys()) {
      if (listings.size <= KEPT_TREES) break;
      listings.delete(oldest);
    }
    return listed;
  }

  async function tree(commit: string): Promise<Tree> {
    assertOpen(commit);
    const { entries } = await listing(commit);
    /** The blobs of what is a file among the paths, with their paths; `refuse` is told of the others. */
    function blobsOf(paths: Iterable<string>, refuse: (path: string, reading: BlobReading) => void) {
      const wanted = new Map<string, string[]>();
      for (const path of new Set(paths)) {
        const entry = entries.get(path);
        if (entry === undefined) refuse(path, { found: false, reason: 'absent' });
        else if (entry.mode === SUBMODULE) refuse(path, { found: false, reason: 'not a file' });
        else {
          const known = wanted.get(entry.blob);
          if (known === undefined) wanted.set(entry.blob, [path]);
          else known.push(path);
        }
      }
      return wanted;
    }
    async function readMany(paths: Iterable<string>): Promise<Map<string, BlobReading>> {
      assertOpen();
      const readings = new Map<string, BlobReading>();
      const wanted = blobsOf(paths, (path, reading) => readings.set(path, reading));
      const blobs = await reader.read(wanted.keys(), MAX_BLOB_BYTES);
      for (const [id, names] of wanted) for (const path of names) readings.set(path, blobs.get(id)!);
      return readings;
    }
    async function readEach(
      paths: Iterable<string>,
      show: (path: string, reading: BlobReading) => void,
    ): Promise<void> {
      assertOpen();
      const wanted = blobsOf(paths, show);
      await reader.readEach(wanted.keys(), MAX_BLOB_BYTES, (id, reading) => {
        for (const path of wanted.get(id)!) show(path, reading);
      });
    }
    return {
      commit,
      entries,
      readMany,
      readEach,
      read: async (path) => (await readMany([path])).get(path)!,
    };
  }

  async function mergeBase(a: string, b: string): Promise<string> {
    assertOpen(a, b);
    const { code, output } = await runGit({
      what: `Finding the merge base of ${a} and ${b}`,
      where,
      args: ['merge-base', '--end-of-options', a, b],
      env,
      signal,
      expectedCodes: [1],
    });
    if (code === 0) return output.toString('latin1').trim();
    throw new NoMergeBaseError(
      `${a} and ${b} have no common ancestor in ${where}; if it is a shallow clone, fetch more of its history (git fetch --unshallow)`,
    );
  }

  async function change(commits: { base: string; head: string; mergeBase: string }): Promise<Change> {
    assertOpen(commits.base, commits.head, commits.mergeBase);
    const context = { store, env, reader, where, signal };
    const compared = await diffCommits(context, commits.mergeBase, commits.head);
    const names = await pathNames(compared, commits);
    const marked = await generatedByAttributes(compared.length === 0 ? null : await baseTree(commits));
    const files = compared.map((entry) => describeFile(entry, names(entry), marked));
    const sortKeys = new Map(
      files.map((file, index) => [
        file,
        file.status === 'removed' ? compared[index]!.oldPath : compared[index]!.newPath,
      ]),
    );
    files.sort((x, y) => Buffer.compare(sortKeys.get(x)!, sortKeys.get(y)!));
    return { base: commits.base, head: commits.head, mergeBase: commits.mergeBase, files };
  }

  /** The base branch's tip says what is generated; where it is not here, the merge base. */
  async function baseTree(commits: { base: string; mergeBase: string }): Promise<Tree> {
    const known = await reader.info([commits.base]);
    return tree(known.get(commits.base)?.type === 'commit' ? commits.base : commits.mergeBase);
  }

  /** Names of the paths as the trees give them; the trees are listed only for paths that are not UTF-8. */
  async function pathNames(compared: ComparedEntry[], commits: { head: string; mergeBase: string }) {
    const lossy = compared.some(({ oldPath, newPath }) =>
      [oldPath, newPath].some((path) => path.toString('utf8').includes('\ufffd')),
    );
    const before = lossy ? (await listing(commits.mergeBase)).lossyNames : new Map<string, string>();
    const after = lossy ? (await listing(commits.head)).lossyNames : new Map<string, string>();
    return (entry: ComparedEntry) => ({
      old: before.get(entry.oldPath.toString('latin1')) ?? entry.oldPath.toString('utf8'),
      new: after.get(entry.newPath.toString('latin1')) ?? entry.newPath.toString('utf8'),
    });
  }

  return {
    env,
    reader,
    resolve: (revision) => {
      assertOpen();
      return options.resolve(revision);
    },
    mergeBase,
    tree,
    change,
    async close() {
      if (closed) return;
      closed = true;
      reader.close();
      await isolated.remove();
    },
  };
}
