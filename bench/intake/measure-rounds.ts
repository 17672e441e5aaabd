import type { Figures } from './figures.ts';
import { names, type Subject } from './open-subjects.ts';

export interface Plan {
  rounds: number;
  /** Requests per subject before anything counts. */
  warmUp: number;
  /** How long a subject's turn should take. */
  seconds: number;
  /** Most requests in a turn. */
  most: number;
  progress(text: string): void;
}

/** One subject over all rounds. */
export interface Row {
  name: string;
  rounds: Figures[];
  /** Its rate by that of `boss.send` alone, round by round. */
  toQueue: number[];
  /** Jobs that its workers ended while webhooks came, a second, round by round; empty without workers. */
  doneRates: number[];
  sent: number;
  /** Not answered with 200. */
  refused: number;
  /** Jobs in its queue for what was accepted; null when it has no queue. */
  stored: number | null;
  /** Accepted without a job, over all turns; with workers also jobs that no worker ended. */
  lost: number;
  peakBytes: number;
}

/**
 * Warms every subject up, then lets them take turns, A B C A B C, so that a slow minute of the machine hits all
 * alike. After each turn the stored jobs are counted.
 */
export async function measureRounds(subjects: Subject[], plan: Plan): Promise<Row[]> {
  const rows: Row[] = subjects.map(({ name }) => ({
    name,
    rounds: [],
    toQueue: [],
    doneRates: [],
    sent: 0,
    refused: 0,
    stored: null,
    lost: 0,
    peakBytes: 0,
  }));
  const counts: number[] = [];
  for (const subject of subjects) {
    await subject.measure(plan.warmUp);
    // The second time tells how many make a turn.
    const { rate } = await subject.measure(plan.warmUp);
    counts.push(Math.min(plan.most, Math.max(plan.warmUp, Math.round((rate * plan.seconds) / 50) * 50)));
  }
  for (let round = 0; round < plan.rounds; round++) {
    plan.progress(`round ${round + 1} of ${plan.rounds}`);
    for (const [index, subject] of subjects.entries()) await takeTurn(subject, rows[index]!, counts[index]!);
    const queue = rows.find(({ name }) => name === names.send)!.rounds[round]!.rate;
    for (const row of rows) row.toQueue.push(row.rounds[round]!.rate / queue);
  }
  for (const [index, subject] of subjects.entries()) rows[index]!.peakBytes = await subject.peakBytes();
  return rows;
}

async function takeTurn(subject: Subject, row: Row, count: number): Promise<void> {
  const before = await subject.stored();
  const handledBefore = await subject.handled();
  const figures = await subject.measure(count);
  row.rounds.push(figures);
  row.sent += figures.sent;
  row.refused += figures.sent - figures.accepted;
  const handledMeanwhile = await subject.handled();
  if (handledBefore !== null && handledMeanwhile !== null) {
    row.doneRates.push(((handledMeanwhile - handledBefore) * figures.rate) / figures.accepted);
  }
  const after = await subject.stored();
  if (before === null || after === null) return;
  row.stored = (row.stored ?? 0) + after - before;
  row.lost += figures.accepted - (after - before);
  if (handledBefore === null || !subject.endsAll) return;
  row.lost +=
    figures.accepted - (await allHandled(subject, handledBefore + figures.accepted)) + handledBefore;
}

/** Workers may be behind: the next turn begins when they are done, or when nothing moved for five seconds. */
async function allHandled(subject: Subject, wanted: number): Promise<number> {
  let handled = (await subject.handled()) ?? 0;
  let moved = Date.now();
  while (handled < wanted && Date.now() - moved < 5000) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = (await subject.handled()) ?? 0;
    if (now > handled) moved = Date.now();
    handled = now;
  }
  return handled;
}
