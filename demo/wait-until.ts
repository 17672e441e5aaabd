import { setTimeout as sleep } from 'node:timers/promises';

const pauseMilliseconds = 20;

/**
 * Asks again and again until `look` gives something. Throws an Error that names what was awaited after `seconds`, and
 * the signal's reason when it is aborted.
 */
export async function waitUntil<T>(
  what: string,
  seconds: number,
  signal: AbortSignal,
  look: () => Promise<T | null>,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}, and it did not come`);
    signal.throwIfAborted();
    await sleep(pauseMilliseconds);
  }
}
