import { afterAll, beforeAll, expect, test } from 'vitest';
import { asToken, lines, refusal, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const pull_number = 1;

test('a review with comments on both sides stands under the pull request, written by the bot', async () => {
  const { octokit, repo, github } = world;
  const { data: review } = await octokit.pulls.createReview({
    ...repo,
    pull_number,
    event: 'COMMENT',
    body: 'Seen.',
    comments: [
      { path: 'src/a.ts', line: 10, side: 'RIGHT', body: 'new line' },
      { path: 'src/a.ts', line: 10, side: 'LEFT', body: 'old line' },
      { path: 'src/a.ts', start_line: 8, start_side: 'RIGHT', line: 12, side: 'RIGHT', body: 'several' },
      { path: 'src/new.ts', line: 1, side: 'RIGHT', body: 'whole file' },
    ],
  });
  expect(review).toMatchObject({ state: 'COMMENTED', user: { login: 'architect[bot]', type: 'Bot' } });
  const { data: comments } = await octokit.pulls.listReviewComments({ ...repo, pull_number });
  expect(comments.map((one) => [one.path, one.start_line, one.line, one.side, one.body])).toEqual([
    ['src/a.ts', null, 10, 'RIGHT', 'new line'],
    ['src/a.ts', null, 10, 'LEFT', 'old line'],
    ['src/a.ts', 8, 12, 'RIGHT', 'several'],
    ['src/new.ts', null, 1, 'RIGHT', 'whole file'],
  ]);
  expect(comments[0]?.diff_hunk).toMatch(/^@@ -7,7 \+7,7 @@[\s\S]*\n-line 10\n\+changed$/);
  expect(new Set(comments.map((one) => one.pull_request_review_id))).toEqual(new Set([review.id]));
  github.assertNoViolations();
});

test.each([
  ['a line outside the hunks', { path: 'src/a.ts', line: 25 }, 'Line could not be resolved'],
  ['the first line after the context', { path: 'src/a.ts', line: 14 }, 'Line could not be resolved'],
  ['an added line on the left', { path: 'src/new.ts', line: 1, side: 'LEFT' }, 'Line could not be resolved'],
  ['a file that did not change', { path: 'README.md', line: 1 }, 'Path could not be resolved'],
  [
    'a start outside the hunk',
    { path: 'src/a.ts', start_line: 2, line: 10 },
    'Start line could not be resolved',
  ],
])('%s refuses the whole review', async (_name, place, text) => {
  const { octokit, repo, github } = world;
  const before = (await octokit.pulls.listReviewComments({ ...repo, pull_number, per_page: 100 })).data
    .length;
  const good = { path: 'src/a.ts', line: 11, side: 'RIGHT', body: 'good' };
  const request = { ...repo, pull_number, event: 'COMMENT' as const, body: 'x' };
  const refused = await refusal(
    octokit.pulls.createReview({ ...request, comments: [good, { ...place, body: 'bad' }] }),
  );
  expect(refused.status).toBe(422);
  expect(refused.text).toContain(text);
  const after = (await octokit.pulls.listReviewComments({ ...repo, pull_number, per_page: 100 })).data.length;
  expect(after).toBe(before);
  github.assertNoViolations();
});

test('the first and the last context line of a hunk take a comment', async () => {
  const { octokit, repo } = world;
  for (const line of [7, 13]) {
    const commit_id = (await octokit.pulls.get({ ...repo, pull_number })).data.head.sha;
    const { status } = await octokit.pulls.createReviewComment({
      ...repo,
      pull_number,
      commit_id,
      path: 'src/a.ts',
      line,
      side: 'RIGHT',
      body: 'edge',
    });
    expect(status).toBe(201);
  }
});

test('a single comment outside the diff is refused with its field', async () => {
  const { octokit, repo } = world;
  const commit_id = (await octokit.pulls.get({ ...repo, pull_number })).data.head.sha;
  const place = { path: 'src/a.ts', line: 28, side: 'RIGHT' as const, body: 'x' };
  const refused = await refusal(
    octokit.pulls.createReviewComment({ ...repo, pull_number, commit_id, ...place }),
  );
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('pull_request_review_thread.line must be part of the diff');
});

test('a review left pending blocks the next one until it is deleted', async () => {
  const { octokit, repo, github } = world;
  const pending = await octokit.pulls.createReview({ ...repo, pull_number, body: 'draft' });
  expect(pending.data.state).toBe('PENDING');
  const next = { ...repo, pull_number, event: 'COMMENT' as const, body: 'next' };
  expect((await refusal(octokit.pulls.createReview(next))).text).toContain('one pending review');
  const seen = await asToken(github, github.tokenOf('alice')).pulls.listReviews({ ...repo, pull_number });
  expect(seen.data.map((review) => review.state)).not.toContain('PENDING');
  await octokit.pulls.deletePendingReview({ ...repo, pull_number, review_id: pending.data.id });
  expect((await octokit.pulls.createReview(next)).data.state).toBe('COMMENTED');
});

test('replies, edits and reactions on inline comments', async () => {
  const { octokit, repo, github } = world;
  const [first] = (await octokit.pulls.listReviewComments({ ...repo, pull_number })).data;
  const comment_id = first!.id;
  const reply = await github.replyToReviewComment('octo-org/shop', 1, comment_id, 'Why?', 'alice');
  expect(reply.body).toMatchObject({ in_reply_to_id: comment_id, path: 'src/a.ts', line: 10 });
  expect(reply.deliveries.map((one) => one.event)).toContain('pull_request_review_comment');
  const edited = await octokit.pulls.updateReviewComment({ ...repo, comment_id, body: 'edited' });
  expect(edited.data.body).toBe('edited');
  const foreign = octokit.pulls.updateReviewComment({
    ...repo,
    comment_id: Number(reply.body['id']),
    body: 'no',
  });
  expect((await refusal(foreign)).status).toBe(403);
  await octokit.reactions.createForPullRequestReviewComment({ ...repo, comment_id, content: 'rocket' });
  const again = await octokit.pulls.getReviewComment({ ...repo, comment_id });
  expect(again.data.reactions).toMatchObject({ rocket: 1, total_count: 1 });
});

test('a push that changes the file outdates its comments; one elsewhere moves them along', async () => {
  const { octokit, repo, github } = world;
  const other = await github.commit('octo-org/shop', 'feature', { 'src/other.ts': 'x\n' });
  const read = async () => (await octokit.pulls.listReviewComments({ ...repo, pull_number })).data[0]!;
  expect(await read()).toMatchObject({ line: 10, original_line: 10, commit_id: other.sha });
  await github.commit('octo-org/shop', 'feature', { 'src/a.ts': lines({ 10: 'changed', 11: 'too' }) });
  expect((await read()).line ?? null).toBeNull();
  expect((await read()).original_line).toBe(10);
});
