import type { Octokit } from '@octokit/rest';
import { ask, GitHubNotFound, GitHubUnprocessable } from './errors.ts';

/** What to read: `commit` is a SHA, or absent for the tip of the default branch. */
export interface FileAddress {
  owner: string;
  repo: string;
  path: string;
  commit?: string;
}

/** Up to 1 MB the contents endpoint holds the file itself. https://docs.github.com/en/rest/repos/contents#get-repository-content */
const mostBytes = 1_000_000;

/**
 * Reads a text file at a commit as UTF-8; null when nothing is there.
 * Throws GitHubUnprocessable for a directory, a submodule, a link that leads nowhere and a file above 1 MB (none of them is
 * "absent"), or another GitHubError.
 */
export async function readFile(octokit: Octokit, address: FileAddress): Promise<string | null> {
  const { owner, repo, path, commit } = address;
  try {
    const { data } = await ask(`read ${path} of ${owner}/${repo}`, () =>
      octokit.rest.repos.getContent({ owner, repo, path, ...(commit === undefined ? {} : { ref: commit }) }),
    );
    if (Array.isArray(data) || data.type !== 'file') {
      const type = Array.isArray(data) ? 'a folder' : `no file but a ${data.type}`;
      throw new GitHubUnprocessable(`${path} of ${owner}/${repo} is ${type}`, ['no file']);
    }
    if (data.size > mostBytes || data.encoding !== 'base64') {
      throw new GitHubUnprocessable(
        `${path} of ${owner}/${repo} has ${data.size} bytes, more than the ${mostBytes} that are read`,
        ['too large'],
      );
    }
    return Buffer.from(data.content, 'base64').toString('utf8');
  } catch (error) {
    if (error instanceof GitHubNotFound) return null;
    throw error;
  }
}
