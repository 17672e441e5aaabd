import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/jobs/delivery.ts';
import { type PullRequestKey, type Queue, RetryLater, type RunningJob } from '../../src/jobs/queue.ts';
import { deliveryMemorySeconds } from '../../src/jobs/queue-policies.ts';
import { type StartQueueOptions, startQueue } from '../../src/jobs/start-queue.ts';
import type { Database } from '../../src/store/open-database.ts';
import { engines, type TestEngine } from '../store/test-engines.ts';
import { until } from './until.ts';

const log = { info() {}, warn() {}, error() {} };
const quick: StartQueueOptions = { log, pollSeconds: 0.5, retryDelaySeconds: 1 };
const named = (account: string): Delivery => ({ kind: 'installed', account, repositories: 1 });
const delivery = named('octo');
const nameOf = (data: Delivery) => (data.kind === 'installed' ? data.account : data.kind);
const pull = (number: number): PullRequestKey => ({
  installationId: 1,
  repositoryId: 2,
  owner: 'o',
  repo: 'r',
  number,
});

describe.each(engines)('the queue on $name', ({ name, start }) => {
  let engine: TestEngine;
  let database: Database;
  let queues: Queue[] = [];
  const open = async (options: StartQueueOptions = quick) => {
    const queue = await startQueue(database, options);
    queues.push(queue);
    return queue;
  };
  // pg-boss writes a failure by replacing the row: an update at that moment would meet neither the old nor the new one.
  const countRetries = async () =>
    (await sql`select 1 from pgboss.job where state = 'retry'`.execute(database.kysely)).rows.length;
  beforeAll(async () => {
    engine = await start();
    database = await engine.open();
  });
  afterEach(async () => {
    await Promise.all(queues.map((queue) => queue.stop(0)));
    queues = [];
    await sql`delete from pgboss.job`.execute(database.kysely);
  });
  afterAll(async () => {
    await database?.close();
    await engine?.stop();
  });

  test('stores a delivery once, whoever sends it again and when', async () => {
    const queue = await open();
    const id = randomUUID();
    const sent = await Promise.all(
      Array.from({ length: 10 }, () => queue.send('delivery', delivery, { id })),
    );
    expect(sent.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await queue.send('delivery', delivery, { id: id.toUpperCase() })).toBe('duplicate');
    expect(await queue.send('delivery', delivery, { id: 'not a uuid' })).toBe('stored');
    expect(await queue.send('delivery', delivery, { id: 'not a uuid' })).toBe('duplicate');
    expect(await queue.send('delivery', delivery)).toBe('stored');
    const seen: RunningJob<'delivery'>[] = [];
    await queue.work('delivery', { concurrency: 3 }, async (job) => void seen.push(job));
    await until(() => seen.length === 3);
    expect(seen.find((job) => job.id === id)).toMatchObject({ data: delivery, retry: 0 });
    await until(async () => (await queue.counts()).delivery.running === 0);
    expect(await queue.send('delivery', delivery, { id })).toBe('duplicate');
  });

  test('remembers a completed delivery for the days in which GitHub may send it again', async () => {
    const queue = await open();
    const [id, old] = [randomUUID(), randomUUID()];
    let done = 0;
    await queue.work('delivery', { concurrency: 1 }, async () => void done++);
    await queue.send('delivery', delivery, { id });
    await queue.send('delivery', delivery, { id: old });
    await until(async () => done === 2 && (await queue.counts()).delivery.running === 0);
    await queue.stop(0);
    const age = (of: string, seconds: number) =>
      sql`update pgboss.job set completed_on = now() - ${seconds}::int * interval '1s' where id = ${of}::uuid`.execute(
        database.kysely,
      );
    await age(id, 3 * 24 * 3600 + 3600);
    await age(old, deliveryMemorySeconds + 60);
    await sql`update pgboss.queue set maintain_on = null, monitor_on = null`.execute(database.kysely);
    const again = await open();
    const left = () =>
      sql<{ id: string }>`select id from pgboss.job where name = 'delivery'`.execute(database.kysely);
    await until(async () => (await left()).rows.length === 1);
    expect(await again.send('delivery', delivery, { id })).toBe('duplicate');
    expect(await again.send('delivery', delivery, { id: old })).toBe('stored');
  });

  test('stores text that Postgres would refuse', async () => {
    const queue = await open();
    const odd = named('nul \0, lone \ud83d, "\\u0000" and 💡');
    await queue.send('delivery', odd);
    await queue.send('delivery', delivery);
    const bodies: unknown[] = [];
    await queue.work('delivery', { concurrency: 1 }, async ({ data }) => void bodies.push(data));
    await until(() => bodies.length === 2);
    expect(bodies).toContainEqual(named('nul \ufffd, lone \ufffd, "\\u0000" and 💡'));
  });

  test('starts a job at once and not at the next poll', async () => {
    const queue = await open({ ...quick, pollSeconds: 5 });
    let began = 0;
    const note = async () => {
      began = performance.now();
    };
    await queue.work('delivery', { concurrency: 2 }, note);
    await queue.work('review', { concurrency: 1 }, note);
    await delay(300);
    const latencies: number[] = [];
    for (let i = 0; i < 20; i++) {
      began = 0;
      const sent = performance.now();
      if (i % 2) await queue.send('delivery', delivery, { id: randomUUID() });
      else await queue.send('review', pull(i), { key: `latency ${i}` });
      await until(() => began > 0, 1);
      latencies.push(began - sent);
    }
    latencies.sort((a, b) => a - b);
    expect(latencies[10]).toBeLessThan(100);
  });

  test('takes the next job at once when one is done', async () => {
    const queue = await open({ ...quick, pollSeconds: 5 });
    for (let i = 0; i < 30; i++) await queue.send('delivery', delivery);
    let done = 0;
    const began = performance.now();
    await queue.work('delivery', { concurrency: 1 }, async () => void done++);
    await until(() => done === 30);
    expect(performance.now() - began).toBeLessThan(3000);
  });

  test('ten pushes while one review runs make exactly one more, at once, with the newest data', async () => {
    const queue = await open({ ...quick, pollSeconds: 5 });
    const seen: number[] = [];
    const gate = Promise.withResolvers<void>();
    await queue.work('review', { concurrency: 3 }, async ({ data }) => {
      seen.push(data.installationId);
      if (seen.length === 1) await gate.promise;
    });
    await queue.send('review', pull(1), { key: 'one' });
    await until(() => seen.length === 1);
    await Promise.all(
      Array.from({ length: 9 }, () =>
        queue.send('review', { ...pull(1), installationId: 5 }, { key: 'one' }),
      ),
    );
    await queue.send('review', { ...pull(1), installationId: 9 }, { key: 'one' });
    expect(await queue.counts()).toMatchObject({ review: { waiting: 1, running: 1, failed: 0 } });
    const open_ = performance.now();
    gate.resolve();
    await until(() => seen.length === 2);
    expect(performance.now() - open_).toBeLessThan(1000);
    await delay(300);
    expect(seen).toEqual([1, 9]);
  });

  test('a waiting review does not hold up those of other pull requests', async () => {
    const queue = await open();
    const seen: number[] = [];
    const gate = Promise.withResolvers<void>();
    await queue.work('review', { concurrency: 2 }, async ({ data }) => {
      seen.push(data.number);
      if (data.number === 1) await gate.promise;
    });
    await queue.send('review', pull(1), { key: 'one' });
    await until(() => seen.length === 1);
    await queue.send('review', pull(1), { key: 'one' });
    await queue.send('review', pull(2), { key: 'two' });
    await until(() => seen.length === 2);
    expect(seen).toEqual([1, 2]);
    gate.resolve();
    await until(() => seen.length === 3);
  });

  test('retries with back-off, says so, and buries a job that fails for good once', async () => {
    const queue = await open();
    const tries: number[] = [];
    const dead: unknown[] = [];
    const onDead = async (data: PullRequestKey, error: unknown) =>
      void dead.push([data.number, String(error)]);
    await queue.work('review', { concurrency: 1, onDead }, async (job) => {
      tries.push(job.retry);
      throw new TypeError('broken');
    });
    await queue.send('review', pull(3), { key: 'three' });
    await until(() => tries.length === 2);
    await until(async () => (await countRetries()) === 1);
    const waits = await sql<{ seconds: number }>`
      select extract(epoch from start_after - now())::float8 as seconds from pgboss.job where state = 'retry'`.execute(
      database.kysely,
    );
    expect(waits.rows).toHaveLength(1);
    for (const { seconds } of waits.rows) expect(seconds).toBeLessThanOrEqual(4);
    await sql`update pgboss.job set retry_limit = 2 where name = 'review'`.execute(database.kysely);
    await until(() => dead.length === 1, 20, 10_000);
    await delay(300);
    expect(tries).toEqual([0, 1, 2]);
    expect(dead).toEqual([[3, 'TypeError: broken']]);
    await until(async () => (await queue.counts()).review.failed === 0);
    await queue.send('review', pull(3), { key: 'three' });
    await until(() => tries.length === 4);
  });

  test('a push does not wait for the retries of the review it replaces', async () => {
    const queue = await open({ ...quick, retryDelaySeconds: 60 });
    const seen: number[] = [];
    const gate = Promise.withResolvers<void>();
    await queue.work('review', { concurrency: 1 }, async ({ data }) => {
      seen.push(data.installationId);
      if (seen.length > 2) return;
      await gate.promise;
      throw new Error('broken');
    });
    await queue.send('review', pull(4), { key: 'four' });
    await until(() => seen.length === 1);
    await queue.send('review', { ...pull(4), installationId: 2 }, { key: 'four' });
    gate.resolve();
    await until(() => seen.length === 2);
    await until(async () => (await queue.counts()).review.waiting === 1);
    await queue.send('review', { ...pull(4), installationId: 3 }, { key: 'four' });
    await until(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 3]);
    expect((await queue.counts()).review.waiting).toBe(0);
  });

  test('takes a job again when its handler says', async () => {
    const queue = await open({ ...quick, retryDelaySeconds: 60 });
    const at: number[] = [];
    await queue.work('review', { concurrency: 1 }, async () => {
      at.push(performance.now());
      if (at.length === 1) throw new RetryLater(1.5, 'GitHub asked to wait');
    });
    await queue.send('review', pull(5), { key: 'five' });
    await until(() => at.length === 2);
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(1450);
    expect(at[1]! - at[0]!).toBeLessThan(4000);
  });

  test('keeps a job until its time has come', async () => {
    const queue = await open();
    let at = 0;
    await queue.work('review-later', { concurrency: 1 }, async () => {
      at = performance.now();
    });
    const sent = performance.now();
    await queue.send(
      'review-later',
      { ...pull(6), request: 'model:abc:1' },
      { key: 'six', startAfterSeconds: 30 },
    );
    await queue.send(
      'review-later',
      { ...pull(6), request: 'model:abc:1' },
      { key: 'six', startAfterSeconds: 1 },
    );
    await until(() => at > 0);
    expect(at - sent).toBeGreaterThan(950);
    expect((await queue.counts())['review-later'].waiting).toBe(0);
  });

  test('a delivery that failed for good runs again when it is sent again', async () => {
    const queue = await open();
    const id = randomUUID();
    let tries = 0;
    const dead: string[] = [];
    const onDead = async () => void dead.push(id);
    await queue.work('delivery', { concurrency: 1, onDead }, async () => {
      if (++tries === 1) throw new Error('broken');
    });
    await queue.send('delivery', delivery, { id });
    await until(async () => tries === 1 && (await countRetries()) === 1);
    await sql`update pgboss.job set state = 'failed' where id = ${id}::uuid`.execute(database.kysely);
    expect(await queue.send('delivery', delivery, { id })).toBe('stored');
    await until(() => tries === 2);
    await until(async () => (await queue.counts()).delivery.running === 0);
    expect(await queue.send('delivery', delivery, { id })).toBe('duplicate');
  });

  test('a stop lets jobs end within its grace, then aborts them and hands them back', async () => {
    const queue = await open({ ...quick, retryDelaySeconds: 60 });
    const ended: string[] = [];
    let running = 0;
    await queue.work('delivery', { concurrency: 3 }, async ({ data, signal }) => {
      running++;
      if (nameOf(data) === 'short') await delay(300);
      if (nameOf(data) === 'long') await delay(60_000, undefined, { signal });
      if (nameOf(data) === 'deaf') await new Promise(() => {});
      ended.push(nameOf(data));
    });
    for (const event of ['short', 'long', 'deaf']) await queue.send('delivery', named(event));
    await until(() => running === 3);
    const began = performance.now();
    await queue.stop(600);
    const stopped = performance.now() - began;
    expect(stopped).toBeGreaterThan(590);
    expect(stopped).toBeLessThan(5000);
    expect(ended).toEqual(['short']);

    const again = await open();
    const restarted = performance.now();
    const taken: string[] = [];
    await again.work('delivery', { concurrency: 2 }, async ({ data }) => void taken.push(nameOf(data)));
    await until(() => taken.length === 2);
    expect(performance.now() - restarted).toBeLessThan(2000);
    expect(taken.sort()).toEqual(['deaf', 'long']);
  });

  test('twelve workers never run one pull request twice at once', async () => {
    // PGlite serves one process, and so one queue; a server serves several.
    const peers = await Promise.all(Array.from({ length: name === 'postgres' ? 3 : 1 }, () => open()));
    const running = new Map<number, number>();
    const last = new Map<number, number>();
    let most = 0;
    let runs = 0;
    for (const peer of peers) {
      await peer.work('review', { concurrency: 12 / peers.length }, async ({ data }) => {
        runs++;
        last.set(data.number, data.installationId);
        running.set(data.number, (running.get(data.number) ?? 0) + 1);
        most = Math.max(most, running.get(data.number)!);
        await delay(Math.random() * 20);
        running.set(data.number, running.get(data.number)! - 1);
      });
    }
    for (let push = 1; push <= 40; push++) {
      const pushes = [1, 2, 3, 4, 5].map((number) => {
        const data = { ...pull(number), installationId: push };
        return peers[(push + number) % peers.length]!.send('review', data, { key: String(number) });
      });
      await Promise.all(pushes);
    }
    await until(async () => {
      const { waiting, running: active } = (await peers[0]!.counts()).review;
      return waiting + active === 0;
    });
    expect(most).toBe(1);
    expect([...last.values()]).toEqual([40, 40, 40, 40, 40]);
    expect(runs).toBeGreaterThanOrEqual(5);
  });
});
