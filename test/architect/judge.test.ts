import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ReviewMaterial } from '../../src/architect/build-prompt.ts';
import { createArchitect } from '../../src/architect/create-architect.ts';
import { createClaudeClient } from '../../src/architect/create-claude-client.ts';
import { judge } from '../../src/architect/judge.ts';
import { loadPrompts } from '../../src/architect/load-prompts.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import {
  type Answering,
  answer,
  cutMidStream,
  errorMidStream,
  httpError,
  invalidJson,
  invalidSchema,
  overloaded,
  rateLimited,
  refusal,
  shortStream,
  slowAnswer,
  spendLimit,
  stalled,
  truncated,
  withoutSystemMessages,
} from '../doubles/claude/answers.ts';
import { textBlocks } from '../doubles/claude/check-request.ts';
import { reviewLikeClaude, reviewWithFalseFinding } from '../doubles/claude/review-like-claude.ts';
import { type ClaudeDouble, startClaude } from '../doubles/claude/start-claude.ts';
import { sampleMaterial } from './material.ts';

const apiKey = 'sk-ant-key-of-the-test-0123456789';
const doubles: ClaudeDouble[] = [];
afterEach(async () => {
  for (const double of doubles.splice(0)) await double.close();
});

async function setUp(answers: Answering[], options: Parameters<typeof createArchitect>[2] = {}) {
  const claude = await startClaude({ answers });
  doubles.push(claude);
  const client = createClaudeClient({ apiKey, baseUrl: claude.url }, { stallMilliseconds: 150 });
  const architect = createArchitect(client, 'secret', { retryMilliseconds: 5, ...options });
  const logged: { fields: object; message: string }[] = [];
  const write = (fields: object, message: string) => void logged.push({ fields, message });
  const log = { info: write, warn: write };
  const ask = (material: Partial<ReviewMaterial> = {}, signal = new AbortController().signal) =>
    judge(sampleMaterial(material), architect, { signal, log });
  return { claude, architect, logged, ask };
}

const withModel = (model: Partial<typeof defaultSettings.model>, review = 1) => ({
  settings: {
    ...defaultSettings,
    model: { ...defaultSettings.model, ...model },
    budget: { ...defaultSettings.budget, review },
  },
});

describe('an answer', () => {
  test('becomes the judgement, with quotes that stand in the diff, usage and version', async () => {
    const { ask, claude } = await setUp([]);
    const judgement = await ask();
    expect(judgement).toMatchObject({
      architect: 'claude',
      model: 'claude-sonnet-5-5',
      incomplete: null,
      lookedAt: ['src/orders/place-order.ts', 'src/queue/publish.ts'],
      promptVersion: loadPrompts().version,
      notShown: [],
    });
    expect(judgement.claims).toContainEqual(
      expect.objectContaining({
        attribute: 'consistency',
        path: 'src/orders/place-order.ts',
        side: 'RIGHT',
        line: 4,
        quote: "await publish('order.placed', order);",
      }),
    );
    expect(judgement.usage.calls).toBe(1);
    expect(judgement.usage.dollars).toBeGreaterThan(0);
    expect(judgement.milliseconds).toBeGreaterThan(0);
    expect(claude.counts).toHaveLength(0);
  });

  test('a second round reads the cache, at a lower cost', async () => {
    const { ask } = await setUp([]);
    const first = await ask();
    const second = await ask();
    expect(first.usage.cacheReadTokens).toBe(0);
    expect(second.usage.cacheReadTokens).toBe(first.usage.cacheWriteTokens);
    expect(second.usage.dollars).toBeLessThan(first.usage.dollars);
  });

  test('pings keep a slow one alive, longer than the stall time', async () => {
    const { ask } = await setUp([slowAnswer(reviewLikeClaude, 400)]);
    expect((await ask()).architect).toBe('claude');
  });

  test('its lists and texts are kept within limits, credentials removed', async () => {
    const token = `ghp_${'aB3'.repeat(12)}`;
    const { ask } = await setUp([
      answer((request) => {
        const review = reviewWithFalseFinding(request);
        const claim = { ...review.claims[0], title: `line\nbreak ${token}`, line: -3.7 };
        return {
          ...review,
          summary: 'x'.repeat(9000),
          claims: Array.from({ length: 200 }, () => claim),
          questions: Array.from({ length: 9 }, () => review.questions[0]),
        };
      }),
    ]);
    const judgement = await ask();
    expect(judgement.summary).toHaveLength(1000);
    expect(judgement.claims).toHaveLength(60);
    expect(judgement.claims[0]).toMatchObject({ title: 'line break [redacted: GitHub token]', line: 1 });
    expect(judgement.questions).toHaveLength(3);
  });
});

describe('the request', () => {
  test('is one that the API takes: order, breakpoints, format, no key in the body', async () => {
    vi.stubEnv('SOME_SECRET_OF_THE_PROCESS', 'do-not-send-me');
    const { ask, claude } = await setUp([]);
    await ask();
    vi.unstubAllEnvs();
    const [request] = claude.requests;
    expect(request).toMatchObject({
      model: 'claude-sonnet-5-5',
      stream: true,
      max_tokens: 32_000,
      output_config: { effort: 'medium', format: { type: 'json_schema' } },
    });
    expect(textBlocks(request!).map((block) => block.cache_control?.ttl)).toEqual([
      '1h',
      '1h',
      '5m',
      undefined,
    ]);
    expect(request?.messages.map((message) => message.role)).toEqual(['user', 'system']);
    expect(request?.messages.at(-1)?.content).toBe(loadPrompts().task);
    const body = JSON.stringify(request);
    expect(body).not.toContain(apiKey);
    expect(body).not.toContain('do-not-send-me');
    expect(body).not.toContain(process.env['HOME']);
  });

  test('same material, same bytes', async () => {
    const { ask, claude } = await setUp([]);
    await ask();
    await ask();
    expect(JSON.stringify(claude.requests[1])).toBe(JSON.stringify(claude.requests[0]));
  });

  test('a model that takes no system message gets the task as the user’s, and is remembered', async () => {
    const { ask, claude } = await setUp([withoutSystemMessages(reviewLikeClaude)]);
    claude.next(answer(reviewLikeClaude));
    expect((await ask()).architect).toBe('claude');
    expect((await ask()).architect).toBe('claude');
    expect(claude.requests.map((request) => request.messages.map((each) => each.role).join())).toEqual([
      'user,system',
      'user',
      'user',
    ]);
    expect(textBlocks(claude.requests[2]!).at(-1)?.text).toBe(loadPrompts().task);
  });
});

describe('what passes is tried again', () => {
  test.each([
    ['529', overloaded()],
    ['overloaded in the middle of the stream', errorMidStream()],
    ['an API error in the middle of the stream', errorMidStream('api_error')],
    ['500', httpError(500, 'api_error', 'Internal')],
    ['429 with a short retry-after', rateLimited(0)],
    ['a cut connection', cutMidStream()],
    ['a stream without its end', shortStream()],
    ['a stalled stream', stalled()],
  ])('%s, then an answer', async (_name, trouble) => {
    const { ask, claude } = await setUp([trouble]);
    const judgement = await ask();
    expect(judgement).toMatchObject({ architect: 'claude', incomplete: null });
    expect(claude.requests).toHaveLength(2);
  });

  test('what a broken-off stream cost is counted', async () => {
    const { ask } = await setUp([cutMidStream()]);
    expect((await ask()).usage.calls).toBe(2);
    const { ask: askAgain } = await setUp([overloaded()]);
    expect((await askAgain()).usage.calls).toBe(1);
  });
});

describe('what does not pass: the model-less judgement stands in', () => {
  const thrice = (trouble: Answering) => [trouble, trouble, trouble];
  test.each([
    ['refusal', [refusal('cyber')], 'refused', true, 1],
    ['refusal without a category', [refusal(null)], 'refused', true, 1],
    ['truncation', [truncated()], 'truncated', true, 1],
    ['invalid JSON twice', [invalidJson(), invalidJson()], 'invalid', true, 2],
    ['invalid form twice', [invalidSchema(), invalidSchema()], 'invalid', true, 2],
    ['529 three times', thrice(overloaded()), 'overloaded', true, 3],
    ['overloaded mid-stream three times', thrice(errorMidStream()), 'overloaded', true, 3],
    ['stalled three times', thrice(stalled()), 'stalled', true, 3],
    ['cut three times', thrice(cutMidStream()), 'unreachable', true, 3],
    ['503 three times', thrice(httpError(503, 'api_error', 'x')), 'unreachable', true, 3],
    ['429 with a long retry-after', [rateLimited(3600)], 'overloaded', true, 1],
    ['spend limit', [spendLimit()], 'budget', false, 1],
    ['a wrong key', [httpError(401, 'authentication_error', 'invalid key')], 'rejected', false, 1],
    ['an unknown model', [httpError(404, 'not_found_error', 'model: nope')], 'rejected', false, 1],
    ['a bad request', [httpError(400, 'invalid_request_error', 'too long')], 'rejected', false, 1],
  ] as const)('%s', async (_name, answers, reason, retry, requests) => {
    const { ask, claude } = await setUp([...answers]);
    const judgement = await ask();
    expect(judgement.incomplete).toMatchObject({ reason, retry });
    expect(judgement.incomplete?.message).not.toBe('');
    expect(judgement).toMatchObject({ architect: 'none', model: null, claims: [] });
    expect(judgement.summary).toContain('This change adds 2 dependencies between files');
    expect(claude.requests).toHaveLength(requests);
  });

  test('a server that is not there', async () => {
    const { ask, claude } = await setUp([]);
    await claude.close();
    expect((await ask()).incomplete).toMatchObject({ reason: 'unreachable', retry: true });
  });

  test('tokens of a refusal are counted', async () => {
    const { ask } = await setUp([refusal()]);
    expect((await ask()).usage).toMatchObject({ calls: 1 });
  });

  test('the deadline holds over all tries', async () => {
    const { ask } = await setUp([slowAnswer(reviewLikeClaude, 5000)], { deadlineMilliseconds: 200 });
    const judgement = await ask();
    expect(judgement.incomplete).toMatchObject({ reason: 'stalled', retry: true });
    expect(judgement.milliseconds).toBeLessThan(1500);
  });
});

describe('an answer of the wrong form is asked for once more', () => {
  test.each([
    ['invalid JSON', invalidJson(), 'not valid JSON'],
    ['invalid form', invalidSchema(), 'claims.0.path: '],
    [
      'nothing looked at',
      answer((r) => ({ ...reviewLikeClaude(r), claims: [], lookedAt: [] })),
      'lookedAt: empty',
    ],
  ])('%s', async (_name, wrong, problem) => {
    const { ask, claude } = await setUp([wrong]);
    const judgement = await ask();
    expect(judgement).toMatchObject({ architect: 'claude', usage: { calls: 2 } });
    const [first, second] = claude.requests;
    const task = second?.messages.at(-1)?.content;
    expect(task).toContain(loadPrompts().mend);
    expect(task).toContain(problem);
    // Only the task differs, so that the material is read from the cache.
    expect(second?.messages[0]).toEqual(first?.messages[0]);
    expect(judgement.usage.cacheReadTokens).toBeGreaterThan(0);
  });
});

describe('money', () => {
  test('a review that could cost more than its budget is not begun', async () => {
    const { ask, claude } = await setUp([]);
    const judgement = await ask(withModel({}, 0.02));
    expect(judgement.incomplete).toMatchObject({ reason: 'budget', retry: false });
    expect(judgement.usage).toMatchObject({ calls: 0, dollars: 0 });
    expect(claude.requests).toHaveLength(0);
    expect(claude.counts).toHaveLength(1);
  });

  test('a tight budget leaves fewer tokens to answer', async () => {
    const { ask, claude } = await setUp([]);
    expect((await ask(withModel({}, 0.25))).architect).toBe('claude');
    expect(claude.requests[0]?.max_tokens).toBeGreaterThanOrEqual(12_000);
    expect(claude.requests[0]?.max_tokens).toBeLessThan(32_000);
  });

  test('a model without a price counts as the dearest, and the log says so', async () => {
    const { ask, logged } = await setUp([]);
    const judgement = await ask(withModel({ finder: 'claude-of-tomorrow' }));
    expect(judgement.incomplete).toMatchObject({ reason: 'budget' });
    expect(logged.map(({ message }) => message)).toContainEqual(expect.stringContaining('no price known'));
    const rich = await ask(withModel({ finder: 'claude-of-tomorrow' }, 10));
    expect(rich).toMatchObject({ architect: 'claude', model: 'claude-of-tomorrow' });
  });

  test('each further call is measured by what is left', async () => {
    const { ask, claude } = await setUp([invalidJson()]);
    await ask(withModel({}, 0.25));
    const [first, second] = claude.requests.map((request) => request.max_tokens as number);
    // 10 dollars per million tokens of output.
    expect(first! * 10e-6).toBeLessThan(0.25);
    expect(second).toBeLessThan(first!);
    const { ask: askAgain, claude: other } = await setUp([answer({ junk: 'x'.repeat(100_000) })]);
    const judgement = await askAgain(withModel({}, 0.35));
    expect(judgement.incomplete).toMatchObject({ reason: 'budget' });
    expect(other.requests).toHaveLength(1);
    expect(judgement.usage).toMatchObject({ calls: 1 });
  });
});

describe('the circuit breaker', () => {
  test('after several overloads further reviews do not wait, and one tries again after the pause', async () => {
    const down = Array.from({ length: 6 }, () => overloaded());
    const { ask, claude } = await setUp(down, { tolerance: 2, pauseMilliseconds: 100 });
    await ask();
    await ask();
    expect(claude.requests).toHaveLength(6);
    const paused = await ask();
    expect(paused.incomplete).toMatchObject({ reason: 'overloaded', retry: true });
    expect(claude.requests).toHaveLength(6);
    await new Promise((resolve) => setTimeout(resolve, 120));
    claude.next(slowAnswer(reviewLikeClaude, 100));
    const trial = ask();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const meanwhile = await ask();
    expect(meanwhile.incomplete).toMatchObject({ reason: 'overloaded' });
    expect((await trial).architect).toBe('claude');
    expect((await ask()).architect).toBe('claude');
  });

  test('refusals do not open it', async () => {
    const { ask } = await setUp([refusal(), refusal(), refusal()], { tolerance: 2 });
    for (let i = 0; i < 3; i++) expect((await ask()).incomplete?.reason).toBe('refused');
    expect((await ask()).architect).toBe('claude');
  });
});

describe('stopping', () => {
  test('an aborted signal rejects with its reason, during the answer and before it', async () => {
    const { ask } = await setUp([slowAnswer(reviewLikeClaude, 5000)]);
    const stop = new AbortController();
    const judging = ask({}, stop.signal);
    setTimeout(() => stop.abort(new Error('worker stops')), 50);
    await expect(judging).rejects.toThrow('worker stops');
    await expect(ask({}, stop.signal)).rejects.toThrow('worker stops');
  });

  test('also while it waits to try again', async () => {
    const { ask, claude } = await setUp([rateLimited(10)]);
    const stop = new AbortController();
    const judging = ask({}, stop.signal);
    await vi.waitFor(() => expect(claude.requests).toHaveLength(1));
    stop.abort(new Error('worker stops'));
    await expect(judging).rejects.toThrow('worker stops');
  });
});

test('without a model nothing is asked', async () => {
  const log = { info() {}, warn() {} };
  const judgement = await judge(sampleMaterial(), null, { signal: new AbortController().signal, log });
  expect(judgement).toMatchObject({ architect: 'none', incomplete: null });
});

test('no prompt, key or answer is written to the log or the console', async () => {
  const written: unknown[] = [];
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation((...args) => void written.push(args));
  vi.stubEnv('ANTHROPIC_LOG', 'debug');
  const { ask, logged } = await setUp([overloaded(), invalidJson()]);
  await ask();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  expect(written).toEqual([]);
  const text = JSON.stringify(logged);
  for (const secret of [apiKey, 'Here is my review', 'order.placed', 'senior backend architect'])
    expect(text).not.toContain(secret);
});
