import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ask,
  GitHubBusy,
  GitHubError,
  GitHubForbidden,
  GitHubGone,
  GitHubNotFound,
  GitHubUnauthorized,
  GitHubUnavailable,
  GitHubUnprocessable,
} from '../../src/github/errors.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';
import { api, connect } from './support.ts';

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

async function failureOf(status: number, body: object, headers: Record<string, string> = {}) {
  nock(api).post('/repos/acme/shop/issues').reply(status, body, headers);
  return ask('open an issue', () =>
    connect().rest.issues.create({ owner: 'acme', repo: 'shop', title: 'x', request: { retries: 0 } }),
  ).catch((error: unknown) => error as GitHubError);
}

describe('errors', () => {
  it.each([
    [401, GitHubUnauthorized],
    [403, GitHubForbidden],
    [404, GitHubNotFound],
    [409, GitHubError],
    [410, GitHubGone],
    [422, GitHubUnprocessable],
    [500, GitHubUnavailable],
    [502, GitHubUnavailable],
  ])('%i is typed, says what failed and keeps its cause', async (status, type) => {
    const error = await failureOf(status, { message: 'Because' });
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ status, message: expect.stringContaining('open an issue') });
    expect((error as Error).message).toContain('Because');
    expect((error as Error).cause).toBeDefined();
  });

  it('a missing permission is named with the way to grant it', async () => {
    const error = await failureOf(
      403,
      { message: 'Resource not accessible by integration' },
      { 'x-accepted-github-permissions': 'issues=write,contents=read; pull_requests=write' },
    );
    expect((error as Error).message).toContain(
      "Grant the App 'issues: write' and 'contents: read' or 'pull_requests: write'",
    );
  });

  it.each<[string, number, object, Record<string, string>, number]>([
    ['Retry-After on 403', 403, { message: 'no' }, { 'retry-after': '17' }, 17],
    ['Retry-After on 429', 429, { message: 'no' }, { 'retry-after': '3' }, 3],
    ['429 alone', 429, { message: 'no' }, {}, 60],
    ['a secondary limit in words', 403, { message: 'You have exceeded a secondary rate limit.' }, {}, 60],
    ['the old words', 403, { message: 'You have triggered an abuse detection mechanism.' }, {}, 60],
    [
      'a spent budget, by the server’s clock',
      403,
      { message: 'API rate limit exceeded' },
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Date.UTC(2020, 0, 1, 0, 2, 0) / 1000),
        date: 'Wed, 01 Jan 2020 00:00:00 GMT',
      },
      121,
    ],
    ['an absurd wait', 429, {}, { 'retry-after': '999999' }, 3660],
  ])('%s becomes GitHubBusy with seconds, without waiting', async (_, status, body, headers, seconds) => {
    const begin = cpuMilliseconds();
    const error = await failureOf(status, body, headers);
    expect(error).toBeInstanceOf(GitHubBusy);
    expect(error).toMatchObject({ status, seconds });
    expect(cpuMilliseconds() - begin).toBeLessThan(2500);
  });

  it('keeps GitHub’s reasons of a 422 one by one', async () => {
    const error = await failureOf(422, { message: 'Unprocessable', errors: ['first', { field: 'line' }] });
    expect(error).toMatchObject({ reasons: ['first', '{"field":"line"}'] });
  });

  it('a broken connection is GitHubUnavailable', async () => {
    nock(api).get('/repos/acme/shop').times(3).replyWithError('socket hang up');
    const error = await ask('look', () => connect().rest.repos.get({ owner: 'acme', repo: 'shop' })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(GitHubUnavailable);
    expect(error).toMatchObject({ status: 0, message: expect.stringContaining('socket hang up') });
  });

  it('lets an abort and a bug through as they are', async () => {
    const abort = new DOMException('stop', 'AbortError');
    await expect(ask('look', () => Promise.reject(abort))).rejects.toBe(abort);
    const bug = new TypeError('undefined is not a function');
    await expect(ask('look', () => Promise.reject(bug))).rejects.toBe(bug);
  });

  it('repeats a read after a 502 but not a creation that forbids it', async () => {
    nock(api).get('/repos/acme/shop').reply(502).get('/repos/acme/shop').reply(200, { id: 99 });
    const { data } = await connect().rest.repos.get({ owner: 'acme', repo: 'shop' });
    expect(data.id).toBe(99);
    await expect(failureOf(502, {})).resolves.toBeInstanceOf(GitHubUnavailable);
  });
});
