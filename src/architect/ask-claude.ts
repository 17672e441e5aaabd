import { setTimeout as sleep } from 'node:timers/promises';
import type { Anthropic } from '@anthropic-ai/sdk';
import type { z } from 'zod';
import { buildRequest, type ClaudeRequest } from './build-request.ts';
import type { Inquiry } from './inquiry.ts';
import type { Incomplete, Usage } from './judgement.ts';
import { outputWithinBudget } from './keep-budget.ts';
import { type Failure, nameFailure } from './name-failure.ts';
import { addCall, noUsage } from './prices.ts';
import { emptyAnswer, readStream, type StreamedAnswer } from './read-stream.ts';

export interface AskOptions {
  /** Ends the whole inquiry: the caller stops. Rejects with the signal's reason. */
  signal: AbortSignal;
  log: AskLog;
  /** For the whole inquiry, retries included. */
  deadlineMilliseconds: number;
  /** Before the first retry; doubled at each further one. */
  retryMilliseconds: number;
  /** Models known to take no system message among the messages; added to. */
  withoutSystemMessage: Set<string>;
}

/** The part of pino that is used here. */
export interface AskLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export type Outcome<T> =
  | { answered: true; answer: T; usage: Usage }
  | { answered: false; incomplete: Incomplete; usage: Usage };

/** A longer wait than this is the job's matter, not ours. */
const longestWait = 20_000;
const maxTries = 3;

/**
 * Asks Claude and gives its answer in the form of `schema`, or why there is none. Streams; tries again (three times in
 * all) what may pass; asks once more when the answer is not of the form; keeps to deadline and money. Throws only when
 * `signal` aborts, and for bugs of ours.
 */
export async function askClaude<Schema extends z.ZodType>(
  client: Anthropic,
  inquiry: Inquiry<Schema>,
  options: AskOptions,
): Promise<Outcome<z.output<Schema>>> {
  const deadline = AbortSignal.timeout(options.deadlineMilliseconds);
  const conversation: Conversation = {
    client,
    inquiry,
    options,
    signal: AbortSignal.any([options.signal, deadline]),
    withoutSystemMessage: options.withoutSystemMessage,
    usage: noUsage,
  };
  try {
    let problem: string | null = null;
    for (const last of [false, true]) {
      const called = await callWithRetries(conversation, problem);
      if (called.failure !== null) return incomplete(conversation, called.failure);
      const stopped = stoppedEarly(called.answer);
      if (stopped !== null) return incomplete(conversation, stopped);
      const read = readAnswer(inquiry, called.answer.text);
      if (read.ok) return { answered: true, answer: read.answer, usage: conversation.usage };
      options.log.warn({ problem: read.problem, last }, 'claude answered in the wrong form');
      problem = read.problem;
    }
    const message = `Claude’s answer had not the required form, twice: ${problem?.slice(0, 200)}`;
    return incomplete(conversation, { reason: 'invalid', message, retry: true });
  } catch (error) {
    options.signal.throwIfAborted();
    if (!deadline.aborted) throw error;
    const seconds = options.deadlineMilliseconds / 1000;
    const message = `Claude did not finish its answer within ${seconds} s`;
    return incomplete(conversation, { reason: 'stalled', message, retry: true });
  }
}

interface Conversation {
  client: Anthropic;
  inquiry: Inquiry<z.ZodType>;
  options: AskOptions;
  signal: AbortSignal;
  withoutSystemMessage: Set<string>;
  usage: Usage;
}

type Called = { failure: Incomplete; answer: null } | { failure: null; answer: StreamedAnswer };

async function callWithRetries(conversation: Conversation, problem: string | null): Promise<Called> {
  const { options, signal, inquiry, withoutSystemMessage } = conversation;
  for (let tries = 1; ; tries++) {
    const taskAsUser = withoutSystemMessage.has(inquiry.model);
    const draft = buildRequest(inquiry, { maxTokens: 0, problem, taskAsUser });
    const left = inquiry.dollars - conversation.usage.dollars;
    const maxTokens = await outputWithinBudget(conversation.client, draft, left, signal);
    if (maxTokens === null) return { failure: overBudget(conversation), answer: null };
    const called = await callOnce(conversation, { ...draft, max_tokens: maxTokens });
    if (called.failure === null) return called;
    const { failure } = called;
    options.log.warn({ reason: failure.reason, tries, detail: failure.message }, 'call to claude failed');
    if (failure.rejectsSystemMessage && !taskAsUser) {
      withoutSystemMessage.add(inquiry.model);
      continue;
    }
    const wait = failure.wait ?? options.retryMilliseconds * 2 ** (tries - 1);
    if (!failure.again || tries >= maxTries || wait > longestWait) return called;
    // Not the retry of a library: this one has to end with the signal.
    await sleep(wait, undefined, { signal });
  }
}

async function callOnce(
  conversation: Conversation,
  request: ClaudeRequest,
): Promise<{ failure: Failure; answer: null } | { failure: null; answer: StreamedAnswer }> {
  const { client, signal, options } = conversation;
  const answer = emptyAnswer();
  const started = performance.now();
  try {
    const stream = await client.messages.create(request, { signal });
    await readStream(stream, answer);
    signal.throwIfAborted();
    if (answer.ended) return { failure: null, answer };
    throw new TypeError('terminated');
  } catch (error) {
    signal.throwIfAborted();
    return { failure: nameFailure(error), answer: null };
  } finally {
    // Of an answer that broke off the API tells no output; it is paid all the same.
    if (!answer.ended)
      answer.tokens.output = Math.max(answer.tokens.output, Math.ceil(answer.text.length / 3));
    if (answer.begun) conversation.usage = addCall(conversation.usage, request.model, answer.tokens);
    const milliseconds = Math.round(performance.now() - started);
    options.log.info(
      { model: request.model, stopReason: answer.stopReason, tokens: answer.tokens, milliseconds },
      'claude called',
    );
  }
}

function stoppedEarly(answer: StreamedAnswer): Incomplete | null {
  switch (answer.stopReason) {
    case 'end_turn':
    case 'stop_sequence':
      return null;
    case 'refusal':
      return {
        reason: 'refused',
        message: `Claude refused to answer (${answer.refusal ?? 'no category given'}): the change may hold text that its safeguards take for something else`,
        retry: true,
      };
    case 'model_context_window_exceeded':
      return {
        reason: 'truncated',
        message: 'the change is larger than the model’s context window',
        retry: false,
      };
    default:
      return {
        reason: 'truncated',
        message: `Claude’s answer was cut off (${answer.stopReason})`,
        retry: true,
      };
  }
}

function readAnswer<Schema extends z.ZodType>(
  inquiry: Inquiry<Schema>,
  text: string,
): { ok: true; answer: z.output<Schema> } | { ok: false; problem: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'not valid JSON' };
  }
  const parsed = inquiry.schema.safeParse(data);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 5);
    return {
      ok: false,
      problem: issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    };
  }
  const problem = inquiry.objection?.(parsed.data) ?? null;
  return problem === null ? { ok: true, answer: parsed.data } : { ok: false, problem };
}

function overBudget({ inquiry, usage }: Conversation): Incomplete {
  const spent = usage.calls > 0 ? ` after ${usage.calls} calls` : '';
  return {
    reason: 'budget',
    message: `asking ${inquiry.model} could cost more than the ${inquiry.dollars} dollars that one review may cost${spent}: raise \`budget.review\` or choose a cheaper model`,
    retry: false,
  };
}

function incomplete({ usage }: Conversation, { reason, message, retry }: Incomplete): Outcome<never> {
  return { answered: false, incomplete: { reason, message, retry }, usage };
}
