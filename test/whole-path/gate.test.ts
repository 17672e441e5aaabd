import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { concludeFailed } from '../../src/worker/conclude-failed.ts';
import type { Conversation } from '../doubles/github/conversation.ts';
import { answersOf, startWorld, summariesOf, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.github.assertNoViolations());
afterAll(() => world.close());

const wrongSettings = 'reviews:\n  automatc: false\ngate: { incomplete: failure }\n';
/** The run that counts: the newest of the head. */
const newest = ({ checks }: Conversation) => checks.at(-1);

/** Resolves once the queue has gone past everything sent so far: a command behind it is answered. */
async function settled(subject: { repository: string; number: number }): Promise<Conversation> {
  const before = answersOf(await world.until(subject, () => true)).length;
  await world.github.comment(subject.repository, subject.number, '/architect help', 'alice');
  await world.until(subject, (c) => answersOf(c).length > before);
  const { queue } = world.architect.services;
  await expect
    .poll(
      async () =>
        Object.values(await queue.counts()).every(({ waiting, running }) => waiting + running === 0),
      { timeout: 20_000 },
    )
    .toBe(true);
  return world.until(subject, () => true);
}

describe('the newest check of a head', () => {
  it('keeps its failure when the pull request becomes a draft and is ready again', async () => {
    const repository = await world.createRepository(wrongSettings);
    const subject = await world.openOrderEvents({ repository });
    expect(newest(await world.concluded(subject))?.conclusion).toBe('failure');
    await world.github.setDraft(repository, subject.number, true);
    await world.github.setDraft(repository, subject.number, false);
    const after = await settled(subject);
    expect(newest(after)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  it('is concluded although GitHub did not answer its conclusion several times', async () => {
    world.github.failNext({ method: 'PATCH', path: /check-runs/, status: 502, times: 6 });
    const subject = await world.openOrderEvents();
    const conversation = await world.until(subject, (c) => newest(c)?.conclusion === 'success', 60);
    expect(summariesOf(conversation)).toHaveLength(1);
  }, 90_000);

  it('is concluded without annotations when GitHub refuses them', async () => {
    world.github.failNext({
      method: 'PATCH',
      path: /check-runs/,
      status: 422,
      body: { message: 'Invalid annotation' },
    });
    const conversation = await world.concluded(await world.openOrderEvents());
    expect(newest(conversation)?.status).toBe('completed');
  });

  it('is concluded when a late announcement comes behind the review', async () => {
    const subject = await world.openOrderEvents();
    await world.concluded(subject);
    const opened = world.github.deliveries.filter(({ event }) => event === 'pull_request').at(-1)!;
    await world.github.deliver('pull_request', opened.payload);
    expect(newest(await settled(subject))).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  it('keeps its failure when a later review of the head is given up, and is concluded when it never had one', async () => {
    const repository = await world.createRepository(wrongSettings);
    const subject = await world.openOrderEvents({ repository });
    await world.concluded(subject);
    const opened = world.github.deliveries.filter(({ event }) => event === 'pull_request').at(-1)!
      .payload as {
      repository: { id: number };
      installation: { id: number };
    };
    const [owner, repo] = repository.split('/') as [string, string];
    const ids = { installationId: opened.installation.id, repositoryId: opened.repository.id };
    const key = { ...ids, owner, repo, number: subject.number };
    await concludeFailed(key, new Error('given up'), world.architect.services);
    const kept = await world.concluded(subject);
    expect(kept.checks).toHaveLength(1);
    expect(newest(kept)?.conclusion).toBe('failure');

    const draft = await world.openOrderEvents({ draft: true });
    await world.concluded(draft);
    const sent = world.github.deliveries.filter(({ event }) => event === 'pull_request').at(-1)!
      .payload as typeof opened;
    const other = {
      ...ids,
      repositoryId: sent.repository.id,
      owner,
      repo: draft.repository.split('/')[1]!,
      number: draft.number,
    };
    await concludeFailed(other, new Error('given up'), world.architect.services);
    expect(newest(await world.concluded(draft))).toMatchObject({
      conclusion: 'neutral',
      title: 'The review failed',
    });
  });

  it('is closed with a pull request that was not reviewed', async () => {
    const repository = await world.createRepository();
    world.github.failNext({
      method: 'GET',
      path: /\/compare\//,
      status: 429,
      headers: { 'retry-after': '2' },
      body: { message: 'secondary rate limit' },
    });
    const subject = await world.openOrderEvents({ repository });
    await world.github.closePull(repository, subject.number);
    const closed = await world.until(subject, (c) => newest(c)?.status === 'completed');
    expect(newest(closed)?.title).toBe('Closed before it was reviewed');
  });

  it('is one run although a try was repeated, on the second head too', async () => {
    const subject = await world.openOrderEvents();
    await world.concluded(subject);
    world.github.failNext({
      method: 'POST',
      path: /\/pulls\/\d+\/reviews$|\/issues\/comments/,
      status: 429,
      headers: { 'retry-after': '1' },
      body: { message: 'secondary rate limit' },
    });
    world.github.failNext({
      method: 'PATCH',
      path: /\/issues\/comments/,
      status: 429,
      headers: { 'retry-after': '1' },
      body: { message: 'secondary rate limit' },
    });
    const { sha } = await world.github.commit(subject.repository, 'order-events', {
      'src/domain/note.ts': 'export {};\n',
    });
    const again = await world.until(
      subject,
      (c) => summariesOf(c)[0]!.includes(`head=${sha}`) && newest(c)?.status === 'completed',
    );
    expect(again.checks).toHaveLength(1);
  });

  it('is not green when there are settings that cannot be read', async () => {
    const repository = await world.createRepository();
    await world.github.commit(repository, 'main', {
      '.github/architect.yml/note.txt': 'a folder, not a file',
    });
    const conversation = await world.concluded(await world.openOrderEvents({ repository }));
    expect(newest(conversation)?.conclusion).toBe('neutral');
    expect(newest(conversation)?.summary).toContain('is a folder');
  });
});

describe('what must not hide', () => {
  it('is not hidden by a NUL byte: the review is incomplete', async () => {
    const more = {
      'src/infra/order-events.ts': 'import { isLargeOrder } from "../domain/place-order.ts"; // \0\n',
    };
    const conversation = await world.concluded(await world.openOrderEvents({ more }));
    expect(newest(conversation)?.conclusion).toBe('neutral');
    expect(summariesOf(conversation)[0]).toContain('not readable as text');
  });

  it('is closed: follow-ups of a round that did not end', async () => {
    const repository = await world.createRepository();
    world.github.failNext({
      method: 'PATCH',
      path: /check-runs\/\d+$/,
      status: 429,
      after: 'before',
      headers: { 'retry-after': '3' },
      times: 2,
      body: { message: 'secondary rate limit' },
    });
    const subject = await world.openOrderEvents({ repository });
    await world.until(subject, ({ issues }) => issues.length === 1);
    await world.github.closePull(repository, subject.number);
    await world.until(subject, ({ issues }) => issues[0]?.state === 'closed');
  });

  it('is asked for on the button only by who may write', async () => {
    const subject = await world.openOrderEvents();
    const { checks } = await world.concluded(subject);
    await world.github.setRole(subject.repository, 'mallory', 'read');
    await world.github.rerequestCheck(subject.repository, checks[0]!.id, 'mallory');
    expect((await settled(subject)).checks).toHaveLength(1);
  });
});
