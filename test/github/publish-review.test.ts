import type { Octokit } from '@octokit/rest';
import { describe, expect, it } from 'vitest';
import { GitHubBusy, GitHubForbidden, GitHubUnauthorized } from '../../src/github/errors.ts';
import { publishCheck } from '../../src/github/publish-check.ts';
import { publishReview } from '../../src/github/publish-review.ts';
import { names, publicationOf, publishRound, readPage, type Shop, useShop } from './shop.ts';
import { TestOctokit } from './support.ts';

const shop = useShop();

function writes() {
  return shop.github
    .requests()
    .filter(({ method, path }) => method !== 'GET' && !path.includes('/access_tokens'));
}

function place({ address: { owner, repo } }: Shop) {
  return { owner, repo };
}

describe('publishReview', () => {
  it('publishes everything, and nothing the second time', async () => {
    const first = await publishRound(shop);
    expect(first.failures).toEqual([]);
    expect(names(first.comments)).toEqual(['f1', 'f2', 'f3']);
    const before = writes().length;
    const second = await publishRound(shop);
    expect(
      writes()
        .slice(before)
        .map(({ method }) => method),
    ).toEqual([]);
    expect(second.summary).toMatchObject({ id: first.summary!.id, outcome: 'unchanged' });
    expect(second.check!.id).toBe(first.check!.id);
    expect(second.comments.map(({ id, outcome }) => [id, outcome])).toEqual(
      first.comments.map(({ id }) => [id, 'standing']),
    );

    const { comments, reviews, inline, checks, issues } = await readPage(shop);
    expect(comments).toHaveLength(1);
    expect(reviews.map(({ state }) => state)).toEqual(['COMMENTED']);
    expect(inline.map(({ path, line }) => [path, line])).toEqual([
      ['b.ts', 2],
      ['b.ts', 4],
      ['b.ts', 6],
    ]);
    expect(checks).toMatchObject([{ name: 'Architect', status: 'completed', conclusion: 'success' }]);
    expect(checks[0]!.summary).toBe(`See ${first.summary!.url}`);
    expect(issues).toHaveLength(1);
    expect(comments[0]!.body).toContain(`issues: ${issues[0]!.number}\n`);
  });

  it('keeps one summary over rounds and adds only new comments', async () => {
    const first = await publishRound(shop);
    ({ sha: shop.head } = await shop.github.commit(shop.repo, 'queue', { 'c.ts': 'more\n' }));
    const { comments: old } = publicationOf(shop);
    const added = { ...old[0]!, fingerprint: 'f4', path: 'c.ts', line: 1 };
    const second = await publishRound(shop, { round: 2, comments: [...old, added] });
    expect(second.summary).toMatchObject({ id: first.summary!.id, outcome: 'updated' });
    const { comments, inline, reviews } = await readPage(shop);
    expect([comments.length, inline.length, reviews.length]).toEqual([1, 4, 2]);
  });

  it('finds its summary among 120 other comments and believes no copy of it', async () => {
    for (let index = 0; index < 60; index += 1)
      await shop.github.comment(shop.repo, shop.address.number, `before ${index}`);
    const first = await publishRound(shop, { comments: [], followUps: null });
    const { comments } = await readPage(shop);
    await shop.github.setRole(shop.repo, 'mallory', 'read');
    const body = comments.find(({ id }) => id === first.summary!.id)!.body;
    await shop.github.comment(shop.repo, shop.address.number, body, 'mallory');
    for (let index = 0; index < 60; index += 1)
      await shop.github.comment(shop.repo, shop.address.number, `after ${index}`);
    const second = await publishRound(shop, { comments: [], followUps: null, summary: () => 'New' });
    expect(second.summary).toMatchObject({ id: first.summary!.id, outcome: 'updated' });
    expect((await readPage(shop)).comments).toHaveLength(122);
  });

  it('does not take a marker posted by a person before it', async () => {
    await shop.github.setRole(shop.repo, 'mallory', 'read');
    const data = { head: shop.head, round: '1' };
    const spoofed = shop.publisher.signer.mark(shop.address, 'summary', data, 'All is well');
    await shop.github.comment(shop.repo, shop.address.number, spoofed, 'mallory');
    const { summary } = await publishRound(shop, { comments: [], followUps: null });
    expect(summary!.outcome).toBe('created');
    expect((await readPage(shop)).comments.map(({ author }) => author)).toEqual([
      'mallory',
      'architect[bot]',
    ]);
  });

  it.each([
    ['review', /\/pulls\/\d+\/reviews$/],
    ['summary', /\/issues\/\d+\/comments$/],
    ['check run', /\/check-runs$/],
    ['issue', /\/issues$/],
  ])('creates no second %s when the answer to the first is lost', async (_, path) => {
    shop.github.failNext({ method: 'POST', path, status: 502, after: 'effect' });
    const result = await publishRound(shop);
    expect(result.failures).toEqual([]);
    expect(names(result.comments)).toEqual(['f1', 'f2', 'f3']);
    const { comments, inline, checks, issues } = await readPage(shop);
    expect([comments.length, inline.length, checks.length, issues.length]).toEqual([1, 3, 1, 1]);
  });

  it('carries a refused comment into the summary and posts the others', async () => {
    const { comments } = publicationOf(shop);
    const outside = { ...comments[1]!, line: 400 };
    const result = await publishRound(shop, { comments: [comments[0]!, outside, comments[2]!] });
    expect(names(result.comments)).toEqual(['f1', 'f3']);
    expect(result.notPosted).toEqual([{ fingerprint: 'f2', reason: 'Line could not be resolved' }]);
    expect((await readPage(shop)).comments[0]!.body).toContain('not posted: f2');
  });

  it('discards a result whose head moved, and ends that head’s check', async () => {
    const { id } = await publishCheck(
      shop.octokit,
      shop.publisher,
      shop.address,
      { head: shop.head, externalId: 'round-1' },
      { status: 'in_progress', title: 'Reviewing', summary: 'Started' },
    );
    const old = publicationOf(shop);
    const { sha } = await shop.github.commit(shop.repo, 'queue', { 'c.ts': 'more\n' });
    expect(await publishReview(shop.octokit, shop.publisher, shop.address, old)).toEqual({
      outcome: 'stale',
      head: sha,
    });
    const { comments, reviews, checks } = await readPage(shop);
    expect([comments, reviews, checks]).toEqual([[], [], []]);
    const { data } = await shop.octokit.rest.checks.get({ ...place(shop), check_run_id: id });
    expect(data).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  });

  it('does not take back the conclusion of a head that moved after it was published', async () => {
    const { check } = await publishRound(shop);
    const old = publicationOf(shop);
    await shop.github.commit(shop.repo, 'queue', { 'c.ts': 'more\n' });
    expect(await publishReview(shop.octokit, shop.publisher, shop.address, old)).toMatchObject({
      outcome: 'stale',
    });
    const { data } = await shop.octokit.rest.checks.get({ ...place(shop), check_run_id: check!.id });
    expect(data.conclusion).toBe('success');
  });

  it('publishes the rest when one part is forbidden, and says which', async () => {
    const refusal = { message: 'Resource not accessible by integration' };
    const headers = { 'x-accepted-github-permissions': 'issues=write' };
    shop.github.failNext({ method: 'POST', path: /\/issues$/, status: 403, body: refusal, headers });
    shop.github.failNext({ method: 'POST', path: /\/reviews$/, status: 403, body: refusal });
    const result = await publishRound(shop);
    expect(result.failures.map(({ part }) => part)).toEqual(['comments', 'follow-ups']);
    expect(result.failures[1]!.error).toBeInstanceOf(GitHubForbidden);
    expect(names(result.notPosted)).toEqual(['f1', 'f2', 'f3']);
    const { comments, checks } = await readPage(shop);
    expect(comments[0]!.body).toContain('not posted: f1,f2,f3');
    expect(checks[0]!.text).toBe('failed: comments,follow-ups');
  });

  it('still posts the summary and the check when the comments cannot even be listed', async () => {
    shop.github.failNext({ method: 'GET', path: /\/pulls\/\d+\/comments$/, status: 500, times: 3 });
    const result = await publishRound(shop);
    expect(names(result.notPosted)).toEqual(['f1', 'f2', 'f3']);
    expect(result.summary).not.toBeNull();
    expect(result.check).not.toBeNull();
  });

  it.each([
    ['busy', 403, { 'retry-after': '40' }, GitHubBusy],
    ['refusing our token', 401, {}, GitHubUnauthorized],
  ])('stops for a later try when GitHub is %s, which then completes it', async (_, status, headers, type) => {
    // octokit itself repeats a 401 for some seconds after a token was minted.
    const personal = status === 401 ? await narrowed() : shop.octokit;
    shop.github.failNext({ method: 'POST', path: /\/issues\/\d+\/comments$/, status, headers });
    await expect(
      publishReview(personal, shop.publisher, shop.address, publicationOf(shop)),
    ).rejects.toBeInstanceOf(type);
    const result = await publishRound(shop);
    expect(result.comments.every(({ outcome }) => outcome === 'standing')).toBe(true);
    const { comments, inline, issues } = await readPage(shop);
    expect([comments.length, inline.length, issues.length]).toEqual([1, 3, 1]);
  });

  it('stops between two parts when its job was taken away', async () => {
    const controller = new AbortController();
    const change = publicationOf(shop, {
      summary: () => {
        controller.abort(new Error('taken away'));
        return 'Summary';
      },
    });
    await expect(
      publishReview(shop.octokit, shop.publisher, shop.address, change, controller.signal),
    ).rejects.toThrow('taken away');
    expect((await readPage(shop)).checks).toEqual([]);
  });

  /** The installation's rights behind a plain token. */
  async function narrowed(): Promise<Octokit> {
    const { token } = (await shop.octokit.auth({ type: 'installation' })) as { token: string };
    const options = { auth: { token }, baseUrl: shop.github.url };
    return new TestOctokit(options as never) as unknown as Octokit;
  }
});
