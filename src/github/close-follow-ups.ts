import type { Octokit } from '@octokit/rest';
import { ask, GitHubGone } from './errors.ts';
import { type FollowUpIssue, listFollowUpIssues } from './follow-up-issue.ts';
import { type MarkerData, withoutMarker } from './markers.ts';
import type { Publisher, PullRequestAddress } from './publisher.ts';
import { putComment } from './put-comment.ts';

/** In the marker of a follow-up that we closed: only those are reopened. */
const closedByUs = 'closed';

/**
 * Closes the open follow-ups of a pull request that was closed unmerged as not planned, with one sentence each.
 * Returns the issues' numbers; none where issues are disabled. Throws a GitHubError.
 */
export async function closeFollowUps(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  sentence: string,
): Promise<number[]> {
  return change(octokit, publisher, address, 'closed', async (issue) => {
    const pull = String(address.number);
    await putComment(
      octokit,
      publisher,
      { ...address, number: issue.number },
      { kind: 'closing', data: { pull }, body: sentence, isSame: (data) => data['pull'] === pull },
    );
  });
}

/** Reopens the follow-ups that {@link closeFollowUps} closed, and no others. Returns their numbers. Throws a GitHubError. */
export async function reopenFollowUps(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
): Promise<number[]> {
  return change(octokit, publisher, address, 'open', async () => {});
}

async function change(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  to: 'open' | 'closed',
  before: (issue: FollowUpIssue) => Promise<void>,
): Promise<number[]> {
  const { owner, repo } = address;
  const changed: number[] = [];
  try {
    for (const issue of await listFollowUpIssues(octokit, publisher, address)) {
      const { [closedByUs]: byUs, ...data } = issue.data;
      if (issue.state === to || (to === 'open' && byUs === undefined)) continue;
      await before(issue);
      await ask(`set the follow-up issue ${owner}/${repo}#${issue.number} ${to}`, () =>
        octokit.rest.issues.update({
          owner,
          repo,
          issue_number: issue.number,
          state: to,
          state_reason: to === 'open' ? 'reopened' : 'not_planned',
          body: remark(
            publisher,
            address,
            issue,
            to === 'open' ? data : { ...data, [closedByUs]: 'unmerged' },
          ),
        }),
      );
      changed.push(issue.number);
    }
  } catch (error) {
    if (!(error instanceof GitHubGone)) throw error;
  }
  return changed;
}

/** The issue's text, edited by people or not, under another marker. */
function remark(
  { signer }: Publisher,
  address: PullRequestAddress,
  { body }: FollowUpIssue,
  data: MarkerData,
): string {
  return signer.mark(address, 'follow-up', data, withoutMarker(body));
}
