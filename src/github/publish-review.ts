import type { Octokit } from '@octokit/rest';
import { GitHubError, GitHubUnprocessable, isForTheJob } from './errors.ts';
import type {
  NotPosted,
  Publication,
  PublicationFailure,
  Published,
  PublishedComments,
} from './publication.ts';
import { closeCheck, publishCheck } from './publish-check.ts';
import { publishComments } from './publish-comments.ts';
import { publishFollowUps } from './publish-follow-ups.ts';
import { publishSummary } from './publish-summary.ts';
import type { Publisher, PullRequestAddress } from './publisher.ts';
import { readPullRequest } from './read-pull-request.ts';

/**
 * Publishes one round: inline comments, follow-up issues, the summary that links them and takes up what could not be
 * posted, and the check's conclusion last. Doing it again changes nothing. A part that fails is named in `failures` and
 * the others are published all the same.
 * Throws GitHubBusy and GitHubUnauthorized, any GitHubError of reading the pull request, and the signal's reason when the
 * job was taken away between two parts.
 */
export async function publishReview(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  publication: Publication,
  signal?: AbortSignal,
): Promise<Published> {
  const { head, round, comments, followUps } = publication;
  const failures: PublicationFailure[] = [];

  // 1. The head may have moved while it was reviewed; then its check still gets its end.
  const current = await readPullRequest(octokit, address);
  if (current.head.sha !== head) {
    await part('check', () =>
      closeCheck(octokit, publisher, address, { ...publication.check.key, head }, superseded),
    );
    return { outcome: 'stale', head: current.head.sha };
  }

  // 2. Inline comments; the refused ones go to the summary.
  const inline: PublishedComments = (await part('comments', () =>
    publishComments(octokit, publisher, address, { head, round, comments }),
  )) ?? { posted: [], notPosted: comments.map(toNotPosted), failure: null };
  if (inline.failure !== null) failures.push({ part: 'comments', error: inline.failure });

  // 3. Follow-up issues, whose numbers the summary links.
  const issues =
    followUps === null
      ? null
      : await part('follow-ups', () => publishFollowUps(octokit, publisher, address, followUps));
  if (issues?.outcome === 'published' && issues.failure !== null) {
    failures.push({ part: 'follow-ups', error: issues.failure });
  }

  // 4. The one summary.
  const { notPosted } = inline;
  const summary = await part('summary', () => {
    const body = publication.summary({ notPosted, followUps: issues, failures });
    return publishSummary(octokit, publisher, address, { body, head, round });
  });

  // 5. The gate, last: whoever sees it closed finds everything else in place.
  const check = await part('check', () => {
    const state = publication.check.state({ summaryUrl: summary?.url ?? null, notPosted, failures });
    return concludeCheck(octokit, publisher, address, { ...publication.check.key, head }, state);
  });

  return {
    outcome: 'published',
    comments: inline.posted,
    notPosted,
    followUps: issues,
    summary,
    check,
    failures,
  };

  async function part<T>(name: PublicationFailure['part'], publish: () => Promise<T>): Promise<T | null> {
    signal?.throwIfAborted();
    try {
      return await publish();
    } catch (error) {
      if (!(error instanceof GitHubError) || isForTheJob(error)) throw error;
      failures.push({ part: name, error });
      return null;
    }
  }

  function toNotPosted({ fingerprint }: { fingerprint: string }): NotPosted {
    const failure = failures.find(({ part: name }) => name === 'comments');
    return { fingerprint, reason: failure?.error.message ?? 'not posted' };
  }
}

/** A conclusion must not hang on an annotation or a text that GitHub will not take. */
async function concludeCheck(...[octokit, publisher, address, key, state]: Parameters<typeof publishCheck>) {
  try {
    return await publishCheck(octokit, publisher, address, key, state);
  } catch (error) {
    if (!(error instanceof GitHubUnprocessable)) throw error;
    const { text: _text, annotations: _annotations, ...bare } = state;
    return publishCheck(octokit, publisher, address, key, bare);
  }
}

const superseded = {
  conclusion: 'cancelled',
  title: 'Superseded by a newer commit',
  summary:
    'The head of the pull request moved while this commit was reviewed. The newer commit is reviewed instead.',
} as const;
