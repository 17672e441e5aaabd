import Bottleneck from 'bottleneck';
import { ProbotOctokit } from 'probot';
import { createBoundedFetch } from './bounded-fetch.ts';

/** What Probot takes as `Octokit`; the App, the workers and the tests use the same one. */
export type OctokitClass = typeof ProbotOctokit;

export interface OctokitClassOptions {
  /** Our own version, for the user agent. */
  version: string;
  /** Longest time for one request and its answer. */
  timeoutMilliseconds?: number;
  /** Whether writes are paced as GitHub asks; false only where the other side is a double. */
  paced?: boolean;
}

/**
 * Statuses that no second try mends within a request. 429 is among them because the retry plugin ignores Retry-After:
 * limits become GitHubBusy and the job waits.
 */
const doNotRetry = [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429, 451];

/**
 * Makes the Octokit class with our manners: a time limit per request, two retries of what may be repeated, no waiting
 * inside a request for a rate limit, writes paced per installation, no payloads in the log.
 * For Probot: `createProbot({ overrides: { Octokit: createOctokitClass(…), baseUrl } })`.
 */
export function createOctokitClass({
  version,
  timeoutMilliseconds = 30_000,
  paced = true,
}: OctokitClassOptions): OctokitClass {
  const fetch = createBoundedFetch(timeoutMilliseconds);
  const pace = paced ? createPace() : { enabled: false };
  // The function form: Probot's own defaults would win over an object's.
  return ProbotOctokit.defaults((options: Record<string, object | undefined>) => ({
    ...options,
    userAgent: `architect/${version}`,
    log: withoutPayloads(options['log']),
    request: { fetch, ...options['request'] },
    retry: { retries: 2, ...options['retry'], doNotRetry },
    throttle: {
      ...options['throttle'],
      ...pace,
      onRateLimit: doNotWait,
      onSecondaryRateLimit: doNotWait,
    },
  })) as OctokitClass;
}

/**
 * One write at a time per installation, and at most 80 a minute: GitHub's limit for creating content. A token bucket, as
 * a review is a handful of writes and need not wait the second (three for a notification) between two that
 * the plugin's defaults want.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
function createPace() {
  const bucket = (perMinute: number, burst: number) =>
    new Bottleneck.Group({
      maxConcurrent: 1,
      reservoir: burst,
      reservoirIncreaseAmount: 1,
      reservoirIncreaseInterval: 60_000 / perMinute,
      reservoirIncreaseMaximum: burst,
      timeout: 120_000,
    });
  return { write: bucket(60, 20), notifications: bucket(20, 20) };
}

function doNotWait(): boolean {
  return false;
}

/** Probot logs each request's body at debug. */
function withoutPayloads(log: object | undefined): object | undefined {
  if (log === undefined) return undefined;
  const { warn, error } = log as Record<'warn' | 'error', ((...args: unknown[]) => void) | undefined>;
  return { debug() {}, info() {}, warn: warn?.bind(log), error: error?.bind(log) };
}
