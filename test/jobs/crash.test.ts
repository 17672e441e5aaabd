import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startQueue } from '../../src/jobs/start-queue.ts';
import { engines, type TestEngine } from '../store/test-engines.ts';
import { until } from './until.ts';

const quick = { log: { info() {}, warn() {}, error() {} }, pollSeconds: 0.5, retryDelaySeconds: 1 };
const pull = { installationId: 1, repositoryId: 2, owner: 'o', repo: 'r', number: 42 };

/** PGlite makes its files in 2 to 6 seconds, and longer on a busy machine. */
const startsWithin = 25_000;
/** A server's supervisor looks every 5 seconds for heartbeats that stopped. */
const noticedWithin = { pglite: 3000, postgres: 12_000 };

const children: ChildProcess[] = [];

describe.each(engines)('a process killed on $name', ({ name, start }) => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await start();
  });
  afterEach(() => Promise.all(children.splice(0).map(kill)));
  afterAll(() => engine?.stop());

  test('loses no delivery it acknowledged', { timeout: 60_000 }, async () => {
    const child = run('send', engine);
    await until(() => child.lines.length > 300, 20, startsWithin);
    await kill(child.process);
    const database = await engine.open();
    const queue = await startQueue(database, quick);
    const { rows } = await sql<{ id: string }>`select id from pgboss.job where name = 'delivery'`.execute(
      database.kysely,
    );
    await queue.stop(0);
    await database.close();
    const stored = new Set(rows.map(({ id }) => id));
    expect(child.lines.slice(1).filter((id) => !stored.has(id))).toEqual([]);
    expect(stored.size).toBeGreaterThanOrEqual(300);
  });

  test('has its review taken again', { timeout: 60_000 }, async () => {
    let database = await engine.open();
    let queue = await startQueue(database, quick);
    await queue.send('review', pull, { key: 'pull' });
    await queue.stop(0);
    await database.close();
    const child = run('work', engine);
    await until(() => child.lines.includes('42'), 20, startsWithin);
    await kill(child.process);
    database = await engine.open();
    queue = await startQueue(database, quick);
    // As if the heartbeat's 15 seconds had passed since; the embedded engine does not wait for them.
    await sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '15 seconds'`.execute(
      database.kysely,
    );
    const killed = performance.now();
    const taken: { number: number; retry: number }[] = [];
    await queue.work('review', { concurrency: 1 }, async ({ data, retry }) => {
      taken.push({ number: data.number, retry });
    });
    await until(() => taken.length > 0, 20, noticedWithin[name]);
    expect(taken).toEqual([{ number: 42, retry: 1 }]);
    expect(performance.now() - killed).toBeLessThan(noticedWithin[name]);
    await queue.stop(1000);
    await database.close();
  });
});

function run(mode: 'work' | 'send', engine: TestEngine): { process: ChildProcess; lines: string[] } {
  const script = fileURLToPath(new URL('./crash-worker.ts', import.meta.url));
  const child = spawn(process.execPath, [script, mode, JSON.stringify(engine.options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return { process: child, lines };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
