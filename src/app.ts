import type { Probot } from 'probot';
import type { Queue } from './jobs/queue.ts';
import { readDelivery } from './web/read-delivery.ts';

/** What the App needs to take webhooks. */
export interface AppOptions {
  appId: number;
  /** Lower-case account names; empty: all. Deliveries of others are taken and dropped. */
  allowedOwners: readonly string[];
  queue: Pick<Queue, 'send'>;
}

/** The events we act on; app.yml subscribes to a few more that later work needs. */
export const events = [
  'pull_request',
  'issue_comment',
  'check_run',
  'merge_group',
  'installation',
  'installation_repositories',
] as const;

/**
 * The Probot app: events in, jobs out, nothing else. A handler ends once its job is stored, so an answer of 200
 * means that nothing is lost; when storing fails the delivery fails, and GitHub can deliver it again.
 */
export function createApp({ appId, allowedOwners, queue }: AppOptions): (probot: Probot) => void {
  return (probot) => {
    probot.on([...events], async ({ id, name, payload }) => {
      const delivery = readDelivery(name, payload, appId);
      if (delivery === null || !isAllowed(payload, allowedOwners)) return;
      await queue.send('delivery', delivery, { id });
    });
  };
}

function isAllowed(payload: unknown, allowedOwners: readonly string[]): boolean {
  if (allowedOwners.length === 0) return true;
  const { repository, installation } = payload as {
    repository?: { owner?: { login?: string } };
    installation?: { account?: { login?: string } };
  };
  const owner = repository?.owner?.login ?? installation?.account?.login ?? '';
  return allowedOwners.includes(owner.toLowerCase());
}
