import type { Octokit } from '@octokit/rest';
import { createOnce } from './create-once.ts';
import { ensureLabels } from './ensure-labels.ts';
import { ask, GitHubError, GitHubGone, isForTheJob } from './errors.ts';
import { type FollowUpIssue, listFollowUpIssues, renderFollowUp } from './follow-up-issue.ts';
import type { FollowUp, FollowUpDraft, PublishedFollowUps } from './publication.ts';
import { nameOf, type Publisher, type PullRequestAddress } from './publisher.ts';

/** Issues of one pull request: more is noise, the rest stands in its summary. */
const mostPerPullRequest = 2;

/**
 * Opens the follow-up issues of a pull request's decisions and keeps them current: found again by fingerprint, updated
 * while open and not edited by a person, at most two per pull request, first drafts first. What is not opened comes back
 * with the reason. Throws GitHubBusy, GitHubUnauthorized, and any GitHubError of the first look but GitHubGone.
 */
export async function publishFollowUps(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  { drafts, labels }: { drafts: readonly FollowUpDraft[]; labels: readonly string[] },
): Promise<PublishedFollowUps> {
  if (drafts.length === 0) return { outcome: 'published', issues: [], notOpened: [], failure: null };
  const published = {
    outcome: 'published' as const,
    issues: [] as FollowUp[],
    notOpened: [] as { fingerprint: string; reason: string }[],
    failure: null as GitHubError | null,
  };
  try {
    const standing = new Map(
      (await listFollowUpIssues(octokit, publisher, address)).map((issue) => [
        issue.data['fingerprint'],
        issue,
      ]),
    );
    let count = standing.size;
    for (const draft of drafts) {
      const { fingerprint } = draft;
      const issue = standing.get(fingerprint);
      if (issue === undefined && count >= mostPerPullRequest) {
        const reason = `at most ${mostPerPullRequest} follow-up issues are opened for one pull request`;
        published.notOpened.push({ fingerprint, reason });
        continue;
      }
      try {
        published.issues.push(
          issue === undefined
            ? await open(octokit, publisher, address, draft, labels)
            : await keepCurrent(octokit, publisher, address, draft, issue),
        );
        if (issue === undefined) count += 1;
      } catch (error) {
        if (!(error instanceof GitHubError) || isForTheJob(error) || error instanceof GitHubGone) throw error;
        published.failure = error;
        published.notOpened.push({ fingerprint, reason: error.message });
      }
    }
    return published;
  } catch (error) {
    if (error instanceof GitHubGone) return { outcome: 'issues-disabled' };
    throw error;
  }
}

async function open(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  draft: FollowUpDraft,
  labels: readonly string[],
): Promise<FollowUp> {
  const { owner, repo } = address;
  const { fingerprint } = draft;
  const { title, body } = renderFollowUp(publisher, address, draft);
  await ensureLabels(octokit, address, labels);
  const issue = await createOnce(
    async () => {
      const { data } = await ask(`open the follow-up issue "${title}" of ${nameOf(address)}`, () =>
        octokit.rest.issues.create({
          owner,
          repo,
          title,
          body,
          labels: [...labels],
          request: { retries: 0 },
        }),
      );
      return { number: data.number, url: data.html_url };
    },
    async () => {
      const issues = await listFollowUpIssues(octokit, publisher, address);
      return issues.find((other) => other.data['fingerprint'] === fingerprint) ?? null;
    },
  );
  return { fingerprint, number: issue.number, url: issue.url, state: 'open', outcome: 'created' };
}

async function keepCurrent(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  draft: FollowUpDraft,
  { number, url, state, untouched, data }: FollowUpIssue,
): Promise<FollowUp> {
  const { owner, repo } = address;
  const { title, body, text } = renderFollowUp(publisher, address, draft);
  const followUp = { fingerprint: draft.fingerprint, number, url, state };
  if (data['text'] === text) return { ...followUp, outcome: 'unchanged' };
  if (state === 'closed' || !untouched) return { ...followUp, outcome: 'kept' };
  await ask(`update the follow-up issue ${owner}/${repo}#${number}`, () =>
    octokit.rest.issues.update({ owner, repo, issue_number: number, title, body }),
  );
  return { ...followUp, outcome: 'updated' };
}
