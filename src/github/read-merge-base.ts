import type { Octokit } from '@octokit/rest';
import { ask, GitHubNotFound } from './errors.ts';

/**
 * The merge base of two commits of a repository or its forks, by one compare call; null when their histories share
 * none, or GitHub no longer has one of the commits. Throws a GitHubError otherwise.
 */
export async function readMergeBase(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  base: string,
  head: string,
): Promise<string | null> {
  try {
    const { data } = await ask(`compare ${base}...${head} in ${owner}/${repo}`, () =>
      octokit.rest.repos.compareCommitsWithBasehead({
        owner,
        repo,
        basehead: `${base}...${head}`,
        per_page: 1,
      }),
    );
    return data.merge_base_commit.sha;
  } catch (error) {
    if (error instanceof GitHubNotFound) return null;
    throw error;
  }
}
