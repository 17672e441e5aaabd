import { z } from 'zod';
import type { Delivery, RepositoryKey } from '../jobs/delivery.ts';

/** GitHub's limit for a comment's body; a longer one is not GitHub's. */
const maxBody = 65_536;

const installation = z.object({ id: z.int().positive() });
const repository = z.object({
  id: z.int().positive(),
  name: z.string().min(1).max(200),
  owner: z.object({ login: z.string().min(1).max(100) }),
});
const account = z.object({ login: z.string().min(1).max(100), type: z.string().max(50).optional() });
const number = z.int().positive();
const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

const pullRequestActions = [
  'opened',
  'reopened',
  'synchronize',
  'ready_for_review',
  'converted_to_draft',
  'edited',
  'closed',
] as const;

const pullRequestEvent = z.object({
  action: z.enum(pullRequestActions),
  number,
  installation,
  repository,
  pull_request: z.object({ head: z.object({ sha }) }),
  changes: z.object({ base: z.unknown().optional() }).optional(),
});

const commentEvent = z.object({
  action: z.literal('created'),
  installation,
  repository,
  issue: z.object({ number, pull_request: z.unknown().optional() }),
  comment: z.object({
    id: z.int().positive(),
    body: z.string().max(maxBody),
    user: account.nullable(),
    performed_via_github_app: z.unknown().optional(),
  }),
});

const checkRunEvent = z.object({
  action: z.literal('rerequested'),
  installation,
  repository,
  check_run: z.object({
    head_sha: sha,
    external_id: z.string().max(500).nullish(),
    app: z.object({ id: z.int() }).nullish(),
    pull_requests: z.array(z.object({ number })).default([]),
  }),
  sender: account,
});

const mergeGroupEvent = z.object({
  action: z.literal('checks_requested'),
  installation,
  repository,
  merge_group: z.object({ head_sha: sha }),
});

const installationEvent = z.object({
  action: z.enum(['created', 'deleted']),
  installation: installation.extend({ account: account.optional() }),
  repositories: z.array(z.object({ id: z.int().positive() })).default([]),
});

const installationRepositoriesEvent = z.object({
  action: z.enum(['added', 'removed']),
  installation: installation.extend({ account: account.optional() }),
  repositories_added: z.array(z.unknown()).default([]),
  repositories_removed: z.array(z.object({ id: z.int().positive() })).default([]),
});

/**
 * Reduces a webhook's payload to a {@link Delivery}, or to null when it asks nothing of us (another action,
 * somebody else's check run, an edit of the title alone). `appId` tells our check runs from others'.
 * A payload that is not of GitHub's shape asks nothing of us either.
 */
export function readDelivery(event: string, payload: unknown, appId: number): Delivery | null {
  switch (event) {
    case 'pull_request':
      return readPullRequest(payload);
    case 'issue_comment':
      return readComment(payload);
    case 'check_run':
      return readCheckRun(payload, appId);
    case 'merge_group': {
      const { data } = mergeGroupEvent.safeParse(payload);
      return data ? { kind: 'merge-group', repository: keyOf(data), head: data.merge_group.head_sha } : null;
    }
    case 'installation':
      return readInstallation(payload);
    case 'installation_repositories':
      return readInstallationRepositories(payload);
    default:
      return null;
  }
}

function readPullRequest(payload: unknown): Delivery | null {
  const { data } = pullRequestEvent.safeParse(payload);
  if (!data) return null;
  if (data.action === 'edited' && data.changes?.base === undefined) return null;
  return {
    kind: 'pull-request',
    action: data.action,
    pullRequest: { ...keyOf(data), number: data.number },
    head: data.pull_request.head.sha,
  };
}

function readComment(payload: unknown): Delivery | null {
  const { data } = commentEvent.safeParse(payload);
  // Most comments are not for us; storing them would only fill the queue.
  if (!data?.comment.user || !data.comment.body.includes('/architect')) return null;
  const { user } = data.comment;
  return {
    kind: 'comment',
    pullRequest: { ...keyOf(data), number: data.issue.number },
    onPullRequest: data.issue.pull_request != null,
    comment: {
      id: data.comment.id,
      body: data.comment.body,
      author: {
        login: user.login,
        bot: user.type === 'Bot' || data.comment.performed_via_github_app != null,
      },
    },
  };
}

function readCheckRun(payload: unknown, appId: number): Delivery | null {
  const { data } = checkRunEvent.safeParse(payload);
  if (!data || data.check_run.app?.id !== appId) return null;
  return {
    kind: 'rerequest',
    repository: keyOf(data),
    head: data.check_run.head_sha,
    pullRequests: data.check_run.pull_requests.map((pull) => pull.number),
    externalId: data.check_run.external_id ?? '',
    by: data.sender.login,
  };
}

function readInstallation(payload: unknown): Delivery | null {
  const { data } = installationEvent.safeParse(payload);
  if (!data) return null;
  const repositories = data.repositories.map(({ id }) => id);
  if (data.action === 'deleted') return { kind: 'removed', repositories };
  return {
    kind: 'installed',
    account: data.installation.account?.login ?? '',
    repositories: repositories.length,
  };
}

function readInstallationRepositories(payload: unknown): Delivery | null {
  const { data } = installationRepositoriesEvent.safeParse(payload);
  if (!data) return null;
  if (data.action === 'removed') {
    const repositories = data.repositories_removed.map(({ id }) => id);
    return { kind: 'removed', repositories };
  }
  return {
    kind: 'installed',
    account: data.installation.account?.login ?? '',
    repositories: data.repositories_added.length,
  };
}

function keyOf(data: {
  installation: z.output<typeof installation>;
  repository: z.output<typeof repository>;
}): RepositoryKey {
  return {
    installationId: data.installation.id,
    repositoryId: data.repository.id,
    owner: data.repository.owner.login,
    repo: data.repository.name,
  };
}
