import { setTimeout as wait } from 'node:timers/promises';
import { GitError } from './git-error.ts';
import { type HeldFile, holdFile } from './held-file.ts';

/** Ten minutes: longer than one fetch may take, so whoever waits longer waits for something broken. */
const PATIENCE = 600_000;
/** Longest pause (ms) before looking again whether another process let go. */
const PAUSE = 100;

/** Who waits within this process: only the first of them asks the file system. */
const queues = new Map<string, Promise<void>>();

/**
 * Runs `work` while holding a lock file, alone among all processes that share the folder.
 * Throws {@link GitError} of kind `timeout` after ten minutes of waiting, `aborted` when told to stop.
 */
export async function withLock<Result>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = queues.get(path) ?? Promise.resolve();
  const mine = runInTurn(path, before, signal, work);
  const done = Promise.allSettled([before, mine]).then(() => {
    if (queues.get(path) === done) queues.delete(path);
  });
  queues.set(path, done);
  return mine;
}

async function runInTurn<Result>(
  path: string,
  before: Promise<void>,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  await Promise.race([before, aborted(signal)]);
  const lock = await acquire(path, signal);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** Resolves when the signal is given; {@link acquire} then says so. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function acquire(path: string, signal: AbortSignal | undefined): Promise<HeldFile> {
  const until = Date.now() + PATIENCE;
  for (let pause = 10; Date.now() < until; pause = Math.min(pause * 2, PAUSE)) {
    if (signal?.aborted) throw new GitError('aborted', `Waiting for the lock ${path} was stopped`);
    const lock = await holdFile(path);
    if (lock !== null) return lock;
    // Not all at the same moment, or processes would go on colliding.
    await wait(pause * (0.5 + Math.random() / 2));
  }
  throw new GitError('timeout', `The lock ${path} was not free within 10 minutes; try again`);
}
