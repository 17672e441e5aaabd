import { canWrite } from '../commands/run-commands.ts';
import { reopenFollowUps } from '../github/close-follow-ups.ts';
import { GitHubError, isForTheJob } from '../github/errors.ts';
import { announceCheck, publishCheck } from '../github/publish-check.ts';
import { readPermission } from '../github/read-permission.ts';
import { readPullRequest } from '../github/read-pull-request.ts';
import type { Delivery } from '../jobs/delivery.ts';
import type { PullRequestKey } from '../jobs/queue.ts';
import { forgetRepositories } from '../store/forget-repositories.ts';
import { addRequest } from '../store/pull-request.ts';
import { checkKeyOf, pullRequestOf } from './check-key.ts';
import { enqueueReview } from './enqueue-review.ts';
import { handleComment } from './handle-comment.ts';
import { hostOf, idOf, publisherOf, type Services } from './services.ts';

type Of<K extends Delivery['kind']> = Extract<Delivery, { kind: K }>;

/**
 * Does what a delivery asks: mostly, it asks for a review. Doing it again changes nothing more. Throws what a later
 * try may mend.
 */
export async function handleDelivery(delivery: Delivery, services: Services): Promise<void> {
  switch (delivery.kind) {
    case 'pull-request':
      return handlePullRequest(delivery, services);
    case 'comment':
      return handleComment(delivery, services);
    case 'rerequest':
      return handleRerequest(delivery, services);
    case 'merge-group':
      return handleMergeGroup(delivery, services);
    case 'installed':
      services.log.info({ account: delivery.account, repositories: delivery.repositories }, 'installed');
      return;
    case 'removed':
      await forgetRepositories(services.database.kysely, hostOf(services.hosts), delivery.repositories);
      services.log.info({ repositories: delivery.repositories }, 'removed');
      return;
  }
}

async function handlePullRequest(
  { action, pullRequest, head }: Of<'pull-request'>,
  services: Services,
): Promise<void> {
  if (action !== 'closed') await showQueued(pullRequest, head, services);
  await enqueueReview(services, pullRequest);
  if (action !== 'reopened') return;
  await unlessRefused('follow-ups not reopened', pullRequest, services, async () => {
    const octokit = await services.github.octokitFor(pullRequest.installationId);
    await reopenFollowUps(octokit, await publisherOf(services), pullRequest);
  });
}

/** The check run stands from the first moment on, so that nobody merges in the gap; without it the review still comes. */
async function showQueued(pullRequest: PullRequestKey, head: string, services: Services): Promise<void> {
  await unlessRefused('queued check not shown', pullRequest, services, async () => {
    const octokit = await services.github.octokitFor(pullRequest.installationId);
    const key = checkKeyOf(pullRequest, head);
    await announceCheck(octokit, await publisherOf(services), pullRequest, key, {
      title: 'Waiting to be reviewed',
      summary: 'The architecture review of this commit has been asked for.',
    });
  });
}

/** What is only shown must not cost the review: a refusal is logged. Throws what the whole job should wait for. */
async function unlessRefused(
  message: string,
  { number }: PullRequestKey,
  { log }: Services,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof GitHubError) || isForTheJob(error)) throw error;
    log.warn({ err: error, number }, message);
  }
}

async function handleRerequest(delivery: Of<'rerequest'>, services: Services): Promise<void> {
  const named = pullRequestOf(delivery.externalId);
  const numbers = named === null ? delivery.pullRequests : [named];
  for (const number of numbers) {
    const key = { ...delivery.repository, number };
    if (!(await mayRerequest(delivery, key, services))) continue;
    const request = {
      id: `rerequest:${delivery.head}:${delivery.externalId}`,
      kind: 'review' as const,
      by: delivery.by,
      commentId: null,
      at: new Date().toISOString(),
    };
    await addRequest(services.database.kysely, idOf(services, key), request);
    await enqueueReview(services, key);
  }
}

/** The button is pressed by people with write access, and by whichever App may write checks: so GitHub is asked. */
async function mayRerequest(
  { by, head }: Of<'rerequest'>,
  key: PullRequestKey,
  services: Services,
): Promise<boolean> {
  const octokit = await services.github.octokitFor(key.installationId);
  if ((await readPullRequest(octokit, key)).head.sha !== head) return false;
  return canWrite(await readPermission(octokit, key, by));
}

/** The merge queue's own commits are made of pull requests that were reviewed one by one. */
async function handleMergeGroup({ repository, head }: Of<'merge-group'>, services: Services): Promise<void> {
  const octokit = await services.github.octokitFor(repository.installationId);
  await publishCheck(
    octokit,
    await publisherOf(services),
    repository,
    { head, externalId: 'merge-group' },
    {
      status: 'completed',
      conclusion: 'neutral',
      title: 'Reviewed on its pull requests',
      summary:
        'A merge group brings no code of its own: the reviews stand on the pull requests it is made of.',
    },
  );
}
