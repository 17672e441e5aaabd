import type { Anthropic } from '@anthropic-ai/sdk';
import type { ClaudeRequest } from './build-request.ts';
import { costOf } from './prices.ts';

/** Thinking counts as output; with less than the lower bound an answer would often be cut off. */
const outputTokens = { most: 32_000, least: 12_000 };

/**
 * Output tokens that `dollars` allow for this request when all of its input is charged at the dearest rate, as written
 * to the cache for an hour: 32,000 at most, null when too few are left to answer. The API is asked to count the input
 * only when a rough count says no.
 */
export async function outputWithinBudget(
  client: Anthropic,
  request: ClaudeRequest,
  dollars: number,
  signal: AbortSignal,
): Promise<number | null> {
  const room = (input: number) => {
    const cost = (output: number) =>
      costOf(request.model, { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: input, output });
    const each = (cost(1000) - cost(0)) / 1000;
    return Math.min(outputTokens.most, Math.floor((dollars - cost(0)) / each));
  };
  // Fewer than three bytes a token come neither in code nor in prose.
  const rough = room(Math.ceil(Buffer.byteLength(JSON.stringify(request)) / 3));
  if (rough >= outputTokens.most) return rough;
  const exact = await countTokens(client, request, signal);
  const output = exact === null ? rough : room(exact);
  return output < outputTokens.least ? null : output;
}

async function countTokens(
  client: Anthropic,
  request: ClaudeRequest,
  signal: AbortSignal,
): Promise<number | null> {
  const { model, system, messages, output_config } = request;
  const counted = {
    model,
    messages,
    ...(system === undefined ? {} : { system }),
    ...(output_config === undefined ? {} : { output_config }),
  };
  try {
    return (await client.messages.countTokens(counted, { signal })).input_tokens;
  } catch {
    // Gateways often lack it; the rough count stands then.
    signal.throwIfAborted();
    return null;
  }
}
