import { GitHubBusy } from './github/errors.ts';
import { RetryLater } from './jobs/queue.ts';
import { reviewPullRequest } from './review-pull-request.ts';
import { concludeFailed } from './worker/conclude-failed.ts';
import { handleDelivery } from './worker/handle-delivery.ts';
import type { Services } from './worker/services.ts';
import { tryModelAgain } from './worker/try-model-again.ts';

/** Deliveries only ask for work; many can be looked at while a few reviews run. */
const deliveriesAtOnce = 8;

/** How often the cache of facts is brought back within its bounds. */
const evictionMilliseconds = 60 * 60 * 1000;

/** Starts taking jobs of every queue, `concurrency` reviews at once. */
export async function takeJobs(services: Services, { concurrency }: { concurrency: number }): Promise<void> {
  const { queue, log, metrics, cache } = services;
  setInterval(() => {
    cache.evict().catch((error: unknown) => log.warn({ err: error }, 'facts not evicted'));
  }, evictionMilliseconds).unref();
  await queue.work('delivery', { concurrency: deliveriesAtOnce }, (job) =>
    waitingAsTold(() => handleDelivery(job.data, services)),
  );
  await queue.work('review-later', { concurrency: 1 }, (job) => tryModelAgain(job.data, services));
  await queue.work(
    'review',
    { concurrency, onDead: (key, error) => concludeFailed(key, error, services) },
    (job) =>
      waitingAsTold(async () => {
        const began = performance.now();
        const { owner, repo, number } = job.data;
        const round = await reviewPullRequest(job, services);
        const verdict = round.outcome === 'published' ? round.verdict : '';
        const seconds = (performance.now() - began) / 1000;
        metrics.rounds.inc({ outcome: round.outcome, verdict });
        if (round.outcome === 'published') metrics.roundSeconds.observe(seconds);
        log.info({ owner, repo, number, ...round, seconds: Number(seconds.toFixed(2)) }, 'review job done');
      }),
  );
}

/** A GitHub that is busy says when to come again. */
async function waitingAsTold(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof GitHubBusy) throw new RetryLater(error.seconds, error.message, { cause: error });
    throw error;
  }
}
