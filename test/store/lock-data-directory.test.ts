import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataDirectoryInUseError, lockDataDirectory } from '../../src/store/lock-data-directory.ts';

let directory: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'architect-lock-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

test('refuses a second holder by name, and is free again once the first was killed', async () => {
  child = await holdInChild();
  await expect(lockDataDirectory(directory)).rejects.toThrow(
    new RegExp(`in use by process ${child.pid}\\. Stop that process.*DATA_DIR.*DATABASE_URL`),
  );
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  const lock = await lockDataDirectory(directory);
  lock.release();
});

test('refuses this process too, until the lock is released', async () => {
  const data = join(directory, 'made', 'on demand');
  const first = await lockDataDirectory(data);
  await expect(lockDataDirectory(data)).rejects.toThrow(DataDirectoryInUseError);
  first.release();
  (await lockDataDirectory(data)).release();
});

test('lets one of many that start at once have it', async () => {
  const locks = await Promise.allSettled(Array.from({ length: 10 }, () => lockDataDirectory(directory)));
  const held = locks.filter((lock) => lock.status === 'fulfilled');
  expect(held).toHaveLength(1);
  for (const lock of held) lock.value.release();
});

async function holdInChild(): Promise<ChildProcess> {
  const module = new URL('../../src/store/lock-data-directory.ts', import.meta.url).href;
  const code = `import { lockDataDirectory } from ${JSON.stringify(module)};
    await lockDataDirectory(${JSON.stringify(directory)}); process.stdout.write('held'); setInterval(() => {}, 1000);`;
  const started = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => started.stdout?.once('data', resolve));
  return started;
}
