import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDecisions, saveDecision } from '../../src/store/decision.ts';
import { createFactCache } from '../../src/store/fact-cache.ts';
import { readFindings, saveDisposition, saveFindings } from '../../src/store/finding.ts';
import type { Database } from '../../src/store/open-database.ts';
import {
  addRequest,
  clearRequests,
  readPullRequestState,
  savePaused,
  saveReviewed,
} from '../../src/store/pull-request.ts';
import { readEndedRound, saveRound, startRound } from '../../src/store/round.ts';
import { reserveMoney, settleMoney } from '../../src/store/usage.ts';
import { engines, type TestEngine } from './test-engines.ts';

const log = { warn: (...given: unknown[]) => expect.fail(String(given)) };
let numbers = 0;
/** A pull request no other test has touched; its repository's number does not fit 32 bits. */
const fresh = () => ({ host: 'github.com', repositoryId: 5_000_000_000 + ++numbers, number: 7 });
const request = (id: string) => ({
  id,
  kind: 'review' as const,
  by: 'ada',
  commentId: 1,
  at: '2026-11-22T10:00:00Z',
});
const finding = (fingerprint: string, disposition: 'open' | 'fixed' = 'open') => ({
  fingerprint,
  rule: 'graph/new-cycle',
  severity: 'warning' as const,
  path: 'src/a.ts',
  line: 3,
  title: 'A cycle',
  disposition,
});

describe.each(engines)('the store on $name', ({ name, start }) => {
  let engine: TestEngine;
  let database: Database;
  beforeAll(async () => {
    engine = await start();
    database = await engine.open();
  });
  afterAll(async () => {
    await database?.close();
    await engine?.stop();
  });

  test('answers a ping and keeps its tables when it is opened again', async () => {
    await database.ping();
    expect(database.engine).toBe(name);
    const pullRequest = fresh();
    await saveReviewed(database.kysely, pullRequest, { head: 'a'.repeat(40), round: 2 });
    await database.close();
    database = await engine.open();
    expect(await readPullRequestState(database.kysely, pullRequest)).toEqual({
      lastReviewedHead: 'a'.repeat(40),
      round: 2,
      paused: false,
      requests: [],
    });
  });

  test('keeps requests until the round that took them clears them', async () => {
    const db = database.kysely;
    const pullRequest = fresh();
    expect(await addRequest(db, pullRequest, request('one'))).toBe(true);
    expect(await addRequest(db, pullRequest, request('two'))).toBe(true);
    expect(await addRequest(db, pullRequest, request('one'))).toBe(true);
    const taken = (await readPullRequestState(db, pullRequest)).requests;
    expect(taken).toEqual([request('one'), request('two')]);
    await addRequest(db, pullRequest, { ...request('three'), by: 'nul\0 and \ud800' });
    await saveReviewed(db, pullRequest, { head: 'b'.repeat(40), round: 1 });
    await savePaused(db, pullRequest, true);
    await clearRequests(
      db,
      pullRequest,
      taken.map(({ id }) => id),
    );
    expect(await readPullRequestState(db, pullRequest)).toEqual({
      lastReviewedHead: 'b'.repeat(40),
      round: 1,
      paused: true,
      requests: [{ ...request('three'), by: 'nul\ufffd and \ufffd' }],
    });
    await clearRequests(db, pullRequest, ['three']);
    expect((await readPullRequestState(db, pullRequest)).requests).toEqual([]);
  });

  test('keeps requests that come at once, and refuses more than it can hold', async () => {
    const db = database.kysely;
    const pullRequest = fresh();
    const ids = Array.from({ length: 100 }, (_, i) => `r${i}`);
    await Promise.all(ids.map((id) => addRequest(db, pullRequest, request(id))));
    expect((await readPullRequestState(db, pullRequest)).requests.map(({ id }) => id).sort()).toEqual(
      [...ids].sort(),
    );
    expect(await addRequest(db, pullRequest, request('one too many'))).toBe(false);
    expect(await addRequest(db, pullRequest, request('r5'))).toBe(true);
  });

  test('takes over a round that died, and counts a new one after it ended', async () => {
    const db = database.kysely;
    const pullRequest = fresh();
    const begin = { head: 'h1', baseTip: 'b', mergeBase: 'm', settingsHash: 's', at: new Date(1000) };
    expect(await startRound(db, pullRequest, begin)).toBe(1);
    expect(await startRound(db, pullRequest, { ...begin, baseTip: 'b2' })).toBe(1);
    const end = {
      verdict: 'clear' as const,
      coverage: {
        read: 1,
        skipped: [],
        changed: 1,
        outOfScope: [{ path: 'a\0', reason: 'x' }],
        notShown: [],
        unreadLanguages: [],
      },
      usage: {
        calls: 1,
        inputTokens: 2,
        cacheWriteTokens: 0,
        cacheReadTokens: 0,
        outputTokens: 3,
        dollars: 0.5,
      },
      published: { summary: 12, comments: [3, 4] },
      at: new Date(2000),
    };
    await saveRound(db, pullRequest, 1, end);
    expect(await readEndedRound(db, pullRequest, 'h1')).toEqual({
      round: 1,
      head: 'h1',
      baseTip: 'b2',
      mergeBase: 'm',
      settingsHash: 's',
      startedAt: new Date(1000),
      end: { ...end, coverage: { ...end.coverage, outOfScope: [{ path: 'a\ufffd', reason: 'x' }] } },
    });
    expect(await startRound(db, pullRequest, begin)).toBe(2);
    expect(await startRound(db, pullRequest, { ...begin, head: 'h2' })).toBe(3);
    // Rounds that have not ended tell nothing yet.
    expect((await readEndedRound(db, pullRequest, 'h1'))?.round).toBe(1);
    expect(await readEndedRound(db, pullRequest, 'h2')).toBeNull();
    expect((await readEndedRound(db, pullRequest))?.round).toBe(1);
  });

  test('keeps findings over rounds and what people decided about them', async () => {
    const db = database.kysely;
    const pullRequest = fresh();
    await saveFindings(db, pullRequest, 1, [finding('a'), finding('b'), finding('a')]);
    const decided = { disposition: 'dismissed' as const, by: 'ada', why: 'wanted' };
    expect(await saveDisposition(db, pullRequest, 'a', decided)).toBe(true);
    expect(await saveDisposition(db, pullRequest, 'z', decided)).toBe(false);
    await saveFindings(db, pullRequest, 2, [
      { ...finding('a'), line: 9 },
      finding('b', 'fixed'),
      finding('c'),
    ]);
    const kept = await readFindings(db, pullRequest);
    expect(kept.map((k) => [k.fingerprint, k.disposition, k.by, k.line, k.firstRound, k.lastRound])).toEqual([
      ['a', 'dismissed', 'ada', 9, 1, 2],
      ['b', 'fixed', null, 3, 1, 2],
      ['c', 'open', null, 3, 2, 2],
    ]);
    const many = Array.from({ length: 1200 }, (_, i) => finding(`m${i}`));
    await saveFindings(db, pullRequest, 3, many);
    expect(await readFindings(db, pullRequest)).toHaveLength(1203);
  });

  test('keeps decisions with their follow-ups', async () => {
    const db = database.kysely;
    const repository = fresh();
    const decision = { fingerprint: 'd', pullRequest: 7, issue: null, state: 'open' as const };
    await saveDecision(db, repository, decision);
    await saveDecision(db, repository, { ...decision, pullRequest: 8, issue: 12 });
    expect(await readDecisions(db, repository, ['d', 'e'])).toEqual([{ ...decision, issue: 12 }]);
    expect(await readDecisions(db, repository, [])).toEqual([]);
  });

  test('never grants more money than the ceiling to workers that ask at once', async () => {
    const db = database.kysely;
    const wanted = { repository: fresh(), dollars: 0.3, ceiling: 2, at: new Date('2026-11-22T23:59:00Z') };
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserveMoney(db, wanted)));
    const granted = answers.filter((answer) => answer.granted);
    expect(granted).toHaveLength(6);
    expect(await reserveMoney(db, wanted)).toEqual({ granted: false, spent: 1.8 });
    // One call cost less than thought: its rest is free again; the other repository and day never cared.
    await settleMoney(db, granted[0]!.reservation, 0.1);
    expect((await reserveMoney(db, wanted)).granted).toBe(true);
    expect((await reserveMoney(db, wanted)).granted).toBe(false);
    expect((await reserveMoney(db, { ...wanted, repository: fresh() })).granted).toBe(true);
    expect((await reserveMoney(db, { ...wanted, at: new Date('2026-11-23T00:01:00Z') })).granted).toBe(true);
  });

  test('counts money that was set aside and never settled as spent, until the day is over', async () => {
    const db = database.kysely;
    const wanted = { repository: fresh(), dollars: 0.5, ceiling: 1, at: new Date('2026-11-22T10:00:00Z') };
    await reserveMoney(db, wanted);
    const second = await reserveMoney(db, wanted);
    if (second.granted) await settleMoney(db, second.reservation, 0.5);
    const late = { ...wanted, at: new Date('2026-11-22T23:59:00Z') };
    expect(await reserveMoney(db, late)).toEqual({ granted: false, spent: 1 });
    const tomorrow = { ...wanted, at: new Date('2026-11-23T00:01:00Z') };
    expect((await reserveMoney(db, tomorrow)).granted).toBe(true);
  });

  test('keeps facts by kind and blob within its bounds', async () => {
    let now = new Date('2026-11-01T12:00:00Z');
    const cache = createFactCache(database.kysely, { maxBytes: 100, maxAgeDays: 10, log, now: () => now });
    await cache.putMany(
      'ts@1',
      new Map([
        ['old', 'x'.repeat(10)],
        ['used', 'y'.repeat(10)],
        ['nul', 'a\0'],
      ]),
    );
    await cache.putMany('ts@1', new Map([['used', 'another']]));
    expect(await cache.getMany('ts@1', ['old', 'used', 'nul', 'none'])).toEqual(
      new Map([
        ['old', 'x'.repeat(10)],
        ['used', 'y'.repeat(10)],
      ]),
    );
    expect((await cache.getMany('ts@2', ['old'])).size).toBe(0);
    now = new Date('2026-11-08T12:00:00Z');
    await cache.getMany('ts@1', ['used']);
    now = new Date('2026-11-15T12:00:00Z');
    await cache.evict();
    expect([...(await cache.getMany('ts@1', ['old', 'used'])).keys()]).toEqual(['used']);
    now = new Date('2026-11-16T12:00:00Z');
    await cache.putMany('ts@1', new Map([['big', 'z'.repeat(95)]]));
    await cache.evict();
    expect([...(await cache.getMany('ts@1', ['big', 'used'])).keys()]).toEqual(['big']);
  });

  test('reads and writes the facts of a large tree at once', async () => {
    const cache = createFactCache(database.kysely, { maxBytes: 1e9, maxAgeDays: 10, log });
    const extracts = new Map(Array.from({ length: 5000 }, (_, i) => [`blob${i}`, `extract ${i}`.repeat(20)]));
    await cache.putMany('large', extracts);
    const known = await cache.getMany('large', [...extracts.keys(), 'other']);
    expect(known.size).toBe(5000);
    expect(known.get('blob4999')).toBe(extracts.get('blob4999'));
  });

  test('never fails a review when the database is gone', async () => {
    const warnings: unknown[] = [];
    await database.close();
    const cache = createFactCache(database.kysely, {
      maxBytes: 1,
      maxAgeDays: 1,
      log: { warn: (...given: unknown[]) => void warnings.push(given) },
    });
    await cache.putMany('ts@1', new Map([['a', 'b']]));
    expect((await cache.getMany('ts@1', ['a'])).size).toBe(0);
    expect(warnings).toHaveLength(2);
    database = await engine.open();
  });
});
