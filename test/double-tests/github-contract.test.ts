import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { refusal, startWorld, type World } from './world.ts';

let world: World;
let head: string;
beforeAll(async () => {
  world = await startWorld();
  head = (await world.octokit.pulls.get({ ...world.repo, pull_number: 1 })).data.head.sha;
});
afterAll(() => world.close());
beforeEach(() => {
  world.github.violations.length = 0;
});

const repository = '/repos/octo-org/shop';
const annotation = { path: 'src/a.ts', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' };
const output = { title: 't', summary: 's' };

test.each([
  ['an unknown path', 'GET /repositories/of/nobody/at/all', {}, 'GitHub has no'],
  ['an unknown key', `POST ${repository}/issues`, { title: 't', lables: ['adr'] }, 'lables'],
  ['a missing key', `POST ${repository}/issues`, { body: 'b' }, "required property 'title'"],
  ['a wrong type', `POST ${repository}/issues`, { title: 't', body: 3 }, 'must be string'],
  ['an unknown query', `GET ${repository}/issues?label=adr`, undefined, 'label'],
  ['a wrong query', `GET ${repository}/issues?state=merged`, undefined, 'state'],
  [
    'an unknown side',
    `POST ${repository}/pulls/1/reviews`,
    { body: 'b', event: 'COMMENT', comments: [{ path: 'a', line: 1, side: 'MIDDLE', body: 'b' }] },
    'LEFT or RIGHT',
  ],
  [
    'an unknown key inside',
    `POST ${repository}/pulls/1/reviews`,
    { body: 'b', comments: [{ path: 'a', lines: 1, body: 'b' }] },
    'lines',
  ],
  ['an unknown event', `POST ${repository}/pulls/1/reviews`, { event: 'PENDING' }, 'APPROVE'],
  [
    'a completed run without conclusion',
    `POST ${repository}/check-runs`,
    { name: 'n', head_sha: 'HEAD', status: 'completed' },
    'conclusion',
  ],
  [
    'an output without summary',
    `POST ${repository}/check-runs`,
    { name: 'n', head_sha: 'HEAD', output: { title: 't' } },
    'summary',
  ],
  [
    'fifty-one annotations',
    `POST ${repository}/check-runs`,
    { name: 'n', head_sha: 'HEAD', output: { ...output, annotations: Array(51).fill(annotation) } },
    'more than 50',
  ],
  [
    'a summary over 65,535',
    `POST ${repository}/check-runs`,
    { name: 'n', head_sha: 'HEAD', output: { title: 't', summary: 'x'.repeat(65_536) } },
    '65535',
  ],
  [
    'an annotation that ends before it starts',
    `POST ${repository}/check-runs`,
    { name: 'n', head_sha: 'HEAD', output: { ...output, annotations: [{ ...annotation, start_line: 3 }] } },
    'ends? before|must not end',
  ],
  [
    'an unknown reaction',
    `POST ${repository}/issues/comments/1/reactions`,
    { content: 'thumbsup' },
    'content',
  ],
  [
    'an unknown permission level',
    'POST /app/installations/987654/access_tokens',
    { permissions: { checks: 'all' } },
    'checks',
  ],
])('%s is answered with 500 and recorded', async (_name, request, body, message) => {
  const { github, octokit } = world;
  const { token } = (await octokit.auth({ type: 'installation' })) as { token: string };
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(github.url + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body).replace('"HEAD"', `"${head}"`) }),
  });
  expect(response.status).toBe(500);
  expect(github.violations.map((one) => one.message).join('\n')).toMatch(new RegExp(message));
  expect(() => github.assertNoViolations()).toThrow(path.split('?')[0]);
});

test('what GitHub refuses by its own rules is no violation', async () => {
  const { github, octokit, repo } = world;
  const long = octokit.issues.createComment({ ...repo, issue_number: 1, body: 'x'.repeat(65_537) });
  const refused = await refusal(long);
  expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('maximum is 65536') });
  const full = await octokit.issues.createComment({ ...repo, issue_number: 1, body: 'x'.repeat(65_536) });
  expect(full.status).toBe(201);
  github.assertNoViolations();
});

test('the journal keeps every request', async () => {
  const { github, octokit, repo } = world;
  await octokit.issues.createComment({ ...repo, issue_number: 1, body: 'noted' });
  const [last] = github.requests({ method: 'POST', path: `${repository}/issues/1/comments` }).slice(-1);
  expect(last).toMatchObject({
    body: { body: 'noted' },
    status: 201,
    actor: 'architect[bot]',
    operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  });
  expect(last!.at).toBeGreaterThan(Date.now() - 60_000);
});

test('a fault after the effect loses the answer, not the effect; one before has none', async () => {
  const { github, octokit, repo } = world;
  const review = { ...repo, pull_number: 1, event: 'COMMENT' as const, body: 'once' };
  const path = /\/pulls\/1\/reviews$/;
  const count = async () => (await octokit.pulls.listReviews({ ...repo, pull_number: 1 })).data.length;
  const start = await count();
  github.failNext({ method: 'POST', path, status: 502, after: 'effect' });
  expect((await refusal(octokit.pulls.createReview(review))).status).toBe(502);
  expect(await count()).toBe(start + 1);
  github.failNext({ method: 'POST', path, status: 429, times: 2, headers: { 'retry-after': '7' } });
  expect((await refusal(octokit.pulls.createReview(review))).status).toBe(429);
  expect((await refusal(octokit.pulls.createReview(review))).status).toBe(429);
  expect((await octokit.pulls.createReview(review)).status).toBe(200);
  expect(await count()).toBe(start + 2);
});

test('a fault can only delay', async () => {
  const { github, octokit, repo } = world;
  github.failNext({ path: /\/pulls\/1$/, delay: 80 });
  const begin = performance.now();
  expect((await octokit.pulls.get({ ...repo, pull_number: 1 })).status).toBe(200);
  expect(performance.now() - begin).toBeGreaterThan(75);
});
