import type { Octokit } from '@octokit/rest';
import { ask, GitHubForbidden, GitHubNotFound, GitHubUnprocessable } from './errors.ts';

/**
 * Sets 👀 on a comment of a pull request's conversation; GitHub keeps one per App however often it is set.
 * `false` when it cannot be: the comment is gone or locked, or the permission is missing. Throws other GitHubErrors.
 */
export async function acknowledge(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  commentId: number,
): Promise<boolean> {
  try {
    await ask(`react to comment ${commentId} in ${owner}/${repo}`, () =>
      octokit.rest.reactions.createForIssueComment({ owner, repo, comment_id: commentId, content: 'eyes' }),
    );
    return true;
  } catch (error) {
    const tolerable =
      error instanceof GitHubNotFound ||
      error instanceof GitHubForbidden ||
      error instanceof GitHubUnprocessable;
    if (tolerable) return false;
    throw error;
  }
}
