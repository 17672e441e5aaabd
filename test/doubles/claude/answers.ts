/** A request of the Messages API as it came over the wire. */
export interface ClaudeRequestBody {
  model: string;
  max_tokens?: number;
  stream?: boolean;
  system?: { type: 'text'; text: string; cache_control?: CacheControl }[];
  messages: {
    role: string;
    content: string | { type: 'text'; text: string; cache_control?: CacheControl }[];
  }[];
  output_config?: { effort?: string; format?: { type: string; schema: unknown } };
  [key: string]: unknown;
}

export interface CacheControl {
  type: 'ephemeral';
  ttl?: '5m' | '1h';
}

/** What the double does with one request. */
export type Reply =
  | { kind: 'message'; text: string; stopReason: string; category?: string | null; pingsFor?: number }
  | {
      kind: 'error';
      status: number;
      type: string;
      message: string;
      code?: string;
      headers?: Record<string, string>;
    }
  /** The stream begins, then an error event comes. */
  | { kind: 'error-event'; type: string }
  /** The stream begins, then nothing comes any more and the connection stays open. */
  | { kind: 'stall' }
  /** The stream begins, then the connection is cut. */
  | { kind: 'cut' }
  /** The stream begins and ends in good order without its last events. */
  | { kind: 'short' };

/** Decides on a reply when the request is there. */
export type Answering = (request: ClaudeRequestBody) => Reply;

/** A whole answer: a value, or a function of the request that gives one. */
export function answer(value: object | ((request: ClaudeRequestBody) => object)): Answering {
  return (request) => message(JSON.stringify(typeof value === 'function' ? value(request) : value));
}

/** An answer before which only pings come for `milliseconds`, as while the model thinks. */
export function slowAnswer(value: (request: ClaudeRequestBody) => object, milliseconds: number): Answering {
  return (request) => ({ ...message(JSON.stringify(value(request))), pingsFor: milliseconds });
}

/** The classifiers' refusal: HTTP 200, a category, no content. */
export function refusal(category: string | null = 'cyber'): Answering {
  return () => ({ kind: 'message', text: '', stopReason: 'refusal', category });
}

/** An answer that ran out of `max_tokens`. */
export function truncated(): Answering {
  return () => ({ kind: 'message', text: '{"lookedAt":["src/', stopReason: 'max_tokens' });
}

/** Complete by its stop reason, and no JSON. */
export function invalidJson(): Answering {
  return () => message('Here is my review: all fine.');
}

/** JSON of another form. */
export function invalidSchema(): Answering {
  return () => message(JSON.stringify({ lookedAt: ['a'], summary: 'x', claims: [{ path: 1 }] }));
}

/** 529 before anything is streamed. */
export function overloaded(): Answering {
  return () => ({ kind: 'error', status: 529, type: 'overloaded_error', message: 'Overloaded' });
}

/** An error event of this type in the middle of the stream. */
export function errorMidStream(type = 'overloaded_error'): Answering {
  return () => ({ kind: 'error-event', type });
}

/** 429 that names how many seconds to wait. */
export function rateLimited(retryAfter: number): Answering {
  return () => ({
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit',
    headers: { 'retry-after': String(retryAfter) },
  });
}

/** 429 because the organisation's money is spent. */
export function spendLimit(): Answering {
  return () => ({
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'Spend limit reached',
    code: 'contract_spend_limit_reached',
    headers: { 'retry-after': '3600' },
  });
}

/** Any HTTP error. */
export function httpError(status: number, type: string, text: string): Answering {
  return () => ({ kind: 'error', status, type, message: text });
}

/** A model that takes no system message among the messages, and answers when there is none. */
export function withoutSystemMessages(value: (request: ClaudeRequestBody) => object): Answering {
  return (request) =>
    request.messages.some((each) => each.role === 'system')
      ? {
          kind: 'error',
          status: 400,
          type: 'invalid_request_error',
          message: "messages: role 'system' is not supported on this model",
        }
      : message(JSON.stringify(value(request)));
}

export const stalled = (): Answering => () => ({ kind: 'stall' });
export const cutMidStream = (): Answering => () => ({ kind: 'cut' });
export const shortStream = (): Answering => () => ({ kind: 'short' });

function message(text: string): Reply & { kind: 'message' } {
  return { kind: 'message', text, stopReason: 'end_turn' };
}
