import { reopenFollowUps } from '../github/close-follow-ups.ts';
import { GitHubError, isForTheJob } from '../github/errors.ts';
import { publishCheck } from '../github/publish-check.ts';
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
  if (action === 'reopened') {
    const octokit = await services.github.octokitFor(pullRequest.installationId);
    await reopenFollowUps(octokit, await publisherOf(services), pullRequest);
  }
  await enqueueReview(services, pullRequest);
}

/** The check run stands from the first moment on, so that nobody merges in the gap; without it the review still comes. */
async function showQueued(pullRequest: PullRequestKey, head: string, services: Services): Promise<void> {
  try {
    const key = await checkKeyOf(services, pullRequest, head);
    if (!key.externalId.endsWith('-after-0')) return;
    const octokit = await services.github.octokitFor(pullRequest.installationId);
    await publishCheck(octokit, await publisherOf(services), pullRequest, key, {
      status: 'queued',
      title: 'Waiting to be reviewed',
      summary: 'The architecture review of this commit has been asked for.',
    });
  } catch (error) {
    if (!(error instanceof GitHubError) || isForTheJob(error)) throw error;
    services.log.warn({ err: error, number: pullRequest.number }, 'queued check not shown');
  }
}

async function handleRerequest(delivery: Of<'rerequest'>, services: Services): Promise<void> {
  const named = pullRequestOf(delivery.externalId);
  const numbers = named === null ? delivery.pullRequests : [named];
  for (const number of numbers) {
    const key = { ...delivery.repository, number };
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
