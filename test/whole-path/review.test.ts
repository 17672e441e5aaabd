import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, inlineOf, startWorld, summariesOf, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
// Whatever a test made us ask of GitHub must be as GitHub's own description says.
afterEach(() => world.github.assertNoViolations());
afterAll(() => world.close());

/** Requests about one repository, tokens aside. */
const requestsFor = (repository: string, method: string) =>
  world.github.requests({ method }).filter(({ path }) => path.startsWith(`/repos/${repository}/`));

describe('a pull request with architectural weight', () => {
  it('gets one summary, an inline comment on the import, a check run and a follow-up issue', async () => {
    const subject = await world.openOrderEvents();
    const conversation = await world.concluded(subject);

    expect(summariesOf(conversation)).toHaveLength(1);
    const [comment] = inlineOf(conversation);
    expect(comment).toMatchObject({ path: 'src/domain/place-order.ts', line: 2, side: 'RIGHT' });
    expect(comment?.body).toContain('graph/new-cycle');
    expect(conversation.checks).toHaveLength(1);
    expect(conversation.checks[0]).toMatchObject({
      name: 'Architect',
      status: 'completed',
      conclusion: 'success',
    });
    expect(conversation.checks[0]?.annotations).toHaveLength(1);
    expect(conversation.issues).toHaveLength(1);
    expect(conversation.issues[0]).toMatchObject({ state: 'open', labels: ['architecture-decision'] });
    expect(conversation.issues[0]?.body).toContain('status: proposed');
    expect(summariesOf(conversation)[0]).toContain(`#${conversation.issues[0]?.number}`);

    const states = requestsFor(subject.repository, 'POST')
      .concat(requestsFor(subject.repository, 'PATCH'))
      .filter(({ path }) => path.includes('/check-runs'))
      .map(({ body }) => (body as { status: string }).status);
    expect(states).toEqual(['queued', 'in_progress', 'completed']);
    const reviews = requestsFor(subject.repository, 'POST').filter(({ path }) => path.endsWith('/reviews'));
    expect(reviews.map(({ body }) => (body as { event: string }).event)).toEqual(['COMMENT']);
  });

  it('is reviewed once however often its delivery comes', async () => {
    const subject = await world.openOrderEvents();
    await world.concluded(subject);
    const before = requestsFor(subject.repository, 'POST').length;
    const opened = world.github.deliveries.filter(({ event }) => event === 'pull_request').at(-1)!;
    for (let time = 0; time < 3; time++) expect((await world.github.redeliver(opened.id)).status).toBe(200);
    // A command behind them, answered, shows that the queue has gone past.
    await world.github.comment(subject.repository, subject.number, '/architect help', 'alice');
    const after = await world.until(subject, (c) => answersOf(c).length === 1);
    expect(summariesOf(after)).toHaveLength(1);
    expect(inlineOf(after)).toHaveLength(1);
    expect(after.checks).toHaveLength(1);
    const created = requestsFor(subject.repository, 'POST')
      .slice(before)
      .map(({ path }) => path.split('/').at(-1));
    // alice's comment, the eyes on it, the answer.
    expect(created.sort()).toEqual(['comments', 'reactions']);
  });

  it('is reviewed at its newest head after two pushes in quick succession, and nothing is repeated', async () => {
    const subject = await world.openOrderEvents();
    await world.concluded(subject);
    const push = (files: Record<string, string>) =>
      world.github.commit(subject.repository, 'order-events', files);
    const first = push({ 'src/domain/note.ts': 'export const note = 1;\n' });
    const { sha } = await first.then(() => push({ 'src/domain/other.ts': "export * from './note.ts';\n" }));
    const conversation = await world.until(
      subject,
      (c) => c.checks.at(-1)?.status === 'completed' && summariesOf(c)[0]!.includes(`head=${sha}`),
    );
    expect(summariesOf(conversation)).toHaveLength(1);
    expect(inlineOf(conversation)).toHaveLength(1);
    expect(conversation.issues).toHaveLength(1);
  });

  it('has its follow-up closed as not planned when it closes unmerged, and opened again with it', async () => {
    const subject = await world.openOrderEvents();
    await world.concluded(subject);
    await world.github.closePull(subject.repository, subject.number);
    const closed = await world.until(subject, ({ issues }) => issues[0]?.state === 'closed');
    expect(closed.issues[0]?.stateReason).toBe('not_planned');
    await world.github.reopenPull(subject.repository, subject.number);
    await world.until(subject, ({ issues }) => issues[0]?.state === 'open');
  });

  it('keeps its follow-up when it is merged', async () => {
    const subject = await world.openOrderEvents();
    await world.concluded(subject);
    await world.github.mergePull(subject.repository, subject.number);
    const merged = await world.until(subject, ({ pull }) => pull.state === 'merged');
    expect(merged.issues[0]?.state).toBe('open');
  });
});

describe('settings of the base branch', () => {
  it('open follow-ups only on merge', async () => {
    const repository = await world.createRepository('decisions: { open: merge }\n');
    const subject = await world.openOrderEvents({ repository });
    expect((await world.concluded(subject)).issues).toEqual([]);
    await world.github.mergePull(repository, subject.number);
    expect((await world.until(subject, ({ issues }) => issues.length > 0)).issues).toHaveLength(1);
  });

  it('never conclude green while they are wrong, and say where', async () => {
    const repository = await world.createRepository('reviews:\n  automatc: false\n');
    const { checks } = await world.concluded(await world.openOrderEvents({ repository }));
    expect(checks[0]?.conclusion).toBe('neutral');
    expect(checks[0]?.summary).toMatch(/architect\.yml.*2:3.*did you mean/s);
  });

  it('are not those of the head, which is said', async () => {
    const more = { '.github/architect.yml': 'reviews: { automatic: false }\n' };
    const conversation = await world.concluded(await world.openOrderEvents({ more }));
    expect(summariesOf(conversation)[0]).toContain('reviewed by the settings of the base branch');
  });

  it.each([
    ['a draft', undefined, true, 'Not reviewed: draft'],
    [
      'any, with automatic reviews off',
      'reviews: { automatic: false }\n',
      false,
      'Not reviewed: only on request',
    ],
  ])('leave %s unreviewed, with a conclusion and nothing else', async (_, settings, draft, title) => {
    const repository = await world.createRepository(settings);
    const subject = await world.openOrderEvents({ repository, draft });
    const conversation = await world.concluded(subject);
    expect(conversation.checks[0]).toMatchObject({ conclusion: 'neutral', title });
    expect(conversation.entries).toEqual([]);
    if (!draft) return;
    await world.github.setDraft(repository, subject.number, false);
    await world.until(subject, (c) => summariesOf(c).length === 1);
  });
});

describe('commands', () => {
  it('answer help to anybody who can comment, with eyes on the comment, once per comment', async () => {
    const subject = await world.openOrderEvents();
    const { repository, number } = subject;
    await world.concluded(subject);
    await world.github.setRole(repository, 'mallory', 'read');
    const { deliveries } = await world.github.comment(
      repository,
      number,
      'Hello\n/architect help',
      'mallory',
    );
    await world.until(subject, (c) => answersOf(c).length === 1);
    await world.github.redeliver(deliveries.find(({ event }) => event === 'issue_comment')!.id);
    await world.github.comment(repository, number, '/architect', 'mallory');
    const conversation = await world.until(subject, (c) => answersOf(c).length >= 2);
    expect(answersOf(conversation)).toHaveLength(2);
    expect(answersOf(conversation)[0]).toContain('/architect review');
    const asked = conversation.entries.find((e) => e.kind === 'comment' && e.body.startsWith('Hello'));
    expect(asked?.kind === 'comment' && asked.reactions).toMatchObject({ eyes: 1 });
  });

  it('review a draft on request of someone who may write, and of nobody else', async () => {
    const subject = await world.openOrderEvents({ draft: true });
    const { repository, number } = subject;
    await world.concluded(subject);
    await world.github.setRole(repository, 'mallory', 'read');
    await world.github.comment(repository, number, '/architect review', 'mallory');
    const refused = await world.until(subject, (c) => answersOf(c).length === 1);
    expect(answersOf(refused)[0]).toContain('needs write access');
    expect(summariesOf(refused)).toHaveLength(0);
    await world.github.comment(repository, number, '/architect review', 'alice');
    await world.until(subject, (c) => summariesOf(c).length === 1);
  });

  it('review again by the button of the check run, in a run of its own', async () => {
    const subject = await world.openOrderEvents();
    const { checks } = await world.concluded(subject);
    await world.github.rerequestCheck(subject.repository, checks[0]!.id);
    const runs = () =>
      requestsFor(subject.repository, 'POST').filter(({ path }) => path.endsWith('/check-runs'));
    await world.until(subject, (c) => runs().length === 2 && c.checks.at(-1)?.status === 'completed');
    const again = await world.concluded(subject);
    expect(summariesOf(again)).toHaveLength(1);
    expect(inlineOf(again)).toHaveLength(1);
  });

  it('are not run in quotes or code', async () => {
    const subject = await world.openOrderEvents();
    const { repository, number } = subject;
    await world.concluded(subject);
    await world.github.comment(repository, number, '> /architect help\n\n```\n/architect help\n```', 'alice');
    await world.github.comment(repository, number, '/architect help', 'alice');
    expect(answersOf(await world.until(subject, (c) => answersOf(c).length > 0))).toHaveLength(1);
  });
});

it('gives a commit of the merge queue a conclusion', async () => {
  const subject = await world.openOrderEvents();
  await world.concluded(subject);
  await world.github.requestMergeGroup(subject.repository, subject.number);
  await world.until(subject, () =>
    requestsFor(subject.repository, 'PATCH').some(
      ({ body }) =>
        (body as { output?: { title?: string } }).output?.title === 'Reviewed on its pull requests',
    ),
  );
});

it('takes a delivery again that came while it was down', async () => {
  await world.architect.stop();
  const repository = await world.createRepository();
  const subject = await world.openOrderEvents({ repository });
  const missed = world.github.deliveries.filter(({ event }) => event === 'pull_request').at(-1)!;
  expect(missed.status).not.toBe(200);
  await world.restart();
  await world.github.redeliver(missed.id);
  await world.concluded(subject);
});
