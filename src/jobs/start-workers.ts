import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database } from '../store/open-database.ts';
import { putBack } from './job-table.ts';
import { type JobName, type Jobs, RetryLater, type RunningJob, type WorkOptions } from './queue.ts';
import { deadLetterOf, keyedQueues } from './queue-policies.ts';
import type { Stopper } from './stopper.ts';

/** What workers work with. */
interface Works {
  boss: PgBoss;
  database: Database;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  stopper: Stopper;
  pollSeconds: number;
}

/** Starts the workers of a queue, and the one that sees its jobs die. */
export async function startWorkers<N extends JobName>(
  works: Works,
  name: N,
  options: WorkOptions<N>,
  handler: (job: RunningJob<N>) => Promise<void>,
): Promise<void> {
  const run = (job: JobWithMetadata<Jobs[N]>) => runJob(works, name, job, handler);
  for (let i = 0; i < options.concurrency; i++) await startWorker(works, name, run);
  await startWorker<Jobs[N]>(works, deadLetterOf(name), (job) => buryJob(works, name, job, options.onDead));
}

async function startWorker<T>(
  { boss, pollSeconds }: Works,
  name: string,
  run: (job: JobWithMetadata<T>) => Promise<void>,
): Promise<void> {
  let worker: string | undefined;
  const options = {
    pollingIntervalSeconds: pollSeconds,
    notifyPollingIntervalSeconds: pollSeconds,
    includeMetadata: true as const,
  };
  worker = await boss.work(name, options, async ([job]: JobWithMetadata<T>[]) => {
    try {
      if (job) await run(job);
    } finally {
      // pg-boss sleeps between two jobs; woken, it looks for the next at once.
      if (worker !== undefined) boss.notifyWorker(worker);
    }
  });
}

/** Returns when the job is done or was put back; throws when this try failed, which pg-boss then counts. */
async function runJob<N extends JobName>(
  works: Works,
  name: N,
  job: JobWithMetadata<Jobs[N]>,
  handler: (job: RunningJob<N>) => Promise<void>,
): Promise<void> {
  const { database, log, stopper } = works;
  const handBack = () => putBack(database.kysely, name, job, { seconds: 0, free: true });
  if (stopper.stopping) return handBack();
  const signal = AbortSignal.any([job.signal, stopper.aborted]);
  try {
    await unlessAbandoned(handler({ id: job.id, data: job.data, retry: job.retryCount, signal }), stopper);
  } catch (error) {
    if (stopper.aborted.aborted) {
      log.info({ queue: name, job: job.id }, 'Job handed back because the process stops');
      return handBack();
    }
    const context = { queue: name, job: job.id, retry: job.retryCount, err: error };
    if (await newerWaits(works, name, job)) {
      log.warn(context, 'Job failed and a newer one for the same key takes its place');
      return;
    }
    if (error instanceof RetryLater && job.retryCount < job.retryLimit) {
      log.info({ ...context, seconds: error.seconds }, 'Job asked to be taken again later');
      return putBack(database.kysely, name, job, { seconds: error.seconds, free: false });
    }
    log.warn(context, 'Job failed');
    throw error;
  }
}

/** A newer job would have to wait for this one's retries, and does the same work on newer state. */
async function newerWaits<N extends JobName>(
  { boss }: Works,
  name: N,
  job: JobWithMetadata<Jobs[N]>,
): Promise<boolean> {
  if (job.singletonKey === null) return false;
  const waiting = await boss.findJobs(name, { key: job.singletonKey, queued: true });
  return waiting.some((other) => other.id !== job.id);
}

/** What `handler` comes to, or a failure as soon as it is given up. */
function unlessAbandoned(handling: Promise<void> | undefined, { abandoned }: Stopper): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(abandoned.reason);
    abandoned.addEventListener('abort', giveUp, { once: true });
    Promise.resolve(handling)
      .then(resolve, reject)
      .finally(() => abandoned.removeEventListener('abort', giveUp));
  });
}

async function buryJob<N extends JobName>(
  { boss, log, stopper }: Works,
  name: N,
  dead: JobWithMetadata<Jobs[N]>,
  onDead: WorkOptions<N>['onDead'],
): Promise<void> {
  const error = toError(dead.sourceOutput);
  log.error({ queue: name, job: dead.sourceId, err: error }, 'Job failed for good');
  try {
    await unlessAbandoned(onDead?.(dead.data, error), stopper);
  } finally {
    // Until its failed job is gone, a key stands still: nothing newer overtakes `onDead`.
    if (keyedQueues.has(name) && dead.sourceId) await boss.deleteJob(name, dead.sourceId);
  }
}

/** The error as pg-boss kept it: what an Error serialises to, or any other value under `value`. */
function toError(output: unknown): Error {
  const kept = output as { message?: unknown; name?: unknown; value?: { message?: unknown } } | null;
  const error = new Error(
    String(kept?.message ?? kept?.value?.message ?? 'The job failed without a message'),
  );
  if (typeof kept?.name === 'string') error.name = kept.name;
  return error;
}
