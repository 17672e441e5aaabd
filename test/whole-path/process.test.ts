import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../store/test-engines.ts';
import { startWorld, summariesOf, type World } from './world.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface Running {
  child: ChildProcess;
  output: () => string;
  /** Where it listens; rejects with its output when it ends before. */
  url: Promise<string>;
}

const running: Running[] = [];
afterEach(async () => {
  for (const { child } of running.splice(0)) await end(child, 'SIGKILL');
});

/** Runs `src/main.ts` as `npm start` does, with this environment and no other. */
function run(env: Record<string, string>): Running {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  let output = '';
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const found = /"url":"([^"]+)"/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  url.catch(() => {});
  const one = { child, output: () => output, url };
  running.push(one);
  return one;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit)[0] as number | null;
}

it('refuses to start without what it needs, naming all of it in plain words', async () => {
  const { child, output } = run({ PORT: 'http', WEBHOOK_SECRET: 'development' });
  expect((await once(child, 'exit'))[0]).toBe(1);
  for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'PORT'])
    expect(output()).toContain(`- ${name} `);
  expect(output()).not.toContain('    at ');
});

describe.each(engines)('on $name', ({ start }) => {
  let world: World;
  let engine: Awaited<ReturnType<typeof start>>;
  let env: Record<string, string>;
  beforeAll(async () => {
    world = await startWorld();
    // The world's own App is not used here: the process under test takes its place.
    await world.architect.stop();
    engine = await start();
    const { databaseUrl, dataDirectory } = engine.options;
    env = {
      APP_ID: String(world.github.app.id),
      PRIVATE_KEY: world.github.app.privateKey,
      WEBHOOK_SECRET: world.github.app.webhookSecret,
      GITHUB_URL: world.github.url,
      GITHUB_API_URL: world.github.url,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: databaseUrl ? world.environment.dataDirectory : dataDirectory,
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    };
  });
  afterAll(async () => {
    await world.close();
    await engine.stop();
  });
  const listen = async (process: Running) =>
    world.github.setWebhookUrl(`${await process.url}/api/github/webhooks`);

  it('takes a webhook, is ready, reviews, and ends with 0 on SIGTERM', async () => {
    const process = run(env);
    await listen(process);
    const url = await process.url;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const conversation = await world.concluded(await world.openOrderEvents());
    expect(summariesOf(conversation)).toHaveLength(1);
    expect(await end(process.child, 'SIGTERM')).toBe(0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    expect(process.output()).not.toContain(world.github.app.webhookSecret);
    world.github.assertNoViolations();
  });

  it('killed in the middle of a review, publishes it once after the next start', async () => {
    const first = run(env);
    await listen(first);
    // Between the inline comments and the follow-ups GitHub is slow, which leaves the time to kill.
    const slow = { method: 'GET', path: /^\/repos\/[^/]+\/[^/]+\/issues$/, delay: 5000 };
    world.github.failNext(slow);
    const subject = await world.openOrderEvents();
    await world.until(subject, ({ entries }) => entries.some(({ kind }) => kind === 'review'));
    await end(first.child, 'SIGKILL');

    const second = run(env);
    await listen(second);
    // On a server the dead worker's job is free after its heartbeat (15 s) and the first back-off.
    const conversation = await world.until(
      subject,
      ({ checks }) => checks.at(-1)?.status === 'completed',
      60,
    );
    expect(summariesOf(conversation)).toHaveLength(1);
    expect(conversation.entries.filter((entry) => entry.kind === 'review')).toHaveLength(1);
    expect(conversation.issues).toHaveLength(1);
    expect(conversation.checks).toHaveLength(1);
    expect(await end(second.child, 'SIGINT')).toBe(0);
  }, 90_000);
});

it('refuses a second process on one data directory, in a sentence', async () => {
  const pglite = engines.find(({ name }) => name === 'pglite')!;
  const engine = await pglite.start();
  const world = await startWorld();
  try {
    const env = {
      APP_ID: '1',
      PRIVATE_KEY: world.github.app.privateKey,
      WEBHOOK_SECRET: world.github.app.webhookSecret,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: engine.options.dataDirectory,
    };
    await run(env).url;
    const second = run(env);
    expect((await once(second.child, 'exit'))[0]).toBe(1);
    expect(second.output()).toMatch(/in use|already/i);
    expect(second.output()).not.toContain('    at ');
  } finally {
    await world.close();
    await engine.stop();
  }
});
