import { setTimeout as wait } from 'node:timers/promises';
import { GitError } from './git-error.ts';
import { type HeldFile, holdFile } from './held-file.ts';

/** Ten minutes: longer than one fetch may take, so whoever waits longer waits for something broken. */
const PATIENCE = 600_000;

/**
 * Runs `work` while holding a lock file, alone among all processes that share the folder.
 * Throws {@link GitError} of kind `timeout` after ten minutes of waiting, `aborted` when told to stop.
 */
export async function withLock<Result>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await acquire(path, signal);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function acquire(path: string, signal: AbortSignal | undefined): Promise<HeldFile> {
  const until = Date.now() + PATIENCE;
  for (let pause = 10; Date.now() < until; pause = Math.min(pause * 2, 250)) {
    if (signal?.aborted) throw new GitError('aborted', `Waiting for the lock ${path} was stopped`);
    const lock = await holdFile(path);
    if (lock !== null) return lock;
    await wait(pause);
  }
  throw new GitError('timeout', `The lock ${path} was not free within 10 minutes; try again`);
}
