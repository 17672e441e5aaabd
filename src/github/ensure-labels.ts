import type { Octokit } from '@octokit/rest';
import { ask, GitHubForbidden, GitHubNotFound, GitHubUnprocessable } from './errors.ts';

/**
 * Creates labels that a repository does not have. Not being allowed to is no error: an issue without its label is better
 * than none. Throws other GitHubErrors.
 */
export async function ensureLabels(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  labels: readonly string[],
): Promise<void> {
  for (const name of labels) {
    try {
      if (await exists(name)) continue;
      await ask(`create the label ${name} in ${owner}/${repo}`, () =>
        octokit.rest.issues.createLabel({
          owner,
          repo,
          name,
          color: '5319e7',
          description: 'An architecture decision to record',
          request: { retries: 0 },
        }),
      );
    } catch (error) {
      // 422: somebody created it between the look and the creation.
      const tolerable =
        error instanceof GitHubForbidden ||
        error instanceof GitHubNotFound ||
        error instanceof GitHubUnprocessable;
      if (!tolerable) throw error;
    }
  }

  async function exists(name: string): Promise<boolean> {
    try {
      await ask(`look for the label ${name} in ${owner}/${repo}`, () =>
        octokit.rest.issues.getLabel({ owner, repo, name }),
      );
      return true;
    } catch (error) {
      if (error instanceof GitHubNotFound) return false;
      throw error;
    }
  }
}
