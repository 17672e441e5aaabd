import type { Anthropic } from '@anthropic-ai/sdk';
import { type CircuitBreakerPolicy, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel';
import type { Outcome } from './ask-claude.ts';

/** A configured model, shared by all reviews of the process. */
export interface Architect {
  client: Anthropic;
  /** Keys the nonces of fences: unguessable from outside, the same in all processes that share a cache. */
  secret: string;
  /** Opens after failures in a row that tell of the API's trouble, so that the next reviews do not wait for it. */
  breaker: CircuitBreakerPolicy;
  /** Models found to take no system message among the messages. */
  withoutSystemMessage: Set<string>;
  /** For one inquiry, retries included. */
  deadlineMilliseconds: number;
  /** Before the first retry; doubled at each further one. */
  retryMilliseconds: number;
}

const troubles = ['overloaded', 'stalled', 'unreachable'];

/**
 * An architect that asks `client`. `secret` is any secret of the process. `tolerance` failed reviews in a row make the
 * following ones do without the model for `pauseMilliseconds`, then one is let through to try.
 */
export function createArchitect(
  client: Anthropic,
  secret: string,
  options: {
    tolerance?: number;
    pauseMilliseconds?: number;
    deadlineMilliseconds?: number;
    retryMilliseconds?: number;
  } = {},
): Architect {
  const troubled = handleWhenResult((result) => {
    const outcome = result as Outcome<unknown>;
    return !outcome.answered && troubles.includes(outcome.incomplete.reason);
  });
  return {
    client,
    secret,
    breaker: circuitBreaker(troubled, {
      breaker: new ConsecutiveBreaker(options.tolerance ?? 3),
      halfOpenAfter: options.pauseMilliseconds ?? 60_000,
    }),
    withoutSystemMessage: new Set(),
    deadlineMilliseconds: options.deadlineMilliseconds ?? 8 * 60_000,
    retryMilliseconds: options.retryMilliseconds ?? 1000,
  };
}
