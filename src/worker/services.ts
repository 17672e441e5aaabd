import type { Architect } from '../architect/create-architect.ts';
import type { AppAccess } from '../github/app-access.ts';
import type { Signer } from '../github/markers.ts';
import type { Publisher } from '../github/publisher.ts';
import type { Queue } from '../jobs/queue.ts';
import type { GitHubHosts, Limits } from '../settings/environment.ts';
import type { Clones } from '../source/open-clones.ts';
import type { BoundedFactCache } from '../store/fact-cache.ts';
import type { PullRequestId } from '../store/keys.ts';
import type { Database } from '../store/open-database.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** What the handlers of jobs work with: opened once by `main`, closed by it. */
export interface Services {
  hosts: GitHubHosts;
  limits: Limits;
  /** Where the pages of rules stand; null: findings name the rule without a link. */
  docsUrl: string | null;
  github: AppAccess;
  signer: Signer;
  database: Database;
  queue: Queue;
  clones: Clones;
  cache: BoundedFactCache;
  /** Null: no model is configured, every judgement is from the evidence alone. */
  architect: Architect | null;
  metrics: Metrics;
  log: Log;
}

/** In whose name texts are published. */
export async function publisherOf({ github, signer }: Services): Promise<Publisher> {
  return { app: await github.identity(), signer };
}

/** The key of a pull request in the store. */
export function idOf(
  services: Pick<Services, 'hosts'>,
  key: { repositoryId: number; number: number },
): PullRequestId {
  return { host: hostOf(services.hosts), repositoryId: key.repositoryId, number: key.number };
}

/** `github.com`: the name under which a GitHub's repositories are kept. */
export function hostOf(hosts: GitHubHosts): string {
  return new URL(hosts.web).host;
}
