import { GitHubNotFound } from '../github/errors.ts';
import { closeCheck, publishCheck } from '../github/publish-check.ts';
import { readPullRequest } from '../github/read-pull-request.ts';
import type { PullRequestKey } from '../jobs/queue.ts';
import { readEndedRound } from '../store/round.ts';
import { checkKeyOf } from './check-key.ts';
import { readSettingsInForce } from './read-settings-in-force.ts';
import { conclusionOf } from './remember-round.ts';
import { idOf, publisherOf, type Services } from './services.ts';

/**
 * After the last try of a review: the check gets an end that says so, since a required one would block for ever. A head
 * that was reviewed before keeps the conclusion it earned. Throws a GitHubError, but not for what is gone.
 */
export async function concludeFailed(key: PullRequestKey, error: unknown, services: Services): Promise<void> {
  services.log.error({ err: error, ...key }, 'review given up');
  services.metrics.rounds.inc({ outcome: 'failed', verdict: '' });
  const octokit = await services.github.octokitFor(key.installationId);
  const publisher = await publisherOf(services);
  try {
    const pull = await readPullRequest(octokit, key, key.installationId);
    const checkKey = checkKeyOf(key, pull.head.sha);
    const last = await readEndedRound(services.database.kysely, idOf(services, key), pull.head.sha);
    if (last !== null) return await closeCheck(octokit, publisher, key, checkKey, conclusionOf(last.end));
    const { settings } = await readSettingsInForce({ octokit, ...services }, pull, pull.base.ref);
    await publishCheck(octokit, publisher, key, checkKey, {
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
