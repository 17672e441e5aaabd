import type { Signer } from './markers.ts';
import type { PullRequest } from './pull-request.ts';

/** Where something is published. */
export type PullRequestAddress = Pick<PullRequest, 'repositoryId' | 'owner' | 'repo' | 'number'>;

/** In whose name: how we know our own texts again. */
export interface Publisher {
  /** The App's id and its slug (`architect`, whose comments are by `architect[bot]`). */
  app: { id: number; slug: string };
  signer: Signer;
}

/** `owner/repo#7`, for messages. */
export function nameOf({ owner, repo, number }: PullRequestAddress): string {
  return `${owner}/${repo}#${number}`;
}
