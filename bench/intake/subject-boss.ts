import { setImmediate as nextTurn } from 'node:timers/promises';
import { answerParent } from '../child.ts';
import { peakBytes } from '../memory.ts';
import { startBareBoss } from './engine.ts';
import { type Figures, summarise } from './figures.ts';
import { openedPayload, toJobData } from './payload.ts';

/* pg-boss alone: no HTTP, no signature, called within its process. What the queue itself stores. */
const engine = await startBareBoss({
  databaseUrl: process.env['DATABASE_URL'] || null,
  dataDirectory: process.env['DATA_DIR']!,
});
const data = toJobData(openedPayload());
let numbers = 0;
let handled = 0;
const nextData = () => ({ ...data, pullRequest: { ...data.pullRequest, number: numbers++ } });

async function send(rows: number): Promise<number> {
  if (rows === 1) return (await engine.boss.send('delivery', nextData())) === null ? 0 : 1;
  await engine.boss.insert(
    'delivery',
    Array.from({ length: rows }, () => ({ data: nextData() })),
  );
  return rows;
}

async function take(wanted: () => boolean): Promise<void> {
  while (wanted()) {
    const jobs = await engine.boss.fetch('delivery');
    for (const { id } of jobs) await engine.boss.complete('delivery', id);
    handled += jobs.length;
  }
}

const handlers = {
  /**
   * `count` jobs: `concurrency` calls at once, each `rows` jobs (`boss.send` of one, else `boss.insert`), while
   * `takers` loops fetch jobs and complete them.
   */
  async run(order: { count: number; concurrency: number; rows: number; takers: number }): Promise<Figures> {
    const latencies: number[] = [];
    let left = order.count;
    let accepted = 0;
    const began = performance.now();
    const lane = async () => {
      while (left > 0) {
        const rows = Math.min(order.rows, left);
        left -= rows;
        const sent = performance.now();
        const stored = await send(rows);
        accepted += stored;
        latencies.push(performance.now() - sent);
      }
    };
    let sending = true;
    const taking = Array.from({ length: order.takers }, () => take(() => sending));
    await Promise.all(Array.from({ length: order.concurrency }, lane));
    const seconds = (performance.now() - began) / 1000;
    sending = false;
    await Promise.all(taking);
    // PGlite never leaves the turn of the event loop; the answer to our parent needs one.
    await nextTurn();
    return summarise({ sent: order.count, accepted, seconds, latencies });
  },
  stored: () => engine.stored(),
  handled: () => handled,
  peakBytes,
};
export type BossHandlers = typeof handlers;

answerParent(handlers, () => engine.close());
