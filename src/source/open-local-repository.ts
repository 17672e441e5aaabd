import { stat } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import { gitEnvironment } from './git-environment.ts';
import { GitError } from './git-error.ts';
import { openGitRepository } from './git-repository.ts';
import { type Repository, UnknownRevisionError } from './repository.ts';
import { runGit } from './run-git.ts';

/**
 * Opens the git repository that a folder belongs to: bare or not, a linked worktree, any sub-folder.
 * Only the place of its objects and the meaning of revisions are asked of the repository itself; everything else is
 * read from its objects through a git directory of our own, so that nothing it configures is ever run.
 * Throws {@link GitError} of kind `not a repository` when the folder is none.
 */
export async function openLocalRepository(
  directory: string,
  options: { signal?: AbortSignal } = {},
): Promise<Repository> {
  const where = resolvePath(directory);
  const { signal } = options;
  const found = await stat(where).catch(() => null);
  if (found === null || !found.isDirectory()) {
    throw new GitError(
      'not a repository',
      `There is no folder ${where}; name a folder inside a git repository`,
    );
  }
  const { output } = await runGit({
    what: 'Looking for the repository',
    where,
    cwd: where,
    args: [
      'rev-parse',
      '--path-format=absolute',
      '--git-dir',
      '--git-path',
      'objects',
      '--git-path',
      'shallow',
      '--show-object-format',
    ],
    env: gitEnvironment(),
    signal,
  });
  const lines = output.toString('utf8').split('\n');
  const [gitDirectory, objects, shallow, format] = lines;
  if (
    lines.length !== 5 ||
    !gitDirectory ||
    !objects ||
    !shallow ||
    (format !== 'sha1' && format !== 'sha256')
  ) {
    throw new GitError(
      'not a repository',
      `git did not say where the objects of ${where} are; update git to 2.31`,
    );
  }
  const env = gitEnvironment({ gitDirectory });
  const resolve = (revision: string) => resolveRevision(revision, { env, where, signal });
  return openGitRepository({ store: { objects, shallow, format }, where, signal, resolve });
}

/** Full id of the commit that a revision names. Throws {@link UnknownRevisionError}. */
export async function resolveRevision(
  revision: string,
  git: { env: NodeJS.ProcessEnv; where: string; signal?: AbortSignal | undefined },
): Promise<string> {
  const unknown = new UnknownRevisionError(
    `There is no revision ${JSON.stringify(revision.slice(0, 200))} in ${git.where}; name a commit, branch or tag that is there (a shallow clone may need git fetch)`,
  );
  if (revision === '' || revision.includes('\0')) throw unknown;
  const { code, output } = await runGit({
    what: 'Resolving the revision',
    where: git.where,
    args: ['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`],
    env: git.env,
    signal: git.signal,
    expectedCodes: [1, 128],
  });
  const id = output.toString('latin1').trim();
  if (code !== 0 || !/^[0-9a-f]{40,64}$/.test(id)) throw unknown;
  return id;
}
