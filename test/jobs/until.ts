import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` holds, asking every `everyMilliseconds`; throws after `atMost` milliseconds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  everyMilliseconds = 10,
  atMost = 8000,
): Promise<void> {
  const end = performance.now() + atMost;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Not within ${atMost} ms: ${condition}`);
    await delay(everyMilliseconds);
  }
}
