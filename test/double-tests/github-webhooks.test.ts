import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { verify } from '@octokit/webhooks-methods';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Delivery } from '../doubles/github/types.ts';
import { asAppItself, startWorld, type World } from './world.ts';

type Json = Record<string, unknown>;
const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
const examples = JSON.parse(readFileSync(file, 'utf8')) as { name: string; examples: Json[] }[];

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const repo = 'octo-org/shop';

/** GitHub's newest published example of an event and action. */
function exampleOf(event: string, action: string | null): Json {
  const all = examples.find((one) => one.name === event)!.examples;
  return all.filter((one) => action === null || one['action'] === action).at(-1)!;
}

/** Keys that the example has and ours lacks, down to the third level. */
function missing(example: unknown, ours: unknown, path = '', depth = 0): string[] {
  if (typeof example !== 'object' || example === null || Array.isArray(example) || depth > 2) return [];
  if (typeof ours !== 'object' || ours === null) return [];
  return Object.entries(example).flatMap(([key, value]) =>
    key in ours ? missing(value, (ours as Json)[key], `${path}.${key}`, depth + 1) : [`${path}.${key}`],
  );
}

/** Another App's permissions, and what a transferred issue carries. */
const OPTIONAL = /^\.(installation\.permissions\.|changes$|issue\.draft$)/;

test('each webhook is signed, named and shaped as GitHub does it', async () => {
  const { github, octokit, received } = world;
  const steps: Delivery[] = [];
  const take = (step: { deliveries: Delivery[] }) => steps.push(...step.deliveries);
  take(await github.commit(repo, 'feature', { 'src/more.ts': 'more\n' }));
  take(await github.editPull(repo, 1, { title: 'A better title' }, 'alice'));
  take(await github.setDraft(repo, 1, true, 'alice'));
  take(await github.setDraft(repo, 1, false, 'alice'));
  take(await github.label(repo, 1, ['architecture']));
  take(await github.comment(repo, 1, '/architect help', 'alice'));
  take(await github.closePull(repo, 1));
  take(await github.reopenPull(repo, 1));
  take(await github.requestMergeGroup(repo, 1));
  take(await github.install());
  const head_sha = (await octokit.pulls.get({ ...world.repo, pull_number: 1 })).data.head.sha;
  const { data: run } = await octokit.checks.create({ ...world.repo, name: 'architect', head_sha });
  take(await github.rerequestCheck(repo, run.id, 'alice'));
  const issue = await github.createIssue(repo, { title: 'Decide', labels: ['adr'] });
  take(issue);
  take(await github.closeIssue(repo, Number(issue.body['number']), 'not_planned'));
  expect(steps.map((one) => [one.event, one.action].filter(Boolean).join('.'))).toEqual([
    'push',
    'pull_request.synchronize',
    'pull_request.edited',
    'pull_request.converted_to_draft',
    'pull_request.ready_for_review',
    'pull_request.labeled',
    'issue_comment.created',
    'pull_request.closed',
    'pull_request.reopened',
    'merge_group.checks_requested',
    'installation.created',
    'check_run.rerequested',
    'issues.opened',
    'issues.closed',
  ]);
  for (const delivery of steps) {
    expect(delivery.status).toBe(200);
    const lacking = missing(exampleOf(delivery.event, delivery.action), delivery.payload);
    expect(
      lacking.filter((key) => !OPTIONAL.test(key)),
      `${delivery.event} ${delivery.action}`,
    ).toEqual([]);
  }
  await github.settled();
  for (const { headers, text } of received) {
    expect(await verify(github.app.webhookSecret, text, String(headers['x-hub-signature-256']))).toBe(true);
    expect(await verify('another', text, String(headers['x-hub-signature-256']))).toBe(false);
    expect(headers['user-agent']).toMatch(/^GitHub-Hookshot\//);
    expect(headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/);
  }
  github.assertNoViolations();
});

test('the payloads name who, what and which installation', async () => {
  const { github } = world;
  const pushed = await github.commit(repo, 'feature', { 'src/last.ts': '1\n' }, { author: 'alice' });
  const [push, synchronize] = pushed.deliveries;
  expect(push?.payload).toMatchObject({
    ref: 'refs/heads/feature',
    after: pushed.sha,
    forced: false,
    commits: [{ id: pushed.sha, added: ['src/last.ts'], modified: [], removed: [] }],
    sender: { login: 'alice' },
    installation: { id: github.app.installationId },
  });
  expect(synchronize?.payload).toMatchObject({
    number: 1,
    before: push?.payload['before'],
    after: pushed.sha,
    pull_request: { head: { sha: pushed.sha }, user: { login: 'alice' }, labels: [{ name: 'architecture' }] },
  });
  const edited = await github.editPull(repo, 1, { title: 'Third' });
  expect(edited.deliveries[0]?.payload).toMatchObject({ changes: { title: { from: 'A better title' } } });
  const said = await github.comment(repo, 1, 'hello', 'alice');
  expect(said.deliveries[0]?.payload).toMatchObject({
    issue: { number: 1, pull_request: { url: expect.stringMatching(/\/pulls\/1$/) } },
    comment: { body: 'hello', user: { login: 'alice', type: 'User' }, performed_via_github_app: null },
  });
});

test("the App's own comment comes back to it as a webhook", async () => {
  const { github, octokit } = world;
  await octokit.issues.createComment({ ...world.repo, issue_number: 1, body: 'by the bot' });
  await github.settled();
  expect(github.deliveries.at(-1)).toMatchObject({
    event: 'issue_comment',
    payload: {
      sender: { login: 'architect[bot]', type: 'Bot' },
      comment: { performed_via_github_app: { slug: 'architect' } },
    },
  });
});

test('a failed delivery is listed and comes again under the same GUID', async () => {
  const { github, received, answer } = world;
  answer.status = 500;
  const [failed] = (await github.comment(repo, 1, 'lost', 'alice')).deliveries;
  answer.status = 200;
  expect(failed).toMatchObject({ status: 500, redelivery: false });
  const app = asAppItself(github);
  const { data } = await app.apps.listWebhookDeliveries({ per_page: 5, status: 'failure' });
  expect(data[0]).toMatchObject({
    id: failed!.id,
    guid: failed!.guid,
    status_code: 500,
    event: 'issue_comment',
  });
  const full = await app.apps.getWebhookDelivery({ delivery_id: failed!.id });
  expect(full.data.request.payload).toMatchObject({ comment: { body: 'lost' } });
  await app.apps.redeliverWebhookDelivery({ delivery_id: failed!.id });
  await github.settled();
  const [first, second] = received.slice(-2);
  expect(second!.text).toBe(first!.text);
  expect(second!.headers['x-github-delivery']).toBe(first!.headers['x-github-delivery']);
  expect(await github.redeliver(failed!.id)).toMatchObject({
    guid: failed!.guid,
    redelivery: true,
    status: 200,
  });
  const pages = await app.paginate(app.apps.listWebhookDeliveries, { per_page: 4 });
  expect(pages).toHaveLength(github.deliveries.length);
});

test('an App hears only what it subscribes to', async () => {
  const small = await startWorld({ app: { events: ['pull_request'] } });
  await small.github.comment(repo, 1, 'unheard', 'alice');
  await small.github.settled();
  expect(small.github.deliveries.map((one) => one.event)).toEqual(['pull_request']);
  await small.close();
});
