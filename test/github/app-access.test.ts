import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { createProbot } from 'probot';
import { afterEach, describe, expect, it } from 'vitest';
import { connectApp } from '../../src/github/app-access.ts';
import { ask, GitHubForbidden, GitHubUnavailable } from '../../src/github/errors.ts';
import { createOctokitClass } from '../../src/github/octokit-class.ts';
import { connect, TestOctokit } from './support.ts';

const baseUrl = 'https://ghe.example.com/api/v3';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

function access() {
  return connectApp({ appId: 4711, privateKey, baseUrl, Octokit: TestOctokit });
}

function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}

describe('connectApp', () => {
  it('speaks as an installation to the given host, with one octokit per installation', async () => {
    nock(baseUrl)
      .post('/app/installations/5/access_tokens')
      .matchHeader('authorization', /^bearer ey/)
      .reply(201, { token: 'installation-token', expires_at: inMinutes(60), permissions: {} })
      .get('/repos/acme/shop')
      .twice()
      .matchHeader('authorization', 'token installation-token')
      .matchHeader('user-agent', /^architect\/0\.0\.0 /)
      .reply(200, { id: 99 });
    const app = access();
    const octokit = await app.octokitFor(5);
    expect(await app.octokitFor(5)).toBe(octokit);
    expect(await app.octokitFor(6)).not.toBe(octokit);
    await octokit.rest.repos.get({ owner: 'acme', repo: 'shop' });
    await (await app.octokitFor(5)).rest.repos.get({ owner: 'acme', repo: 'shop' });
  });

  it('mints a token for the contents of one repository, once for all who ask at the same time', async () => {
    nock(baseUrl)
      .post('/app/installations/5/access_tokens', { repository_ids: [99], permissions: { contents: 'read' } })
      .reply(201, { token: 'narrow', expires_at: inMinutes(60) });
    const app = access();
    const tokens = await Promise.all([app.contentsToken(5, 99), app.contentsToken(5, 99)]);
    expect(tokens.map(({ token }) => token)).toEqual(['narrow', 'narrow']);
    expect((await app.contentsToken(5, 99)).expiresAt).toBeInstanceOf(Date);
  });

  it('mints anew shortly before a token ends and after a failure', async () => {
    nock(baseUrl)
      .post('/app/installations/5/access_tokens')
      .reply(403, { message: 'This installation has been suspended' })
      .post('/app/installations/5/access_tokens')
      .reply(201, { token: 'old', expires_at: inMinutes(5) })
      .post('/app/installations/5/access_tokens')
      .reply(201, { token: 'new', expires_at: inMinutes(60) });
    const app = access();
    await expect(app.contentsToken(5, 99)).rejects.toBeInstanceOf(GitHubForbidden);
    expect((await app.contentsToken(5, 99)).token).toBe('old');
    const both = await Promise.all([app.contentsToken(5, 99), app.contentsToken(5, 99)]);
    expect(both.map(({ token }) => token)).toEqual(['new', 'new']);
  });

  it('reads the organisation’s settings with a token for that repository alone', async () => {
    nock(baseUrl)
      .get('/repos/acme/.github/installation')
      .reply(200, { id: 6 })
      .post('/app/installations/6/access_tokens', {
        repositories: ['.github'],
        permissions: { contents: 'read' },
      })
      .reply(201, { token: 'organisation', expires_at: inMinutes(60) })
      .get('/repos/acme/.github')
      .matchHeader('authorization', 'token organisation')
      .reply(200, { id: 1 });
    const reader = await access().organisationReader('acme');
    const { data } = await reader.octokit!.rest.repos.get({ owner: 'acme', repo: '.github' });
    expect(data.id).toBe(1);
  });

  it('says why the organisation’s settings cannot be read', async () => {
    nock(baseUrl).get('/repos/acme/.github/installation').reply(404, { message: 'Not Found' });
    expect(await access().organisationReader('acme')).toEqual({
      octokit: null,
      reason: 'the App is not installed on acme/.github, or there is none',
    });
  });

  it('asks for its own name once, and again after a failure', async () => {
    nock(baseUrl).get('/app').times(3).reply(503).get('/app').reply(200, { id: 4711, slug: 'architect' });
    const app = access();
    await expect(app.identity()).rejects.toBeInstanceOf(GitHubUnavailable);
    expect(await app.identity()).toEqual({ id: 4711, slug: 'architect' });
    expect(await app.identity()).toEqual({ id: 4711, slug: 'architect' });
  });
});

describe('createOctokitClass', () => {
  it('keeps its manners inside Probot, per installation', async () => {
    nock(baseUrl)
      .post('/app/installations/5/access_tokens')
      .reply(201, { token: 't', expires_at: inMinutes(60), permissions: {} })
      .post('/repos/acme/shop/issues')
      .matchHeader('user-agent', /^architect\/1\.2\.3 /)
      .reply(429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '60' });
    const probot = createProbot({
      overrides: {
        appId: 4711,
        privateKey,
        secret: 'a webhook secret',
        baseUrl,
        logLevel: 'fatal',
        Octokit: createOctokitClass({ version: '1.2.3' }),
      },
      env: {},
    });
    const octokit = await probot.auth(5);
    const begin = performance.now();
    await expect(
      octokit.rest.issues.create({ owner: 'acme', repo: 'shop', title: 'x' }),
    ).rejects.toMatchObject({ status: 429 });
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  it('lets the handful of writes of one review pass at once, and paces what comes after', async () => {
    const Paced = createOctokitClass({ version: '0' });
    const octokit = new Paced({
      auth: { token: 't' },
      baseUrl,
      throttle: { id: 'paced' },
    } as never);
    nock(baseUrl).post('/repos/acme/shop/issues').times(21).reply(201, {});
    const create = () => octokit.rest.issues.create({ owner: 'acme', repo: 'shop', title: 'x' });
    const begin = performance.now();
    const answered = await Promise.all(
      Array.from({ length: 21 }, () => create().then(() => performance.now() - begin)),
    );
    // The plugin's own pace would take a minute for twenty; the bucket holds twenty and one more each 3 s.
    const [twentieth, last] = answered.sort((a, b) => a - b).slice(-2);
    expect(twentieth).toBeLessThan(20_000);
    expect(last).toBeGreaterThan(2000);
  });

  it.each(['no answer at all', 'an answer that stops in the middle'])('gives up on %s', async (kind) => {
    const server = createServer((_, response) => {
      if (kind === 'no answer at all') return;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const Hasty = createOctokitClass({ version: '0', timeoutMilliseconds: 100, paced: false });
      const { port } = server.address() as AddressInfo;
      const octokit = new Hasty({ baseUrl: `http://127.0.0.1:${port}`, auth: { token: 't' } } as never);
      const error = await ask('look', () =>
        octokit.rest.repos.get({ owner: 'acme', repo: 'shop', request: { retries: 0 } }),
      ).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GitHubUnavailable);
      expect((error as Error).message).toContain('timeout');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('does not log what is sent', async () => {
    const lines: unknown[][] = [];
    const note = (...line: unknown[]) => lines.push(line);
    nock(baseUrl).post('/repos/acme/shop/issues').reply(201, {});
    const octokit = new TestOctokit({
      auth: { token: 't' },
      baseUrl,
      log: { debug: note, info: note, warn: note, error: note },
    } as never);
    await octokit.rest.issues.create({ owner: 'acme', repo: 'shop', title: 'private words' });
    expect(lines).toEqual([]);
  });

  it('is the same for a personal token', async () => {
    nock(baseUrl).get('/user').matchHeader('authorization', 'token test-token').reply(200, { login: 'ann' });
    const { data } = await connect(baseUrl).rest.users.getAuthenticated();
    expect(data.login).toBe('ann');
  });
});
