import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { GitHubBusy, GitHubForbidden, GitHubUnavailable } from '../../src/github/errors.ts';
import type { InlineComment } from '../../src/github/publication.ts';
import { publishComments } from '../../src/github/publish-comments.ts';
import { address, api, connect, head, publisher, reviewComment } from './support.ts';

const octokit = connect();
const pull = '/repos/acme/shop/pulls/7';

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

interface Sent {
  event: string;
  commit_id: string;
  comments: { path: string; line: number; side: string; start_line?: number; body: string }[];
}

/** GitHub's reviews in memory: what is posted stands when it is listed. `answer` may refuse or lose a request. */
function startReviews(
  answer: (sent: Sent, attempt: number) => [number, object?, object?] | null = () => null,
) {
  const standing: ReturnType<typeof reviewComment>[] = [];
  const sent: Sent[] = [];
  nock(api)
    .persist()
    .get(`${pull}/comments`)
    .query({ per_page: 100 })
    .reply(() => [200, [...standing].reverse()])
    .post(`${pull}/reviews`)
    .reply(async (request: Request) => {
      const review = (await request.json()) as Sent;
      sent.push(review);
      const refusal = answer(review, sent.length);
      // 502 after effect: it is posted and GitHub does not say so.
      if (refusal === null || refusal[0] === 502) {
        for (const comment of review.comments)
          standing.push(reviewComment(100 + standing.length, comment.body));
      }
      return refusal ?? [200, { id: 1 }];
    });
  return { standing, sent, stop: () => nock.cleanAll() };
}

function comment(name: string, change: Partial<InlineComment> = {}): InlineComment {
  return {
    fingerprint: name,
    path: `${name}.ts`,
    side: 'RIGHT',
    line: 3,
    startLine: null,
    body: name,
    ...change,
  };
}

const publish = (comments: InlineComment[]) =>
  publishComments(octokit, publisher, address, { head, round: 1, comments });

const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => comment(name));
const names = (list: { fingerprint: string }[]) => list.map(({ fingerprint }) => fingerprint).sort();
const lineError = { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] };

describe('publishComments', () => {
  it('posts one COMMENT review on the head, and nothing the second time', async () => {
    const { sent, stop } = startReviews();
    const range = comment('range', { side: 'LEFT', startLine: 1 });
    const single = comment('single', { startLine: 3 });
    const first = await publish([range, single]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ event: 'COMMENT', commit_id: head });
    expect(sent[0]!.comments[0]).toMatchObject({ start_line: 1, start_side: 'LEFT', line: 3, side: 'LEFT' });
    expect(sent[0]!.comments[1]).not.toHaveProperty('start_line');
    expect(first).toEqual({
      posted: [
        { fingerprint: 'range', id: 100, outcome: 'created' },
        { fingerprint: 'single', id: 101, outcome: 'created' },
      ],
      notPosted: [],
      failure: null,
    });
    const second = await publish([range, comment('new'), single]);
    expect(sent).toHaveLength(2);
    expect(sent[1]!.comments.map(({ path }) => path)).toEqual(['new.ts']);
    expect(second.posted.map(({ outcome }) => outcome)).toEqual(['standing', 'standing', 'created']);
    stop();
  });

  it('asks nothing when there is nothing to post', async () => {
    expect(await publish([])).toEqual({ posted: [], notPosted: [], failure: null });
  });

  it('does not take a person’s copy of a marker for its own comment', async () => {
    const { standing, sent, stop } = startReviews();
    await publish([comment('a')]);
    standing[0]!.user = { login: 'mallory', type: 'User' };
    await publish([comment('a')]);
    expect(sent).toHaveLength(2);
    stop();
  });

  it('isolates refused comments, posts the rest and returns them with GitHub’s reason', async () => {
    const { sent, stop } = startReviews(({ comments }) =>
      comments.some(({ path }) => path === 'c.ts' || path === 'g.ts') ? [422, lineError] : null,
    );
    const result = await publish(seven);
    expect(names(result.posted)).toEqual(['a', 'b', 'd', 'e', 'f']);
    expect(result.notPosted).toEqual([
      { fingerprint: 'c', reason: 'Line could not be resolved' },
      { fingerprint: 'g', reason: 'Line could not be resolved' },
    ]);
    expect(result.failure).toBeNull();
    expect(sent.length).toBeLessThanOrEqual(11);
    stop();
  });

  it('takes GitHub’s word for which one it is', async () => {
    const { sent, stop } = startReviews(({ comments }) => {
      const index = comments.findIndex(({ path }) => path === 'c.ts');
      const reason = `Variable $threads was provided invalid value for ${index}.line (must be in the diff)`;
      return index === -1 ? null : [422, { message: 'Unprocessable Entity', errors: [reason] }];
    });
    const result = await publish(seven);
    expect(names(result.posted)).toEqual(['a', 'b', 'd', 'e', 'f', 'g']);
    expect(names(result.notPosted)).toEqual(['c']);
    expect(sent).toHaveLength(3);
    stop();
  });

  it('puts a range whose ends are in two hunks on its last line', async () => {
    const { sent, stop } = startReviews(({ comments }) =>
      comments.some(({ start_line }) => start_line !== undefined) ? [422, lineError] : null,
    );
    const result = await publish([comment('a', { startLine: 1 })]);
    expect(names(result.posted)).toEqual(['a']);
    expect(sent.at(-1)!.comments[0]).not.toHaveProperty('start_line');
    stop();
  });

  it('gives up after a bounded number of requests and loses nothing', async () => {
    const { sent, stop } = startReviews(() => [422, lineError]);
    const thirty = Array.from({ length: 30 }, (_, index) => comment(`n${index}`));
    const result = await publish(thirty);
    expect(sent.length).toBeLessThanOrEqual(16);
    expect(names(result.notPosted)).toEqual(names(thirty));
    stop();
  });

  it('does not search for an offender when the commit is refused', async () => {
    const { sent, stop } = startReviews(() => [
      422,
      { message: 'Validation Failed', errors: ['commit_id is not part of the pull request'] },
    ]);
    const result = await publish(seven);
    expect(sent).toHaveLength(1);
    expect(names(result.notPosted)).toEqual(names(seven));
    expect(result.failure).not.toBeNull();
    stop();
  });

  it('deletes a left-over pending review of its own and goes on', async () => {
    const { stop } = startReviews((_, attempt) =>
      attempt === 1
        ? [422, { message: 'x', errors: ['User can only have one pending review per pull request'] }]
        : null,
    );
    const removal = nock(api)
      .get(`${pull}/reviews`)
      .query(true)
      .reply(200, [
        { id: 1, state: 'PENDING', user: { login: 'ann' } },
        { id: 2, state: 'PENDING', user: { login: 'architect[bot]' } },
        { id: 3, state: 'COMMENTED', user: { login: 'architect[bot]' } },
      ])
      .delete(`${pull}/reviews/2`)
      .reply(200, {});
    const result = await publish([comment('a')]);
    expect(names(result.posted)).toEqual(['a']);
    expect(removal.isDone()).toBe(true);
    stop();
  });

  it('after a 502 that took effect posts nothing twice', async () => {
    const { standing, sent, stop } = startReviews((_, attempt) => (attempt === 1 ? [502] : null));
    const result = await publish(seven);
    expect(sent).toHaveLength(1);
    expect(standing).toHaveLength(7);
    expect(result.posted.every(({ outcome }) => outcome === 'created')).toBe(true);
    stop();
  });

  it('after an outage returns everything, and says that it was an outage', async () => {
    nock(api).get(`${pull}/comments`).query(true).twice().reply(200, []);
    nock(api).post(`${pull}/reviews`).twice().reply(503);
    const result = await publish([comment('a')]);
    expect(names(result.notPosted)).toEqual(['a']);
    expect(result.failure).toBeInstanceOf(GitHubUnavailable);
  });

  it('without the permission returns everything with the way to mend it', async () => {
    nock(api).get(`${pull}/comments`).query(true).reply(200, []);
    nock(api)
      .post(`${pull}/reviews`)
      .reply(
        403,
        { message: 'Resource not accessible' },
        { 'x-accepted-github-permissions': 'pull_requests=write' },
      );
    const result = await publish([comment('a')]);
    expect(result.failure).toBeInstanceOf(GitHubForbidden);
    expect(result.notPosted[0]!.reason).toContain("'pull_requests: write'");
  });

  it('lets the job wait when GitHub is busy, also in the middle of a search', async () => {
    const { stop } = startReviews((_, attempt) =>
      attempt === 1 ? [422, lineError] : [403, { message: 'secondary rate limit' }, { 'retry-after': '9' }],
    );
    await expect(publish(seven)).rejects.toBeInstanceOf(GitHubBusy);
    stop();
  });

  it('keeps what GitHub would not take out of the request', async () => {
    const { sent, stop } = startReviews();
    const result = await publish([comment('a'), comment('a'), comment('long', { body: 'x'.repeat(65_500) })]);
    expect(sent[0]!.comments).toHaveLength(1);
    expect(result.notPosted).toEqual([
      { fingerprint: 'a', reason: 'repeats another comment' },
      { fingerprint: 'long', reason: 'longer than GitHub takes' },
    ]);
    stop();
  });
});
