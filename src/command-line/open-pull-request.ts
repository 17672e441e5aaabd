import { join } from 'node:path';
import type { Octokit } from '@octokit/rest';
import { isSettingsFile } from '../evidence/settings/settings-files.ts';
import { wantsFile } from '../evidence/wants-file.ts';
import { connectToken } from '../github/app-access.ts';
import { createOctokitClass } from '../github/octokit-class.ts';
import { readBases } from '../github/read-bases.ts';
import { readPullRequest } from '../github/read-pull-request.ts';
import { type GitHubHosts, gitHubHosts } from '../settings/environment.ts';
import { openClones } from '../source/open-clones.ts';
import { version } from '../version.ts';
import { InputError } from './input-error.ts';
import { readSettings } from './open-range.ts';
import type { RemotePullRequest } from './parse-command-line.ts';
import type { Subject } from './print-review.ts';
import { cacheFolder, type Surroundings } from './surroundings.ts';

/** Clones of pull requests that were looked at; the longest unused go first. */
const cloneBytes = 5e9;

/**
 * Fetches a pull request of GitHub as the App does, and runs `work` over it. Reads GITHUB_TOKEN, and GITHUB_URL and
 * GITHUB_API_URL for another GitHub. Throws an {@link InputError}, a GitHubError or a GitError.
 */
export async function withPullRequest<Result>(
  { pullRequest, settings }: { pullRequest: RemotePullRequest; settings: string | null },
  around: Surroundings,
  work: (subject: Subject) => Promise<Result>,
): Promise<Result> {
  const { env } = around;
  const token = env['GITHUB_TOKEN'];
  if (!token)
    throw new InputError('set GITHUB_TOKEN to a token that may read the repository and its pull requests');
  const hosts = hostsOf(env);
  const Octokit = createOctokitClass({ version });
  const octokit: Octokit = connectToken({ token, baseUrl: hosts.api, Octokit });
  const pull = await readPullRequest(octokit, pullRequest);
  const name = `${pull.owner}/${pull.repo}#${pull.number}`;
  const bases = await readBases(octokit, pull, pull.base.ref, pull.head.sha);
  if (bases === null) throw new InputError(`${name} has no commit in common with ${pull.base.ref}`);
  const clones = openClones({ directory: join(cacheFolder(around), 'clones'), maxBytes: cloneBytes });
  const request = {
    host: new URL(hosts.web).host,
    repositoryId: pull.repositoryId,
    url: `${hosts.web}/${pull.owner}/${pull.repo}.git`,
    authorization: async () => `basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
  };
  return clones.withClone(request, async (clone) => {
    const commits = { base: bases.tip, head: pull.head.sha, mergeBase: bases.mergeBase };
    await clone.fetch(commits);
    await clone.prefetch([commits.mergeBase, commits.head], ({ path }) => wantsFile(path));
    await clone.prefetch([commits.base], ({ path }) => isSettingsFile(path));
    const inForce = await readSettings(await clone.tree(commits.base), settings);
    const text = { title: pull.title, body: pull.body, branch: pull.head.ref };
    return work({ repository: clone, commits, pullRequest: text, inForce, name });
  });
}

function hostsOf(env: Surroundings['env']): GitHubHosts {
  return gitHubHosts(
    (env['GITHUB_URL'] || 'https://github.com').replace(/\/+$/, ''),
    env['GITHUB_API_URL']?.replace(/\/+$/, ''),
  );
}
