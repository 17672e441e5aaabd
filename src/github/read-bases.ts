import type { Octokit } from '@octokit/rest';
import { ask, GitHubNotFound } from './errors.ts';

/** What a head is measured against. Full commit ids. */
export interface Bases {
  /** Tip of the base branch, where settings and decisions are read. */
  tip: string;
  mergeBase: string;
}

/**
 * The tip of a base branch (or commit) and its merge base with a head of the repository or its forks, by one compare
 * call; null when their histories share none, or GitHub no longer has one of them. A pull request's own `base.sha` is
 * the tip of an earlier day. Throws a GitHubError otherwise.
 */
export async function readBases(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  base: string,
  head: string,
): Promise<Bases | null> {
  try {
    const { data } = await ask(`compare ${base}...${head} in ${owner}/${repo}`, () =>
      octokit.rest.repos.compareCommitsWithBasehead({
        owner,
        repo,
        basehead: `${base}...${head}`,
        // The list of files, which can be long to make, comes with the first page only:
        // https://docs.github.com/rest/commits/commits#compare-two-commits
        page: 2,
        per_page: 1,
      }),
    );
    return { tip: data.base_commit.sha, mergeBase: data.merge_base_commit.sha };
  } catch (error) {
    if (error instanceof GitHubNotFound) return null;
    throw error;
  }
}
