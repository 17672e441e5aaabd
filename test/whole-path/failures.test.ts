import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answering,
  answer,
  invalidSchema,
  overloaded,
  refusal,
  slowAnswer,
  truncated,
} from '../doubles/claude/answers.ts';
import { reviewLikeClaude, reviewWithFalseFinding } from '../doubles/claude/review-like-claude.ts';
import { type ClaudeDouble, startClaude } from '../doubles/claude/start-claude.ts';
import { inlineOf, type Subject, startWorld, summariesOf, type World } from './world.ts';

let claude: ClaudeDouble;
let world: World;
beforeAll(async () => {
  claude = await startClaude();
  world = await startWorld({ claudeUrl: claude.url });
});
afterEach(() => world.github.assertNoViolations());
afterAll(async () => {
  await world.close();
  await claude.close();
});

describe('the model', () => {
  it('judges, its quotes are verified, its cost is shown, its true findings stand inline', async () => {
    const conversation = await world.concluded(await world.openOrderEvents());
    const [summary] = summariesOf(conversation);
    expect(summary).toContain('claude-sonnet-5-5');
    expect(summary).toMatch(/\$\d/);
    expect(inlineOf(conversation).some(({ body }) => body.includes('judgement/'))).toBe(true);
    expect(conversation.checks[0]?.conclusion).toBe('success');
  });

  it('has a claim dropped and counted whose quote stands nowhere', async () => {
    claude.next(answer(reviewWithFalseFinding));
    const conversation = await world.concluded(await world.openOrderEvents());
    const said = JSON.stringify(conversation);
    expect(summariesOf(conversation)[0]).toMatch(/1 claim/);
    const [request] = claude.requests.slice(-1);
    const invented = (
      reviewWithFalseFinding(request!) as { claims: { title: string; quote: string }[] }
    ).claims.at(-1)!;
    expect(said).not.toContain(invented.quote.trim());
  });

  const failures: [string, Answering[], RegExp][] = [
    ['refuses', [refusal()], /refus|declin/i],
    ['is cut off', [truncated()], /cut|long|truncat/i],
    ['answers in another form twice', [invalidSchema(), invalidSchema()], /form|valid/i],
    ['is overloaded', [overloaded(), overloaded(), overloaded()], /overload/i],
  ];
  it.each(failures)(
    'that %s leaves the evidence, marked incomplete, and is asked again later',
    async (_, replies, why) => {
      claude.next(...replies);
      const subject = await world.openOrderEvents();
      const conversation = await world.concluded(subject);
      expect(conversation.checks[0]?.conclusion).toBe('neutral');
      expect(conversation.checks[0]?.title).toMatch(/incomplete/i);
      expect(summariesOf(conversation)[0]).toMatch(why);
      expect(inlineOf(conversation).filter(({ body }) => body.includes('graph/new-cycle'))).toHaveLength(1);

      await laterComes(subject, conversation.pull.headSha);
      const upgraded = await world.until(subject, (c) => summariesOf(c)[0]!.includes('claude-sonnet-5-5'));
      expect(summariesOf(upgraded)).toHaveLength(1);
      expect(inlineOf(upgraded).filter(({ body }) => body.includes('graph/new-cycle'))).toHaveLength(1);
      expect((await world.concluded(subject)).checks.at(-1)?.conclusion).toBe('success');
    },
  );

  /** Lets the wait of minutes be over: the job that waits is sent again, due now. */
  async function laterComes({ repository, number }: Subject, head: string): Promise<void> {
    const { queue } = world.architect.services;
    const [owner, repo] = repository.split('/') as [string, string];
    // The job is planned after the check has its conclusion.
    await expect.poll(async () => (await queue.counts())['review-later'].waiting).toBeGreaterThan(0);
    const sent = world.github.deliveries.filter(({ event }) => event === 'pull_request').at(-1)!.payload as {
      repository: { id: number };
      installation: { id: number };
    };
    const key = {
      installationId: sent.installation.id,
      repositoryId: sent.repository.id,
      owner,
      repo,
      number,
    };
    await queue.send(
      'review-later',
      { ...key, request: `model:${head}:1` },
      { key: `${key.repositoryId}#${number}` },
    );
  }

  it('is not asked about the work of strangers until someone who may write asks', async () => {
    const repository = await world.createRepository();
    await world.github.setRole(repository, 'mallory', 'read');
    const { fullName: fork } = await world.github.fork(repository, 'mallory');
    await world.github.commit(
      fork,
      'broker',
      { 'src/domain/note.ts': 'export const note = 1;\n' },
      { author: 'mallory' },
    );
    const before = claude.requests.length;
    const { number } = await world.github.openPull(repository, {
      title: 'Note',
      head: 'mallory:broker',
      author: 'mallory',
    });
    const subject = { repository, number };
    const conversation = await world.concluded(subject);
    expect(summariesOf(conversation)[0]).toContain('the author has no write access here');
    expect(claude.requests).toHaveLength(before);

    await world.github.comment(repository, number, '/architect review', 'alice');
    await world.until(subject, (c) => summariesOf(c)[0]!.includes('claude-sonnet-5-5'));
    expect(claude.requests).toHaveLength(before + 1);
  });

  it('is not asked once the repository’s day is spent', async () => {
    const repository = await world.createRepository('budget: { review: 1, day: 0.5 }\n');
    const before = claude.requests.length;
    const conversation = await world.concluded(await world.openOrderEvents({ repository }));
    expect(claude.requests).toHaveLength(before);
    expect(summariesOf(conversation)[0]).toContain('$0.5 a day');
    expect(conversation.checks[0]?.conclusion).toBe('neutral');
  });
});

describe('GitHub', () => {
  it('that took the review and answered 502 gets it once', async () => {
    world.github.failNext({ method: 'POST', path: /\/reviews$/, status: 502, after: 'effect' });
    const conversation = await world.concluded(await world.openOrderEvents());
    expect(conversation.entries.filter((entry) => entry.kind === 'review')).toHaveLength(1);
    expect(conversation.checks[0]?.conclusion).toBe('success');
  });

  it('that refuses one line keeps the others, and the refused finding stands in the summary', async () => {
    world.github.failNext({
      method: 'POST',
      path: /\/reviews$/,
      status: 422,
      body: { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] },
      times: 2,
    });
    const conversation = await world.concluded(await world.openOrderEvents());
    const said = `${summariesOf(conversation)[0]}${inlineOf(conversation).map(({ body }) => body)}`;
    expect(said).toContain('graph/new-cycle');
    expect(said).toContain('judgement/');
  });

  it('whose head moves while it is reviewed gets no stale review', async () => {
    claude.next(slowAnswer(reviewLikeClaude, 1500));
    const subject = await world.openOrderEvents();
    const { sha } = await world.github.commit(subject.repository, 'order-events', {
      'src/domain/note.ts': 'export const note = 1;\n',
    });
    const conversation = await world.until(
      subject,
      (c) => summariesOf(c)[0]?.includes(`head=${sha}`) === true,
    );
    expect(summariesOf(conversation)).toHaveLength(1);
    const reviews = world.github
      .requests({ method: 'POST' })
      .filter(({ path }) => path === `/repos/${subject.repository}/pulls/${subject.number}/reviews`);
    expect(reviews.map(({ body }) => (body as { commit_id: string }).commit_id)).toEqual([sha]);
  });

  it('that is busy is asked again when it says', async () => {
    world.github.failNext({
      method: 'GET',
      path: /\/compare\//,
      status: 429,
      headers: { 'retry-after': '1' },
      body: { message: 'You have exceeded a secondary rate limit' },
    });
    const conversation = await world.concluded(await world.openOrderEvents());
    expect(summariesOf(conversation)).toHaveLength(1);
  });
});
