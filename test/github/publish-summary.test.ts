import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { acknowledge } from '../../src/github/acknowledge.ts';
import { GitHubBusy, GitHubUnavailable, GitHubUnprocessable } from '../../src/github/errors.ts';
import { publishSummary } from '../../src/github/publish-summary.ts';
import { reply } from '../../src/github/reply.ts';
import { address, api, connect, head, issueComment, publisher } from './support.ts';

const octokit = connect();
const { signer } = publisher;
const comments = '/repos/acme/shop/issues/7/comments';
const round = { head, round: 1 };

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

function summaryBody(text: string, number = 1) {
  return signer.mark(address, 'summary', { head, round: String(number) }, text);
}

/** Lists comments a hundred a page, as GitHub does. */
function list(...pages: object[][]) {
  pages.forEach((page, index) => {
    const next =
      index + 1 < pages.length ? { link: `<${api}${comments}?page=${index + 2}>; rel="next"` } : {};
    nock(api)
      .get(comments)
      .query(index === 0 ? { per_page: 100 } : { page: index + 1 })
      .reply(200, page, next);
  });
}

function create(status: number, body: object = { id: 50, html_url: 'url' }, headers = {}) {
  return nock(api).post(comments).reply(status, body, headers);
}

const publish = (body: string) => publishSummary(octokit, publisher, address, { ...round, body });

describe('publishSummary', () => {
  it('creates the first one, marked', async () => {
    list([issueComment(1, 'hello', 'person')]);
    nock(api)
      .post(comments, { body: summaryBody('Text') })
      .reply(201, { id: 50, html_url: 'url' });
    expect(await publish('Text')).toEqual({ id: 50, url: 'url', outcome: 'created' });
  });

  it('finds its own on the last page and writes only what changed', async () => {
    const others = Array.from({ length: 100 }, (_, index) => issueComment(index + 1, 'chat', 'person'));
    const spoofed = issueComment(101, summaryBody('mine now'), 'person');
    const pages = [others, [spoofed, issueComment(102, summaryBody('Text'))]];
    list(...pages);
    expect(await publish('Text')).toMatchObject({ id: 102, outcome: 'unchanged' });
    list(...pages);
    nock(api)
      .patch('/repos/acme/shop/issues/comments/102', { body: summaryBody('New') })
      .reply(200, {});
    expect(await publish('New')).toMatchObject({ id: 102, outcome: 'updated' });
  });

  it('keeps the oldest of several and deletes the others', async () => {
    list([issueComment(30, summaryBody('b')), issueComment(20, summaryBody('a'))]);
    nock(api)
      .delete('/repos/acme/shop/issues/comments/30')
      .reply(404)
      .patch('/repos/acme/shop/issues/comments/20', { body: summaryBody('c') })
      .reply(200, {});
    expect(await publish('c')).toMatchObject({ id: 20, outcome: 'updated' });
  });

  it('creates it again when a person deletes it in the middle', async () => {
    list([issueComment(20, summaryBody('a'))]);
    nock(api).patch('/repos/acme/shop/issues/comments/20').reply(404);
    create(201);
    expect(await publish('b')).toMatchObject({ id: 50, outcome: 'created' });
  });

  it('looks again before it repeats a creation that was not answered', async () => {
    list([]);
    create(502);
    list([issueComment(60, summaryBody('Text'))]);
    expect(await publish('Text')).toMatchObject({ id: 60, outcome: 'created' });
  });

  it('repeats a creation that had no effect once, not for ever', async () => {
    list([]);
    create(502);
    list([]);
    create(502);
    await expect(publish('Text')).rejects.toBeInstanceOf(GitHubUnavailable);
  });

  it('says how long GitHub wants to be left alone', async () => {
    list([]);
    create(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '30' });
    const error = await publish('Text').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GitHubBusy);
    expect(error).toMatchObject({ seconds: 30 });
  });

  it('refuses a body that GitHub would refuse, and takes the longest that fits', async () => {
    await expect(publish('x'.repeat(65_536))).rejects.toBeInstanceOf(GitHubUnprocessable);
    list([]);
    create(201);
    expect(await publish('x'.repeat(65_200))).toMatchObject({ outcome: 'created' });
  });
});

describe('reply', () => {
  const answerTo = (command: string, text: string) => signer.mark(address, 'answer', { command }, text);

  it('answers each command once', async () => {
    list([issueComment(1, answerTo('900', 'Help')), issueComment(2, answerTo('901', 'Old'))]);
    expect(await reply(octokit, publisher, address, { commandCommentId: 900, body: 'Help' })).toMatchObject({
      id: 1,
      outcome: 'unchanged',
    });
    list([issueComment(1, answerTo('900', 'Help')), issueComment(2, answerTo('901', 'Old'))]);
    nock(api).patch('/repos/acme/shop/issues/comments/2').reply(200, {});
    expect(await reply(octokit, publisher, address, { commandCommentId: 901, body: 'New' })).toMatchObject({
      id: 2,
      outcome: 'updated',
    });
    list([issueComment(1, answerTo('900', 'Help'))]);
    create(201);
    expect(await reply(octokit, publisher, address, { commandCommentId: 902, body: 'Help' })).toMatchObject({
      id: 50,
      outcome: 'created',
    });
  });
});

describe('acknowledge', () => {
  it.each([
    [200, true],
    [201, true],
    [403, false],
    [404, false],
    [422, false],
  ])('answered with %i is %s', async (status, expected) => {
    nock(api).post('/repos/acme/shop/issues/comments/900/reactions', { content: 'eyes' }).reply(status, {});
    expect(await acknowledge(octokit, address, 900)).toBe(expected);
  });

  it('passes on that GitHub is busy', async () => {
    nock(api)
      .post(/reactions/)
      .reply(429);
    await expect(acknowledge(octokit, address, 900)).rejects.toBeInstanceOf(GitHubBusy);
  });
});
