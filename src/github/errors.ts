/** GitHub said no, or nothing. `status` is HTTP's, 0 when there was no answer. */
export class GitHubError extends Error {
  override readonly name: string = 'GitHubError';
  readonly status: number;
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** 401: the token or the App's key is not accepted. */
export class GitHubUnauthorized extends GitHubError {
  override readonly name = 'GitHubUnauthorized';
}

/** 403 that is no rate limit: a permission is missing, or the installation is suspended. */
export class GitHubForbidden extends GitHubError {
  override readonly name = 'GitHubForbidden';
  /** What GitHub would accept, as it says it (`checks=write`); null when it does not say. */
  readonly accepted: string | null;
  constructor(message: string, status: number, accepted: string | null, options?: ErrorOptions) {
    super(message, status, options);
    this.accepted = accepted;
  }
}

/** 404: not there, or not visible to this token. */
export class GitHubNotFound extends GitHubError {
  override readonly name = 'GitHubNotFound';
}

/** 410: switched off or deleted for good, as issues of a repository can be. */
export class GitHubGone extends GitHubError {
  override readonly name = 'GitHubGone';
}

/** 422, or a request that we know GitHub would refuse so. */
export class GitHubUnprocessable extends GitHubError {
  override readonly name = 'GitHubUnprocessable';
  /** GitHub's own words, one per error. */
  readonly reasons: readonly string[];
  constructor(message: string, reasons: readonly string[], options?: ErrorOptions) {
    super(message, 422, options);
    this.reasons = reasons;
  }
}

/** A rate limit, first or secondary: try again no earlier than in `seconds`. */
export class GitHubBusy extends GitHubError {
  override readonly name = 'GitHubBusy';
  readonly seconds: number;
  constructor(message: string, status: number, seconds: number, options?: ErrorOptions) {
    super(message, status, options);
    this.seconds = seconds;
  }
}

/** 5xx, a broken connection, or no answer in time. The request may have taken effect all the same. */
export class GitHubUnavailable extends GitHubError {
  override readonly name = 'GitHubUnavailable';
}

/** Whether the whole job has to wait or stop, rather than go on with its next part: limits and credentials. */
export function isForTheJob(error: GitHubError): boolean {
  return error instanceof GitHubBusy || error instanceof GitHubUnauthorized;
}

/** What octokit throws: RequestError, whose class cannot be compared since several copies of it are installed. */
interface RequestFailure extends Error {
  status: number;
  response?: { headers: Record<string, string | number | undefined>; data: unknown };
}

/** GitHub asks for a minute where a secondary limit names no time. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const unnamedWaitSeconds = 60;

/** A reset lies at most an hour ahead; anything beyond is a broken clock. */
const longestWaitSeconds = 3660;

/**
 * Runs one request, or one paginated read, and turns what it throws into a typed error.
 * `doing` completes "GitHub refused to …": `create the check run on acme/shop@1a2b3c4`.
 */
export async function ask<T>(doing: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw toGitHubError(error, doing);
  }
}

/** The one place where GitHub's errors become ours. Errors that are not a request's (aborts, bugs) come back as they are. */
function toGitHubError(error: unknown, doing: string): unknown {
  if (error instanceof GitHubError || !isRequestFailure(error)) return error;
  const { status, response } = error;
  const said = shorten(error.message);
  const options = { cause: error };

  if (response === undefined) {
    return new GitHubUnavailable(`Could not ${doing}: GitHub did not answer (${said})`, 0, options);
  }
  const seconds = busySeconds(error, response);
  if (seconds !== null) {
    return new GitHubBusy(
      `Could not ${doing}: GitHub asks to wait ${seconds} s (${said})`,
      status,
      seconds,
      options,
    );
  }
  if (status >= 500) {
    return new GitHubUnavailable(`Could not ${doing}: GitHub answered ${status} (${said})`, status, options);
  }
  switch (status) {
    case 401:
      return new GitHubUnauthorized(
        `Could not ${doing}: GitHub does not accept our credentials (${said}). Check APP_ID and PRIVATE_KEY, or the token.`,
        status,
        options,
      );
    case 403: {
      const accepted = response.headers['x-accepted-github-permissions'];
      const permission = typeof accepted === 'string' && accepted !== '' ? shorten(accepted) : null;
      return new GitHubForbidden(
        `GitHub refused to ${doing}: ${said}. ${howToGrant(permission)}`,
        status,
        permission,
        options,
      );
    }
    case 404:
      return new GitHubNotFound(
        `Could not ${doing}: not found, or the App may not see it (${said})`,
        status,
        options,
      );
    case 410:
      return new GitHubGone(`Could not ${doing}: it is switched off or deleted (${said})`, status, options);
    case 422:
      return new GitHubUnprocessable(
        `GitHub refused to ${doing}: ${said}`,
        reasonsOf(response.data),
        options,
      );
    default:
      return new GitHubError(`Could not ${doing}: GitHub answered ${status} (${said})`, status, options);
  }
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return (
    error instanceof Error &&
    error.name === 'HttpError' &&
    typeof (error as RequestFailure).status === 'number'
  );
}

function busySeconds(
  error: RequestFailure,
  { headers }: NonNullable<RequestFailure['response']>,
): number | null {
  if (error.status !== 403 && error.status !== 429) return null;
  const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(retryAfter)) return clampSeconds(retryAfter);
  if (String(headers['x-ratelimit-remaining']) === '0') {
    // The server's clock, where it tells it: ours may be off by more than the wait.
    const now = Date.parse(String(headers['date'])) || Date.now();
    const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
    return Number.isFinite(reset) ? clampSeconds(reset - now / 1000 + 1) : unnamedWaitSeconds;
  }
  const limited = /\b(secondary rate limit|rate limit exceeded|abuse detection)\b/i.test(error.message);
  return limited || error.status === 429 ? unnamedWaitSeconds : null;
}

function clampSeconds(seconds: number): number {
  return Math.min(Math.max(Math.ceil(seconds), 1), longestWaitSeconds);
}

/** `contents=read,checks=write; issues=write`: commas join, semicolons are alternatives. */
function howToGrant(accepted: string | null): string {
  if (accepted === null)
    return 'Check the permissions of the App and that its installation is not suspended.';
  const wanted = accepted
    .split(';')
    .map((set) =>
      set
        .split(',')
        .map((permission) => `'${permission.trim().replace('=', ': ')}'`)
        .join(' and '),
    )
    .join(' or ');
  return `Grant the App ${wanted} and accept the new permission on its installation.`;
}

function reasonsOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  const { errors, message } = data as { errors?: unknown; message?: unknown };
  const reasons = Array.isArray(errors) ? errors : errors === undefined ? [message] : [errors];
  return reasons
    .slice(0, 100)
    .map((reason) => shorten(typeof reason === 'string' ? reason : (JSON.stringify(reason) ?? '')));
}

function shorten(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 499)}…`;
}
