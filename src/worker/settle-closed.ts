import type { Octokit } from '@octokit/rest';
import { closeFollowUps } from '../github/close-follow-ups.ts';
import type { FollowUpDraft } from '../github/publication.ts';
import { closeCheck } from '../github/publish-check.ts';
import { publishFollowUps } from '../github/publish-follow-ups.ts';
import type { PullRequest } from '../github/pull-request.ts';
import type { PullRequestState } from '../store/pull-request.ts';
import { clearRequests } from '../store/pull-request.ts';
import { readEndedRound } from '../store/round.ts';
import { checkKeyOf } from './check-key.ts';
import { idOf, publisherOf, type Services } from './services.ts';

/** Follow-ups that wait for the merge, kept with the round that drafted them. */
export interface WaitingFollowUps {
  drafts: FollowUpDraft[];
  labels: string[];
}

/**
 * Brings what stands in line with a closed pull request: a check that is open gets its end; follow-ups are closed as not
 * planned when it was not merged, and opened now when they waited for the merge. Doing it again changes nothing. Throws a GitHubError.
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
  const publisher = await publisherOf(services);
  await closeCheck(octokit, publisher, pull, checkKeyOf(pull, pull.head.sha), {
    conclusion: 'neutral',
    title: 'Closed before it was reviewed',
    summary: 'The pull request was closed while its review was waiting or being made.',
  });
  if (!pull.merged) {
    await closeFollowUps(
      octokit,
      publisher,
      pull,
      'The pull request was closed without being merged, so there is no decision to record.',
    );
    return;
  }
  const round = await readEndedRound(db, id);
  const waiting = round?.end.published['waitingFollowUps'] as WaitingFollowUps | null | undefined;
  if (waiting) await publishFollowUps(octokit, publisher, pull, waiting);
}
