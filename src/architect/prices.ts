import type { Usage } from './judgement.ts';

/** US dollars per million tokens. Cache writes cost 1.25 (5 minutes) or 2 (1 hour) times the input. */
interface Price {
  input: number;
  output: number;
  cacheRead: number;
  /** Rates of a request whose whole prompt, cache included, is longer than `above` tokens. */
  long?: { above: number; input: number; output: number; cacheRead: number };
}

/** Source: https://platform.claude.com/docs/en/about-claude/pricing, as read on this day. */
export const pricesReadOn = '2026-11-22';

const prices: Readonly<Record<string, Price>> = {
  'claude-fable-5-1': { input: 10, output: 50, cacheRead: 0.25 },
  'claude-haiku-5-5': {
    input: 0.1,
    output: 0.5,
    cacheRead: 0.01,
    long: { above: 100_000, input: 0.5, output: 2.5, cacheRead: 0.05 },
  },
  'claude-opus-5': { input: 5, output: 25, cacheRead: 0.5 },
  'claude-opus-5-5': { input: 4, output: 20, cacheRead: 0.2 },
  'claude-sonnet-5': { input: 2, output: 10, cacheRead: 0.2 },
  'claude-sonnet-5-5': { input: 2, output: 10, cacheRead: 0.1 },
};

/** A model without a row here is counted at the dearest rates of the page (Opus 4.1), so that no ceiling is passed. */
const dearest: Price = { input: 15, output: 75, cacheRead: 1.5 };

const fiveMinutes = 1.25;
const oneHour = 2;

/** Tokens of one call, as the API counts them: four kinds that do not overlap. */
export interface Tokens {
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  output: number;
}

/** Whether the table knows this model's price; if not, costs are upper bounds. */
export function hasPrice(model: string): boolean {
  return Object.hasOwn(prices, model);
}

/** What a call costs in US dollars. Unknown models count at the dearest rates. */
export function costOf(model: string, tokens: Tokens): number {
  const price = (hasPrice(model) ? prices[model] : undefined) ?? dearest;
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
  const rate = price.long !== undefined && prompt > price.long.above ? price.long : price;
  const written = tokens.cacheWrite5m * fiveMinutes + tokens.cacheWrite1h * oneHour;
  return (
    ((tokens.input + written) * rate.input +
      tokens.cacheRead * rate.cacheRead +
      tokens.output * rate.output) /
    1e6
  );
}

export const noUsage: Usage = {
  calls: 0,
  inputTokens: 0,
  cacheWriteTokens: 0,
  cacheReadTokens: 0,
  outputTokens: 0,
  dollars: 0,
};

/** `usage` with one more call in it. */
export function addCall(usage: Usage, model: string, tokens: Tokens): Usage {
  return {
    calls: usage.calls + 1,
    inputTokens: usage.inputTokens + tokens.input,
    cacheWriteTokens: usage.cacheWriteTokens + tokens.cacheWrite5m + tokens.cacheWrite1h,
    cacheReadTokens: usage.cacheReadTokens + tokens.cacheRead,
    outputTokens: usage.outputTokens + tokens.output,
    dollars: usage.dollars + costOf(model, tokens),
  };
}
