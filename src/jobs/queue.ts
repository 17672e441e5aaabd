import type { Delivery } from './delivery.ts';

/** The pull request a job is about. Numbers identify; the name is for requests and changes on a rename. */
export interface PullRequestKey {
  installationId: number;
  repositoryId: number;
  owner: string;
  repo: string;
  number: number;
}

/** Jobs by queue. A payload holds keys, not state: the worker reads the head when it starts. */
export interface Jobs {
  /** One webhook delivery. Job id = delivery id. */
  delivery: Delivery;
  /** Review the pull request's current head. One waiting and one running per pull request. */
  review: PullRequestKey;
  /** Ask for a review later, by a request of this id: a model that was overloaded is asked again. */
  'review-later': PullRequestKey & { request: string };
}
export type JobName = keyof Jobs;

export interface SendOptions {
  /** A UUID; a second job of this queue with the same id is not stored. */
  id?: string;
  /** Jobs of a queue with the same key: one waiting, one running; a newer waiting one replaces the older. */
  key?: string;
  startAfterSeconds?: number;
}

export interface RunningJob<N extends JobName> {
  id: string;
  data: Jobs[N];
  /** 0 at the first try. */
  retry: number;
  /** Aborted when the worker must stop or the job was taken away. */
  signal: AbortSignal;
}

export interface WorkOptions<N extends JobName> {
  /** Jobs of this queue run at once in this process. */
  concurrency: number;
  /** Called once a job has failed for good. */
  onDead?: (data: Jobs[N], error: unknown) => Promise<void>;
}

/** The durable queue: at least once, in no promised order. */
export interface Queue {
  /** Resolves once the job is stored: `stored`, or `duplicate` when its id was there already. */
  send<N extends JobName>(name: N, data: Jobs[N], options?: SendOptions): Promise<'stored' | 'duplicate'>;
  /** Starts taking jobs. A handler that throws is retried with back-off; throw {@link RetryLater} to say when. */
  work<N extends JobName>(
    name: N,
    options: WorkOptions<N>,
    handler: (job: RunningJob<N>) => Promise<void>,
  ): Promise<void>;
  /** Stops taking jobs, aborts the running ones' signals after `graceMilliseconds`, waits until all ended or were handed back. */
  stop(graceMilliseconds: number): Promise<void>;
  /** Waiting and running jobs by queue, for readiness and metrics. */
  counts(): Promise<Record<JobName, { waiting: number; running: number; failed: number }>>;
}

/** Thrown by a handler: this try failed, take the job again no earlier than in `seconds`. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly seconds: number;
  constructor(seconds: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.seconds = seconds;
  }
}
