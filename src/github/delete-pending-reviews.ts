import type { Octokit } from '@octokit/rest';
import { ask, GitHubNotFound } from './errors.ts';
import { nameOf, type Publisher, type PullRequestAddress } from './publisher.ts';

/** Deletes reviews of ours that were left unsubmitted: one of them blocks every next review. Throws a GitHubError. */
export async function deletePendingReviews(
  octokit: Octokit,
  { app }: Publisher,
  address: PullRequestAddress,
): Promise<void> {
  const { owner, repo, number } = address;
  const reviews = await ask(`list the reviews of ${nameOf(address)}`, () =>
    octokit.paginate(octokit.rest.pulls.listReviews, { owner, repo, pull_number: number, per_page: 100 }),
  );
  for (const { id, state, user } of reviews) {
    if (state !== 'PENDING' || user?.login !== `${app.slug}[bot]`) continue;
    try {
      await ask(`delete the pending review ${id} of ${nameOf(address)}`, () =>
        octokit.rest.pulls.deletePendingReview({ owner, repo, pull_number: number, review_id: id }),
      );
    } catch (error) {
      if (!(error instanceof GitHubNotFound)) throw error;
    }
  }
}
