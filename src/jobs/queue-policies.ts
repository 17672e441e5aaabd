import type { Queue as BossQueue } from 'pg-boss';
import type { JobName } from './queue.ts';

type Policy = Omit<BossQueue, 'name'>;

const minute = 60;
const day = 24 * 60 * minute;

/**
 * How long a finished delivery's job stays and refuses its id. GitHub redelivers for 3 days
 * (https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks); a day more for clocks and queues.
 */
export const deliveryMemorySeconds = 4 * day;

/** A first retry after 5 to 10 seconds, doubled each time, with half of it random; the last waits half an hour at most. */
const backOff = { retryDelay: 5, retryBackoff: true, retryDelayMax: 30 * minute } as const;

/** What a process that died leaves is taken again after this long; pg-boss takes no less than 10. */
const heartbeatSeconds = 15;

/** Queues that hold one running job per key; their failed job keeps its key until it is deleted. */
export const keyedQueues: ReadonlySet<JobName> = new Set(['review', 'review-later']);

/**
 * `key_strict_fifo` and not `stately` for the keyed ones: with `stately`, a waiting job whose key is running
 * makes every fetch fail on the unique index, so the whole queue stands still behind it.
 */
const policies: Record<JobName, Policy> = {
  delivery: {
    ...backOff,
    retryLimit: 8,
    expireInSeconds: 5 * minute,
    heartbeatSeconds,
    deleteAfterSeconds: deliveryMemorySeconds,
  },
  review: {
    ...backOff,
    policy: 'key_strict_fifo',
    retryLimit: 5,
    expireInSeconds: 30 * minute,
    heartbeatSeconds,
    deleteAfterSeconds: day,
  },
  'review-later': {
    ...backOff,
    policy: 'key_strict_fifo',
    retryLimit: 5,
    expireInSeconds: 5 * minute,
    heartbeatSeconds,
    deleteAfterSeconds: day,
  },
};

/** Where jobs go that failed for good, until `onDead` has seen them. */
export function deadLetterOf(name: JobName): `${JobName}-dead` {
  return `${name}-dead`;
}

/** The names of all queues of the interface. */
export const jobNames = Object.keys(policies) as JobName[];

/** What to create, in an order in which every dead-letter queue stands before the queue that names it. */
export function bossQueues(retryDelaySeconds: number = backOff.retryDelay): BossQueue[] {
  return jobNames.flatMap((name) => [
    { name: deadLetterOf(name), ...backOff, retryLimit: 10, heartbeatSeconds, retryDelay: retryDelaySeconds },
    {
      ...policies[name],
      name,
      retryDelay: retryDelaySeconds,
      deadLetter: deadLetterOf(name),
      notify: true,
    },
  ]);
}
