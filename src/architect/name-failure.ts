import { AnthropicError, APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import type { Incomplete } from './judgement.ts';
import { StalledError } from './watch-bytes.ts';

/** A failed call: what it means for the review, and whether trying again within this review makes sense. */
export interface Failure extends Incomplete {
  /** Whether the same call may succeed in a moment. */
  again: boolean;
  /** Milliseconds that the server asked to wait, null when it did not say. */
  wait: number | null;
  /** The model takes no system message among the messages: the task has to be sent as the user's. */
  rejectsSystemMessage: boolean;
}

/** The API's own words, and those of gateways that know only two roles. */
const systemMessageRefused = /\brole\b.{0,40}(?:\bsystem\b|'user' or 'assistant')/i;
const spendLimit = /spend_limit|billing|on_hold|credit/;

/** Maps what the SDK throws to a failure. Unknown errors are thrown on: they are bugs of ours. */
export function nameFailure(error: unknown): Failure {
  if (error instanceof StalledError) return failure('stalled', `Claude stalled: ${error.message}`, true);
  // Subclasses first: a connection error is an APIError too.
  if (error instanceof APIConnectionTimeoutError)
    return failure('unreachable', 'Claude’s API did not begin to answer in time', true);
  if (error instanceof APIConnectionError)
    return failure('unreachable', 'Claude’s API cannot be reached: check the network and the base URL', true);
  if (error instanceof APIError)
    return nameApiError(error as APIError<number | undefined, Headers | undefined>);
  if (error instanceof AnthropicError || error instanceof SyntaxError || isConnectionCut(error))
    return failure(
      'unreachable',
      'the connection to Claude’s API broke off in the middle of the answer',
      true,
    );
  throw error;
}

function nameApiError(error: APIError<number | undefined, Headers | undefined>): Failure {
  const { status } = error;
  const code = error.errorCode ?? '';
  if (spendLimit.test(code) || status === 402)
    return failure(
      'budget',
      `Claude’s API refuses further spending (${code || 'payment required'})`,
      false,
      false,
    );
  if (status === 529 || error.type === 'overloaded_error')
    return waiting(error, 'Claude’s API is overloaded');
  if (status === 429 || error.type === 'rate_limit_error')
    return waiting(error, 'Claude’s API limits our rate');
  if (
    status === 408 ||
    status === 409 ||
    (status !== undefined && status >= 500) ||
    error.type === 'api_error'
  )
    return {
      ...waiting(error, `Claude’s API failed (${status ?? 'in the middle of the answer'})`),
      reason: 'unreachable',
    };
  const said = (error.apiMessage ?? error.type ?? 'no reason given').slice(0, 300);
  return {
    ...failure(
      'rejected',
      `Claude’s API rejected the request (${status ?? error.type}): ${said}`,
      false,
      false,
    ),
    rejectsSystemMessage: status === 400 && systemMessageRefused.test(said),
  };
}

function waiting(error: APIError<number | undefined, Headers | undefined>, message: string): Failure {
  return { ...failure('overloaded', message, true), wait: retryAfter(error.headers) };
}

function failure(reason: Incomplete['reason'], message: string, again: boolean, retry = true): Failure {
  return { reason, message, retry, again, wait: null, rejectsSystemMessage: false };
}

function retryAfter(headers: Headers | undefined): number | null {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

/** What undici throws when the other side closes in the middle of a body. */
function isConnectionCut(error: unknown): boolean {
  return error instanceof TypeError && /terminated|fetch failed|network/i.test(error.message);
}
