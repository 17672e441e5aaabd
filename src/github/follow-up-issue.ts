import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import { mostBodyCharacters, requireLength } from './body-limit.ts';
import { ask } from './errors.ts';
import { type MarkerData, readOwnMarker, withoutMarker } from './markers.ts';
import type { FollowUpDraft } from './publication.ts';
import { nameOf, type Publisher, type PullRequestAddress } from './publisher.ts';

/** One of our follow-up issues of a pull request. */
export interface FollowUpIssue {
  number: number;
  url: string;
  state: 'open' | 'closed';
  title: string;
  body: string;
  data: MarkerData;
  /** No person changed title or body since we wrote them. */
  untouched: boolean;
}

/**
 * The follow-ups of a pull request, of any state, oldest first; of several for one decision the oldest.
 * Found by their author and marker, not by label: people relabel issues. Throws a GitHubError.
 */
export async function listFollowUpIssues(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
): Promise<FollowUpIssue[]> {
  const { owner, repo } = address;
  const issues = await ask(`list the follow-up issues of ${nameOf(address)}`, () =>
    octokit.paginate(octokit.rest.issues.listForRepo, {
      owner,
      repo,
      creator: `${publisher.app.slug}[bot]`,
      state: 'all',
      per_page: 100,
    }),
  );
  const byFingerprint = new Map<string, FollowUpIssue>();
  for (const issue of issues.sort((a, b) => a.number - b.number)) {
    if (issue.pull_request !== undefined) continue;
    const data = readOwnMarker(publisher, address, 'follow-up', issue);
    const fingerprint = data?.['fingerprint'];
    if (data === null || fingerprint === undefined || byFingerprint.has(fingerprint)) continue;
    const body = issue.body ?? '';
    byFingerprint.set(fingerprint, {
      number: issue.number,
      url: issue.html_url,
      state: issue.state === 'open' ? 'open' : 'closed',
      title: issue.title,
      body,
      data,
      untouched: hashText(issue.title, withoutMarker(body)) === data['text'],
    });
  }
  return [...byFingerprint.values()];
}

/** A draft as it is sent: with a hash of its text in the marker, which tells later whether a person edited it. */
export function renderFollowUp(
  { signer }: Publisher,
  address: PullRequestAddress,
  { fingerprint, title, body }: FollowUpDraft,
): { title: string; body: string; text: string } {
  // GitHub's limit for titles.
  const sentTitle = title.trim().slice(0, 256).toWellFormed();
  const sentBody = withoutMarker(signer.mark(address, 'follow-up', { fingerprint }, body));
  const text = hashText(sentTitle, sentBody);
  const marked = signer.mark(address, 'follow-up', { fingerprint, text }, sentBody);
  requireLength(`The follow-up issue "${sentTitle}" of ${nameOf(address)}`, marked, mostBodyCharacters);
  return { title: sentTitle, body: marked, text };
}

function hashText(title: string, body: string): string {
  return createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('hex')
    .slice(0, 16);
}
