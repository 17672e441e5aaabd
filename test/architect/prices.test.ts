import { describe, expect, test } from 'vitest';
import { addCall, costOf, hasPrice, noUsage, type Tokens } from '../../src/architect/prices.ts';

const tokens = (rest: Partial<Tokens>): Tokens => ({
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  ...rest,
});
const million = 1_000_000;

describe('costOf', () => {
  test.each([
    ['claude-opus-5-5', { input: million }, 4],
    ['claude-opus-5-5', { output: million }, 20],
    ['claude-opus-5-5', { cacheRead: million }, 0.2],
    ['claude-sonnet-5-5', { input: million }, 2],
    ['claude-sonnet-5-5', { output: million }, 10],
    ['claude-sonnet-5-5', { cacheRead: million }, 0.1],
    ['claude-sonnet-5-5', { cacheWrite5m: million }, 2.5],
    ['claude-sonnet-5-5', { cacheWrite1h: million }, 4],
    ['claude-haiku-5-5', { input: 100_000 }, 0.01],
    ['claude-haiku-5-5', { output: million }, 0.5],
    // Above 100,000 tokens of prompt, cached ones counted, every rate of the request is the long one.
    ['claude-haiku-5-5', { input: 100_001 }, 0.0500005],
    ['claude-haiku-5-5', { cacheRead: 200_000, output: million }, 2.51],
    ['claude-sonnet-5-5', { input: 1000, cacheRead: 2000, cacheWrite5m: 3000, output: 500 }, 0.0147],
  ])('%s %o', (model, used, dollars) => {
    expect(costOf(model, tokens(used))).toBeCloseTo(dollars, 9);
  });

  test.each(['claude-unknown-9', 'constructor', '__proto__'])('%s has no price: dearest rates', (model) => {
    expect(hasPrice(model)).toBe(false);
    const used = tokens({ input: 1000, output: 1000 });
    expect(costOf(model, used)).toBeCloseTo(0.09, 9);
    expect(costOf(model, used)).toBeGreaterThan(costOf('claude-fable-5-1', used));
  });
});

test('calls add up', () => {
  const once = addCall(
    noUsage,
    'claude-sonnet-5-5',
    tokens({ input: 10, cacheWrite1h: 5, cacheRead: 3, output: 2 }),
  );
  const twice = addCall(once, 'claude-sonnet-5-5', tokens({ input: 1, cacheWrite5m: 1 }));
  expect(twice).toMatchObject({
    calls: 2,
    inputTokens: 11,
    cacheWriteTokens: 6,
    cacheReadTokens: 3,
    outputTokens: 2,
  });
  expect(twice.dollars).toBeCloseTo((10 * 2 + 5 * 4 + 3 * 0.1 + 2 * 10 + 2 + 2.5) / 1e6, 12);
});
