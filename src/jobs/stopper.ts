import { setTimeout as delay } from 'node:timers/promises';

/** How long a handler may take to end after its signal was aborted; then its job is handed back without it. */
const abandonMilliseconds = 2000;

/** The stages of a stop, as the running jobs see them. */
export interface Stopper {
  /** No job is begun any more. */
  readonly stopping: boolean;
  /** Aborted when the grace has passed: handlers end as soon as they can. */
  readonly aborted: AbortSignal;
  /** Aborted when handlers did not end even so. */
  readonly abandoned: AbortSignal;
  /** Waits for `drained`, which settles once nothing runs any more, hastening it by the stages. */
  stop(drained: Promise<unknown>, graceMilliseconds: number): Promise<void>;
}

/** A {@link Stopper} at its beginning. */
export function createStopper(): Stopper {
  const abort = new AbortController();
  const abandon = new AbortController();
  let stopping = false;
  return {
    get stopping() {
      return stopping;
    },
    aborted: abort.signal,
    abandoned: abandon.signal,
    async stop(drained, graceMilliseconds) {
      stopping = true;
      if (await settlesWithin(drained, graceMilliseconds)) return;
      abort.abort(new Error('The process stops'));
      if (await settlesWithin(drained, abandonMilliseconds)) return;
      abandon.abort();
      await drained;
    },
  };
}

async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise.then(() => true),
      delay(milliseconds, false, { signal: timer.signal }),
    ]);
  } finally {
    timer.abort();
  }
}
