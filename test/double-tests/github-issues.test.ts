import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusal, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('issues: labels, search by labels, closing with a reason; pull requests stand among them', async () => {
  const { octokit, repo, github } = world;
  const one = await octokit.issues.create({
    ...repo,
    title: 'One',
    body: 'b',
    labels: ['adr', 'architecture'],
  });
  const two = await octokit.issues.create({ ...repo, title: 'Two', labels: ['adr'] });
  expect(one.data).toMatchObject({
    user: { login: 'architect[bot]', type: 'Bot' },
    performed_via_github_app: { id: github.app.id, slug: 'architect' },
  });
  const list = async (query: { labels?: string; state?: 'open' | 'closed' | 'all' }) =>
    (await octokit.issues.listForRepo({ ...repo, ...query })).data.map((issue) => issue.title);
  expect(await list({ labels: 'adr' })).toEqual(['Two', 'One']);
  expect(await list({ labels: 'adr,architecture' })).toEqual(['One']);
  expect(await list({})).toEqual(['Two', 'One', 'Add a thing']);
  await octokit.issues.update({
    ...repo,
    issue_number: two.data.number,
    state: 'closed',
    state_reason: 'not_planned',
  });
  const closed = await octokit.issues.get({ ...repo, issue_number: two.data.number });
  expect(closed.data).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
  expect(await list({ labels: 'adr' })).toEqual(['One']);
  const pull = (await octokit.issues.get({ ...repo, issue_number: 1 })).data;
  expect(pull.pull_request?.url).toBe(`${github.url}/repos/octo-org/shop/pulls/1`);
  expect((await refusal(octokit.issues.get({ ...repo, issue_number: 99 }))).status).toBe(404);
  await octokit.issues.createLabel({ ...repo, name: 'decision', color: 'ff0000' });
  const twice = octokit.issues.createLabel({ ...repo, name: 'decision', color: 'ff0000' });
  expect((await refusal(twice)).status).toBe(422);
  await octokit.issues.addLabels({ ...repo, issue_number: 1, labels: ['decision'] });
  expect((await octokit.pulls.get({ ...repo, pull_number: 1 })).data.labels.map((one) => one.name)).toEqual([
    'decision',
  ]);
  await octokit.issues.removeLabel({ ...repo, issue_number: 1, name: 'decision' });
  expect((await octokit.pulls.get({ ...repo, pull_number: 1 })).data.labels).toEqual([]);
  github.assertNoViolations();
});

test('comments come in pages of thirty, at most a hundred', async () => {
  const { octokit, repo, github } = world;
  const { data: issue } = await octokit.issues.create({ ...repo, title: 'Long' });
  const place = { ...repo, issue_number: issue.number };
  for (let index = 0; index < 101; index += 1) {
    await octokit.issues.createComment({ ...place, body: `comment ${index}` });
  }
  const first = await octokit.issues.listComments(place);
  expect(first.data).toHaveLength(30);
  expect(first.headers.link).toContain('rel="next"');
  expect((await octokit.issues.listComments({ ...place, per_page: 200 })).data).toHaveLength(100);
  const all = await octokit.paginate(octokit.issues.listComments, { ...place, per_page: 100 });
  expect(all.map((one) => one.body)).toEqual(Array.from({ length: 101 }, (_, index) => `comment ${index}`));
  expect(all.every((one) => one.performed_via_github_app?.id === github.app.id)).toBe(true);
  github.assertNoViolations();
});

test('a reaction acknowledges a comment, once', async () => {
  const { octokit, repo, github } = world;
  const said = await github.comment('octo-org/shop', 1, '/architect help', 'alice');
  const comment_id = Number(said.body['id']);
  const react = () => octokit.reactions.createForIssueComment({ ...repo, comment_id, content: 'eyes' });
  expect((await react()).status).toBe(201);
  expect((await react()).status).toBe(200);
  const { data } = await octokit.reactions.listForIssueComment({ ...repo, comment_id });
  expect(data.map((one) => [one.content, one.user?.login])).toEqual([['eyes', 'architect[bot]']]);
  expect((await octokit.issues.getComment({ ...repo, comment_id })).data.reactions).toMatchObject({
    eyes: 1,
  });
  const missing = octokit.reactions.createForIssueComment({ ...repo, comment_id: 99_999, content: 'eyes' });
  expect((await refusal(missing)).status).toBe(404);
});

test('check runs: annotations add up, the newest of a name is listed, suites know the pull request', async () => {
  const { octokit, repo, github } = world;
  const ref = (await octokit.pulls.get({ ...repo, pull_number: 1 })).data.head.sha;
  const create = () => octokit.checks.create({ ...repo, name: 'architect', head_sha: ref, status: 'queued' });
  const { data: old } = await create();
  const { data: run } = await create();
  const annotations = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      path: 'src/a.ts',
      start_line: index + 1,
      end_line: index + 1,
      annotation_level: 'warning' as const,
      message: 'm',
      title: 'graph/new-cycle',
    }));
  const update = { ...repo, check_run_id: run.id };
  const output = { title: 't', summary: 's' };
  await octokit.checks.update({
    ...update,
    status: 'in_progress',
    output: { ...output, annotations: annotations(50) },
  });
  const { data: done } = await octokit.checks.update({
    ...update,
    conclusion: 'failure',
    output: { ...output, annotations: annotations(3) },
  });
  expect(done).toMatchObject({ status: 'completed', conclusion: 'failure', app: { id: github.app.id } });
  expect(done.completed_at).not.toBeNull();
  expect(done.pull_requests?.map((one) => one.number)).toEqual([1]);
  const listed = await octokit.paginate(octokit.checks.listAnnotations, { ...update, per_page: 50 });
  expect(listed).toHaveLength(53);
  expect(listed[0]).toMatchObject({ title: 'graph/new-cycle', annotation_level: 'warning' });
  const latest = await octokit.checks.listForRef({ ...repo, ref });
  expect(latest.data.check_runs.map((one) => one.id)).toEqual([run.id]);
  const all = await octokit.checks.listForRef({ ...repo, ref, filter: 'all', check_name: 'architect' });
  expect(all.data.check_runs.map((one) => one.id)).toEqual([run.id, old.id]);
  const unknown = octokit.checks.create({ ...repo, name: 'n', head_sha: '0'.repeat(40) });
  expect((await refusal(unknown)).status).toBe(422);
  github.assertNoViolations();
});

test('the conversation shows all of it in order', async () => {
  const { octokit, repo, github } = world;
  await octokit.issues.createComment({ ...repo, issue_number: 1, body: 'Summary' });
  const comments = [{ path: 'src/a.ts', line: 10, side: 'RIGHT', body: 'Here.' }];
  await octokit.pulls.createReview({ ...repo, pull_number: 1, event: 'COMMENT', body: '', comments });
  await github.comment('octo-org/shop', 1, 'Thanks', 'alice');
  const conversation = await github.conversation('octo-org', 'shop', 1);
  expect(conversation.pull).toMatchObject({
    title: 'Add a thing',
    body: 'Because.',
    author: 'alice',
    state: 'open',
  });
  expect(conversation.entries.slice(-3)).toMatchObject([
    { kind: 'comment', author: 'architect[bot]', bot: true, body: 'Summary' },
    { kind: 'review', state: 'COMMENTED', comments: [{ path: 'src/a.ts', line: 10, body: 'Here.' }] },
    { kind: 'comment', author: 'alice', bot: false, body: 'Thanks' },
  ]);
  expect(conversation.checks.at(-1)).toMatchObject({
    name: 'architect',
    conclusion: 'failure',
    summary: 's',
  });
  expect(conversation.checks.at(-1)?.annotations).toHaveLength(53);
  expect(conversation.issues.map((one) => [one.title, one.state, one.stateReason, one.labels])).toEqual([
    ['One', 'open', null, ['adr', 'architecture']],
    ['Two', 'closed', 'not_planned', ['adr']],
    ['Long', 'open', null, []],
  ]);
});

test('a repository of a person, too', async () => {
  const own = await startWorld({ owner: { login: 'ada', organization: false } });
  const { data } = await own.octokit.pulls.get({ ...own.repo, pull_number: 1 });
  expect(data.base.repo).toMatchObject({ full_name: 'ada/shop', owner: { login: 'ada', type: 'User' } });
  await own.octokit.issues.createComment({ ...own.repo, issue_number: 1, body: 'hello' });
  own.github.assertNoViolations();
  await own.close();
});
