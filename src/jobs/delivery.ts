import type { PullRequestKey } from './queue.ts';

/** A repository as a webhook names it. Numbers identify; the name is for requests and changes on a rename. */
export type RepositoryKey = Omit<PullRequestKey, 'number'>;

/** A webhook delivery, reduced to what its handling needs: the queue keeps no source code and no e-mail address. */
export type Delivery =
  | {
      kind: 'pull-request';
      action:
        | 'opened'
        | 'reopened'
        | 'synchronize'
        | 'ready_for_review'
        | 'converted_to_draft'
        | 'edited'
        | 'closed';
      pullRequest: PullRequestKey;
      /** Head commit as the event says it: for the queued check run only, the worker reads the head anew. */
      head: string;
    }
  | {
      kind: 'comment';
      pullRequest: PullRequestKey;
      /** Comments on issues come by the same event. */
      onPullRequest: boolean;
      /** As it stood when it was posted: later edits run nothing. */
      comment: { id: number; body: string; author: { login: string; bot: boolean } };
    }
  | {
      kind: 'rerequest';
      repository: RepositoryKey;
      head: string;
      /** Empty for the pull requests of forks; our external id names it then. */
      pullRequests: number[];
      externalId: string;
      /** Who pressed the button, which GitHub shows only to those with write access. */
      by: string;
    }
  | { kind: 'merge-group'; repository: RepositoryKey; head: string }
  | { kind: 'installed'; account: string; repositories: number }
  /** The App lost sight of these repositories: what we keep of them goes. */
  | { kind: 'removed'; repositories: number[] };
