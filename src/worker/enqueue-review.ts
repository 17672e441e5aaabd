import type { PullRequestKey } from '../jobs/queue.ts';
import type { Services } from './services.ts';

/** Asks for a review of a pull request's head as it will be when the job runs. */
export async function enqueueReview(services: Pick<Services, 'queue'>, key: PullRequestKey): Promise<void> {
  await services.queue.send('review', key, { key: `${key.repositoryId}#${key.number}` });
}
