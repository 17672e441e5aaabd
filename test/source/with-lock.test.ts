import { fork } from 'node:child_process';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdFile, isHeld } from '../../src/source/held-file.ts';
import { withLock } from '../../src/source/with-lock.ts';
import { temporaryFolder } from '../doubles/git-fixture.ts';

let folder: ReturnType<typeof temporaryFolder>;
let lock: string;

beforeEach(() => {
  folder = temporaryFolder();
  lock = join(folder.path, 'some.lock');
});
afterEach(() => folder.remove());

/** A lock file as a process that is gone left it: this host's, with the id of a process that has ended. */
async function leaveStale(): Promise<void> {
  let text = '';
  await withLock(lock, undefined, async () => {
    text = readFileSync(lock, 'utf8');
  });
  writeFileSync(lock, text);
}

it('lets one in at a time within a process, from a stale lock on, however many want', async () => {
  let inside = 0;
  let most = 0;
  let runs = 0;
  for (let round = 0; round < 5; round += 1) {
    await leaveStale();
    expect(await isHeld(lock)).toBe(false);
    await Promise.all(
      Array.from({ length: 30 }, () =>
        withLock(lock, undefined, async () => {
          inside += 1;
          most = Math.max(most, inside);
          for (let wait = 0; wait < 5; wait += 1) await turn();
          runs += 1;
          inside -= 1;
        }),
      ),
    );
  }
  expect([most, runs]).toEqual([1, 150]);
});

it('gives a file to one holder at most, however many try to take it from a dead one', async () => {
  for (let round = 0; round < 30; round += 1) {
    await leaveStale();
    const holders = (await Promise.all(Array.from({ length: 20 }, () => holdFile(lock)))).filter(
      (one) => one !== null,
    );
    expect(holders.length).toBeLessThanOrEqual(1);
    await Promise.all(holders.map((holder) => holder.release()));
    const next = await holdFile(lock);
    expect(next).not.toBeNull();
    await next?.release();
  }
});

it('lets one in at a time among processes', async () => {
  const counter = join(folder.path, 'counter');
  const script = join(folder.path, 'worker.ts');
  writeFileSync(counter, '0');
  const module = new URL('../../src/source/with-lock.ts', import.meta.url).href;
  writeFileSync(
    script,
    `import { readFileSync, writeFileSync } from 'node:fs';
     import { withLock } from '${module}';
     const [lock, counter] = process.argv.slice(2);
     const once = () => withLock(lock, undefined, async () => {
       const value = Number(readFileSync(counter, 'utf8'));
       await new Promise((resolve) => setTimeout(resolve, 1));
       writeFileSync(counter, String(value + 1));
     });
     await Promise.all(Array.from({ length: 20 }, once));`,
  );
  const codes = await Promise.all(
    [1, 2, 3].map(
      () => new Promise((resolve) => fork(script, [lock, counter], { execArgv: [] }).once('exit', resolve)),
    ),
  );
  expect(codes).toEqual([0, 0, 0]);
  expect(readFileSync(counter, 'utf8')).toBe('60');
});

it('keeps a lock of another machine for a minute without a sign of life, then takes it over', async () => {
  writeFileSync(lock, JSON.stringify({ home: 'elsewhere', pid: 1, token: 'x' }));
  expect(await isHeld(lock)).toBe(true);
  const longAgo = new Date(Date.now() - 61_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await isHeld(lock)).toBe(false);
  expect(await withLock(lock, undefined, async () => 'in')).toBe('in');
  expect(await isHeld(lock)).toBe(false);
});

it('frees the lock when the work fails', async () => {
  await expect(withLock(lock, undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await isHeld(lock)).toBe(false);
});
