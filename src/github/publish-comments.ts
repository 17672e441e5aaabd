import type { Octokit } from '@octokit/rest';
import { mostBodyCharacters } from './body-limit.ts';
import { settle } from './create-once.ts';
import { deletePendingReviews } from './delete-pending-reviews.ts';
import { ask, GitHubError, GitHubUnavailable, GitHubUnprocessable, isForTheJob } from './errors.ts';
import { readOwnMarker } from './markers.ts';
import { namedOffenders } from './named-offenders.ts';
import type { InlineComment, PublishedComments } from './publication.ts';
import { nameOf, type Publisher, type PullRequestAddress } from './publisher.ts';

/** Requests spent on finding refused comments: enough to isolate three of thirty. */
const mostAttempts = 16;

/**
 * Posts the inline comments that do not stand yet as `COMMENT` reviews: one, or a few when GitHub refuses a line.
 * What stands is known by marker and fingerprint, over all pages. What could not be posted comes back with the reason.
 * Throws GitHubBusy and GitHubUnauthorized, and any GitHubError of the first look, before anything is posted.
 */
export async function publishComments(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  { head, round, comments }: { head: string; round: number; comments: readonly InlineComment[] },
): Promise<PublishedComments> {
  const published: PublishedComments = { posted: [], notPosted: [], failure: null };
  if (comments.length === 0) return published;

  const standing = await listStanding(octokit, publisher, address);
  const missing: InlineComment[] = [];
  const seen = new Set<string>();
  for (const comment of comments) {
    const { fingerprint } = comment;
    const id = standing.get(fingerprint);
    if (seen.has(fingerprint)) published.notPosted.push({ fingerprint, reason: 'repeats another comment' });
    else if (id !== undefined) published.posted.push({ fingerprint, id, outcome: 'standing' });
    else if (render(comment).body.length > mostBodyCharacters)
      published.notPosted.push({ fingerprint, reason: 'longer than GitHub takes' });
    else missing.push(comment);
    seen.add(fingerprint);
  }

  let batches: InlineComment[][] = missing.length === 0 ? [] : [missing];
  let attempts = 0;
  let unanswered = 0;
  let pendingDeleted = false;
  const created: InlineComment[] = [];

  while (batches.length > 0) {
    const [batch, ...rest] = batches as [InlineComment[], ...InlineComment[][]];
    batches = rest;
    if (attempts === mostAttempts) {
      refuse(batch, `not tried: GitHub refused others ${attempts} times`);
      continue;
    }
    attempts += 1;
    try {
      await post(batch);
      created.push(...batch);
    } catch (refusal) {
      try {
        batches.unshift(...(await mend(batch, refusal)));
      } catch (error) {
        if (!(error instanceof GitHubError) || isForTheJob(error)) throw error;
        published.failure = error;
        for (const left of [batch, ...batches]) refuse(left, error.message);
        batches = [];
      }
    }
  }
  await addCreated();
  return published;

  function render({ fingerprint, path, side, line, startLine, body }: InlineComment) {
    const several = startLine !== null && startLine !== line;
    return {
      path,
      side,
      line,
      ...(several ? { start_line: startLine, start_side: side } : {}),
      body: publisher.signer.mark(address, 'finding', { fingerprint, head, round: String(round) }, body),
    };
  }

  async function post(batch: readonly InlineComment[]): Promise<void> {
    const { owner, repo, number } = address;
    await ask(`review ${nameOf(address)}`, () =>
      octokit.rest.pulls.createReview({
        owner,
        repo,
        pull_number: number,
        commit_id: head,
        event: 'COMMENT',
        comments: batch.map(render),
        request: { retries: 0 },
      }),
    );
  }

  /** What to try instead of a batch that was not taken. Throws what cannot be mended here. */
  async function mend(batch: InlineComment[], error: unknown): Promise<InlineComment[][]> {
    if (error instanceof GitHubUnavailable && unanswered === 0) {
      unanswered += 1;
      return withoutStanding(batch);
    }
    if (!(error instanceof GitHubUnprocessable)) throw error;
    if (isPendingReview(error) && !pendingDeleted) {
      pendingDeleted = true;
      await deletePendingReviews(octokit, publisher, address);
      return [batch];
    }
    if (!isAboutComments(error)) throw error;
    return narrow(batch, error);
  }

  function refuse(batch: readonly InlineComment[], reason: string): void {
    for (const { fingerprint } of batch) published.notPosted.push({ fingerprint, reason });
  }

  /** The answer was lost: those that stand now were posted by that request. */
  async function withoutStanding(batch: readonly InlineComment[]): Promise<InlineComment[][]> {
    await settle();
    const now = await listStanding(octokit, publisher, address);
    created.push(...batch.filter(({ fingerprint }) => now.has(fingerprint)));
    const left = batch.filter(({ fingerprint }) => !now.has(fingerprint));
    return left.length === 0 ? [] : [left];
  }

  /** Smaller batches to try instead of a refused one; a refused single comment is given up. */
  function narrow(batch: InlineComment[], error: GitHubUnprocessable): InlineComment[][] {
    const reason = error.reasons.join('; ') || error.message;
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      // Both ends of a range must stand in one hunk; its last line alone is better than no comment.
      if (only.startLine !== null && only.startLine !== only.line) return [[{ ...only, startLine: null }]];
      refuse(batch, reason);
      return [];
    }
    const named = namedOffenders(error.reasons, batch.length);
    if (named.size > 0 && named.size < batch.length) {
      const good = batch.filter((_, index) => !named.has(index));
      const bad = batch.filter((_, index) => named.has(index));
      return [good, ...bad.map((comment) => [comment])];
    }
    const middle = Math.ceil(batch.length / 2);
    return [batch.slice(0, middle), batch.slice(middle)];
  }

  async function addCreated(): Promise<void> {
    if (created.length === 0) return;
    const now = await listStanding(octokit, publisher, address).catch((error: unknown) => {
      // They are posted; only their ids stay unknown until the next look.
      if (error instanceof GitHubError) return new Map<string, number>();
      throw error;
    });
    for (const { fingerprint } of created) {
      published.posted.push({ fingerprint, id: now.get(fingerprint) ?? null, outcome: 'created' });
    }
  }
}

/** Our inline comments by fingerprint; of several the oldest. */
async function listStanding(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
): Promise<Map<string, number>> {
  const { owner, repo, number } = address;
  const comments = await ask(`list the review comments of ${nameOf(address)}`, () =>
    octokit.paginate(octokit.rest.pulls.listReviewComments, {
      owner,
      repo,
      pull_number: number,
      per_page: 100,
    }),
  );
  const standing = new Map<string, number>();
  for (const comment of comments.sort((a, b) => a.id - b.id)) {
    const fingerprint = readOwnMarker(publisher, address, 'finding', comment)?.['fingerprint'];
    if (fingerprint !== undefined && !standing.has(fingerprint)) standing.set(fingerprint, comment.id);
  }
  return standing;
}

function isPendingReview({ reasons, message }: GitHubUnprocessable): boolean {
  return [...reasons, message].some((text) => /\bpending review\b/i.test(text));
}

/** A refusal of the commit or of the whole pull request is not mended by leaving comments out. */
function isAboutComments({ reasons, message }: GitHubUnprocessable): boolean {
  return ![...reasons, message].some((text) =>
    /\b(commit_?id|commit (is not part|could not be resolved)|locked)\b/i.test(text),
  );
}
