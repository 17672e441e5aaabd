import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../statistics.ts';
import type { Suite, SuiteResult } from '../suite.ts';
import { renderTable } from '../table.ts';
import { touchedFiles } from './generate-service.ts';
import { type Lane, type Measured, openLane } from './open-lane.ts';

/** Our own time from webhook to published review that we want at most, in milliseconds. */
const wantedMilliseconds = 1500;

interface LaneResult {
  name: string;
  cold: Measured;
  warm: Measured[];
  memory: Awaited<ReturnType<Lane['memory']>>;
}

/** From webhook to published review, with and without a model, the doubles answering at once. */
export const runReview: Suite = async ({ quick, progress }) => {
  const folder = await mkdtemp(join(tmpdir(), 'architect-bench-'));
  const rounds = quick ? 1 : 9;
  // The first is the cold one; the second warms up and counts nowhere.
  const before = quick ? 1 : 2;
  const lanes: Lane[] = [];
  try {
    progress('review: starting');
    const opened = await Promise.all([
      openLane('without a model', { claude: false, folder: join(folder, 'none') }),
      openLane('with the double of Claude', { claude: true, folder: join(folder, 'claude') }),
    ]);
    lanes.push(...opened);
    const measured = new Map<Lane, Measured[]>(lanes.map((lane) => [lane, []]));
    for (let number = 1; number <= rounds + before; number++) {
      progress(`review: pull request ${number} of ${rounds + before}`);
      for (const lane of lanes) measured.get(lane)!.push(await lane.review(number));
    }
    const results: LaneResult[] = [];
    for (const lane of lanes) {
      const all = measured.get(lane)!;
      results.push({
        name: lane.name,
        cold: all[0]!,
        warm: all.slice(before),
        memory: await lane.memory(),
      });
    }
    return compose(results);
  } finally {
    for (const lane of lanes) await lane.close();
    await rm(folder, { recursive: true, force: true });
  }
};

function compose(results: LaneResult[]): SuiteResult {
  return {
    suite: 'review',
    text: [
      `From webhook to the check’s conclusion: pull requests of ${touchedFiles} files, one new cycle, one broker, in a service of 200`,
      'TypeScript files; the App (role both, PGlite) in a process of its own, the doubles in another, ways taken in',
      'turns. Own time = wall − the time in which a double had at least one request (REST, git or Claude; the union,',
      'so nothing is subtracted twice). Milliseconds; CPU is the App’s process without git’s.',
      '',
      timeTable(results),
      '',
      renderTable(
        ['Memory of the App’s process, MB', 'peak at start (new database)', 'peak after', 'at the end'],
        results.map(({ name, memory }) => [
          name,
          megabytes(memory.startPeakBytes),
          megabytes(memory.peakBytes),
          megabytes(memory.residentBytes),
        ]),
      ),
    ].join('\n'),
    goals: results.map(({ name, warm, cold }) => {
      const own = median(warm.map((each) => each.own));
      return {
        goal: `${name}, less than ${wantedMilliseconds / 1000} s of our own time (median)`,
        figure: `${(own / 1000).toFixed(2)} s (the first, cold: ${(cold.own / 1000).toFixed(2)} s)`,
        met: own < wantedMilliseconds,
      };
    }),
    faults: [],
    data: results,
  };
}

function timeTable(results: LaneResult[]): string {
  const row = (label: string, all: Measured[]) => {
    const of = (pick: (each: Measured) => number) => median(all.map(pick)).toFixed(0);
    const own = all.map((each) => each.own);
    return [
      label,
      Math.min(...own).toFixed(0),
      of((each) => each.own),
      Math.max(...own).toFixed(0),
      of((each) => each.wall),
      of((each) => each.doubles),
      of((each) => each.doublesSummed),
      of((each) => each.requests),
      of((each) => each.cpu),
    ];
  };
  return renderTable(
    ['', 'own min', 'own median', 'own max', 'wall', 'doubles', 'summed', 'requests', 'CPU'],
    results.flatMap(({ name, cold, warm }) => [
      row(`${name}, median of ${warm.length}`, warm),
      row(`${name}, the first (cold)`, [cold]),
    ]),
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
