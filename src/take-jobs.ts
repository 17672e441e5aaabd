import { GitHubBusy, GitHubNotFound } from './github/errors.ts';
import { publishCheck } from './github/publish-check.ts';
import { readPullRequest } from './github/read-pull-request.ts';
import { type PullRequestKey, RetryLater } from './jobs/queue.ts';
import { reviewPullRequest } from './review-pull-request.ts';
import { checkKeyOf } from './worker/check-key.ts';
import { handleDelivery } from './worker/handle-delivery.ts';
import { readSettingsInForce } from './worker/read-settings-in-force.ts';
import { publisherOf, type Services } from './worker/services.ts';
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

/** A GitHub that is busy says when to come again; a pull request or repository that is gone wants nothing more. */
async function waitingAsTold(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof GitHubBusy) throw new RetryLater(error.seconds, error.message, { cause: error });
    throw error;
  }
}

/** After the last try: the check gets an end that says so, since a required one would block for ever. */
async function concludeFailed(key: PullRequestKey, error: unknown, services: Services): Promise<void> {
  services.log.error({ err: error, ...key }, 'review given up');
  services.metrics.rounds.inc({ outcome: 'failed', verdict: '' });
  const octokit = await services.github.octokitFor(key.installationId);
  try {
    const pull = await readPullRequest(octokit, key, key.installationId);
    const { settings } = await readSettingsInForce({ octokit, ...services }, pull, pull.base.ref);
    await publishCheck(octokit, await publisherOf(services), key, checkKeyOf(key, pull.head.sha), {
      status: 'completed',
      conclusion: settings.gate.incomplete,
      title: 'The review failed',
      summary:
        'Architect could not review this commit, also after several tries; its log says why. *Re-run* or `/architect review` tries again.',
    });
  } catch (failure) {
    if (!(failure instanceof GitHubNotFound)) throw failure;
  }
}
