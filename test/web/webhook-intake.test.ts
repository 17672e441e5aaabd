import { createHmac, generateKeyPairSync } from 'node:crypto';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { Probot } from 'probot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp, events } from '../../src/app.ts';
import type { Delivery } from '../../src/jobs/delivery.ts';
import { createHttpServer } from '../../src/web/http-server.ts';
import { receiveWebhook } from '../../src/web/receive-webhook.ts';

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples/api.github.com/index.json') as {
  name: string;
  examples: Record<string, unknown>[];
}[];
const taken = examples.filter(({ name }) => (events as readonly string[]).includes(name));

const secret = 'a-secret-of-some-length';
const sign = (body: string, key = secret) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

/** A double of the queue: intake is what is tested here, the real queue is tested with the whole path. */
const stored: { delivery: Delivery; id: string | undefined }[] = [];
let failing = false;
let server: Server;
let url: string;

beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const log = pino({ level: 'silent' });
  const probot = new Probot({
    appId: 7,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    secret,
    log,
  });
  await probot.ready();
  await probot.load(
    createApp({
      appId: 7,
      allowedOwners: ['codertocat', 'octo-org', 'octocat'],
      queue: {
        async send(_, data, options) {
          if (failing) throw new Error('the database is away: postgres://user:password@host');
          stored.push({ delivery: data as Delivery, id: options?.id });
          return 'stored';
        },
      },
    }),
  );
  server = createHttpServer({
    receive: (webhook) => receiveWebhook(probot, webhook),
    takesWebhooks: true,
    ready: async () => ({ ready: !failing, detail: failing ? 'database' : 'ready' }),
    log,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  stored.length = 0;
  failing = false;
});

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': sign(body),
      ...headers,
    },
  });
}

const head = 'a'.repeat(40);

function pullRequest(change: object = {}): string {
  return JSON.stringify({
    action: 'opened',
    number: 5,
    pull_request: { head: { sha: head } },
    installation: { id: 1 },
    repository: { id: 2, name: 'r', owner: { login: 'Codertocat', id: 3 } },
    sender: { login: 'Codertocat', id: 3, type: 'User' },
    ...change,
  });
}

describe('webhook intake', () => {
  it('has examples of the events it takes', () => {
    expect(taken.reduce((sum, { examples }) => sum + examples.length, 0)).toBeGreaterThan(40);
  });

  it.each(
    taken.flatMap(({ name, examples }) => examples.map((payload, index) => [name, index, payload] as const)),
  )('takes the published example %s %i without an error', async (name, _index, payload) => {
    const body = JSON.stringify(payload);
    const response = await post(body, { 'x-github-event': name, 'x-hub-signature-256': sign(body) });
    expect(response.status).toBe(200);
  });

  it('stores the delivery under its id, reduced to keys', async () => {
    expect((await post(pullRequest())).status).toBe(200);
    expect(stored).toEqual([
      {
        id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        delivery: {
          kind: 'pull-request',
          action: 'opened',
          pullRequest: { installationId: 1, repositoryId: 2, owner: 'Codertocat', repo: 'r', number: 5 },
          head,
        },
      },
    ]);
  });

  it.each([
    ['another secret', sign(pullRequest(), 'wrong-secret'), 401],
    ['SHA-1', 'sha1=abc', 401],
    ['nothing', '', 401],
  ])('refuses a body signed with %s', async (_, signature, status) => {
    expect((await post(pullRequest(), { 'x-hub-signature-256': signature })).status).toBe(status);
    expect(stored).toEqual([]);
  });

  it('refuses more than 25 MB, announced or not, and stays alive', async () => {
    const large = 'x'.repeat(25 * 1024 * 1024 + 1);
    expect((await post(large)).status).toBe(413);
    expect((await post(pullRequest())).status).toBe(200);
  });

  it('answers 503 when nothing could be stored, keeps the reason to itself, and takes the same delivery again', async () => {
    failing = true;
    const refused = await post(pullRequest());
    expect(refused.status).toBe(503);
    expect(await refused.text()).not.toContain('password');
    failing = false;
    expect((await post(pullRequest())).status).toBe(200);
    expect(stored).toHaveLength(1);
  });

  it.each([
    [
      'an account that is not served',
      pullRequest({ repository: { id: 2, name: 'r', owner: { login: 'stranger' } } }),
    ],
    ['an edit of the title', pullRequest({ action: 'edited', changes: { title: { from: 'x' } } })],
    ['a label', pullRequest({ action: 'labeled' })],
    ['a payload without an installation', pullRequest({ installation: undefined })],
    ['an owner that is no text', pullRequest({ repository: { id: 2, name: 'r', owner: { login: 5 } } })],
  ])('takes and drops %s', async (_, body) => {
    const response = await post(body);
    expect(stored).toEqual([]);
    expect(response.status).toBeLessThan(504);
  });

  it('stores a change of the base', async () => {
    await post(pullRequest({ action: 'edited', changes: { base: { ref: { from: 'main' } } } }));
    expect(stored).toHaveLength(1);
  });

  it('knows bots and Apps behind a comment, and drops comments that are not for it', async () => {
    const comment = (body: string, fields: object) =>
      post(
        pullRequest({
          action: 'created',
          issue: { number: 5, pull_request: {} },
          comment: { id: 9, body, ...fields },
        }),
        { 'x-github-event': 'issue_comment' },
      );
    // Each is signed by `post`, which signs what it sends.
    await comment('looks good', { user: { login: 'a', type: 'User' } });
    await comment('/architect help', { user: { login: 'a', type: 'User' } });
    await comment('/architect help', { user: { login: 'b[bot]', type: 'Bot' } });
    await comment('/architect help', {
      user: { login: 'c', type: 'User' },
      performed_via_github_app: { id: 3 },
    });
    expect(stored.map(({ delivery }) => delivery.kind === 'comment' && delivery.comment.author)).toEqual([
      { login: 'a', bot: false },
      { login: 'b[bot]', bot: true },
      { login: 'c', bot: true },
    ]);
  });

  it('says whether it lives and whether it can take work', async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    failing = true;
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.text()]).toEqual([503, 'database\n']);
    expect((await fetch(`${url}/api/github/webhooks`)).status).toBe(405);
    expect((await fetch(`${url}/etc/passwd`)).status).toBe(404);
  });
});
