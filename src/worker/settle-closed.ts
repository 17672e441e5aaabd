import type { Octokit } from '@octokit/rest';
import { closeFollowUps } from '../github/close-follow-ups.ts';
import type { FollowUpDraft } from '../github/publication.ts';
import { publishFollowUps } from '../github/publish-follow-ups.ts';
import type { PullRequest } from '../github/pull-request.ts';
import type { PullRequestState } from '../store/pull-request.ts';
import { clearRequests } from '../store/pull-request.ts';
import { readRound } from '../store/round.ts';
import { idOf, publisherOf, type Services } from './services.ts';

/** Follow-ups that wait for the merge, kept with the round that drafted them. */
export interface WaitingFollowUps {
  drafts: FollowUpDraft[];
  labels: string[];
}

/**
 * Brings the follow-ups in line with a closed pull request: closed as not planned when it was not merged, opened now
 * when they waited for the merge. Doing it again changes nothing. Throws a GitHubError.
 */
export async function settleClosed(
  octokit: Octokit,
  pull: PullRequest,
  state: PullRequestState,
  services: Services,
): Promise<void> {
  const db = services.database.kysely;
  const id = idOf(services, pull);
  await clearRequests(
    db,
    id,
    state.requests.map((request) => request.id),
  );
  if (state.lastReviewedHead === null) return;
  const publisher = await publisherOf(services);
  if (!pull.merged) {
    await closeFollowUps(
      octokit,
      publisher,
      pull,
      'The pull request was closed without being merged, so there is no decision to record.',
    );
    return;
  }
  const round = await readRound(db, id, state.lastReviewedHead);
  const waiting = round?.end?.published['waitingFollowUps'] as WaitingFollowUps | null | undefined;
  if (waiting) await publishFollowUps(octokit, publisher, pull, waiting);
}
