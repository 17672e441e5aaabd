import { setTimeout as sleep } from 'node:timers/promises';
import { GitHubUnavailable } from './errors.ts';

/** How long after an unanswered write we look whether it took effect. */
const settleMilliseconds = 1000;

/** Waits until a write whose answer was lost has had time to show. */
export async function settle(): Promise<void> {
  await sleep(settleMilliseconds);
}

/**
 * Creates something that must stand once, after the caller looked and found none. When GitHub did not answer, looks
 * whether the creation took effect before the one repetition. `create` must send `request: { retries: 0 }`.
 * Throws what `create` and `lookAgain` throw.
 */
export async function createOnce<T>(
  create: () => Promise<T>,
  lookAgain: () => Promise<T | null>,
): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof GitHubUnavailable)) throw error;
  }
  await settle();
  return (await lookAgain()) ?? (await create());
}
