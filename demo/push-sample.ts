import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment } from '../src/source/git-environment.ts';

const run = promisify(execFile);
const sample = join(import.meta.dirname, 'sample');

/** Whoever pushes, with a token of theirs. */
export interface Person {
  login: string;
  token: string;
}

/**
 * What a developer does: clones the empty repository at `url` into `folder`, pushes the sample service to `main`, then
 * its change to `branch`. Nothing of the user's own git settings is used. Throws an Error with git's own words.
 */
export async function pushSample(
  url: string,
  folder: string,
  { login, token }: Person,
  branch: string,
): Promise<void> {
  const credentials = Buffer.from(`${login}:${token}`).toString('base64');
  const env = gitEnvironment({
    protocols: 'http',
    config: [
      ['http.extraHeader', `Authorization: Basic ${credentials}`],
      ['user.name', login],
      ['user.email', `${login}@users.noreply.github.com`],
      ['core.autocrlf', 'false'],
    ],
  });
  const git = (...args: string[]) => run('git', args, { env, cwd: folder }).catch(explain);
  const commit = async (side: 'base' | 'head', message: string) => {
    await cp(join(sample, side), folder, { recursive: true });
    await git('add', '--all', '--force');
    await git('commit', '--quiet', `--message=${message}`);
  };

  await git('clone', '--quiet', url, '.');
  await commit('base', 'Take orders over HTTP and keep them in Postgres');
  await git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  await commit('head', 'Publish an event for every order');
  await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
}

/** Throws an Error when git, or the part of it that serves repositories over HTTP, is not on this machine. */
export async function requireGit(): Promise<void> {
  const env = gitEnvironment();
  const { stdout } = await run('git', ['--exec-path'], { env }).catch(explain);
  // Without a request in its environment it fails, yet not for being unknown to git.
  const served = await run('git', ['http-backend'], { env }).catch((error: { stderr?: string }) => error);
  if (/is not a git command/.test(served.stderr ?? '')) {
    throw new Error(
      `this git has no http-backend in ${stdout.trim()}, which the embedded GitHub serves repositories with; on Alpine it comes with the package git-daemon`,
    );
  }
}

function explain(error: NodeJS.ErrnoException & { stderr?: string }): never {
  if (error.code === 'ENOENT') throw new Error('git was not found: install it and put it on the PATH');
  throw new Error(error.stderr?.trim() || error.message, { cause: error });
}
