import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startQueue } from '../../src/jobs/start-queue.ts';
import { openDatabase } from '../../src/store/open-database.ts';

/*
 * A process for the crash tests to kill: `crash-worker.ts MODE OPTIONS`. `work` takes review jobs and never
 * ends one; `send` sends deliveries as fast as it can. Each prints a line per job taken or acknowledged.
 */
const [mode, options] = process.argv.slice(2);
const database = await openDatabase(JSON.parse(options ?? '{}'));
const log = { info() {}, warn() {}, error: (...given: unknown[]) => process.stderr.write(`${given}\n`) };
const queue = await startQueue(database, { log, pollSeconds: 0.5 });
process.stdout.write('ready\n');

if (mode === 'work') {
  await queue.work('review', { concurrency: 1 }, async ({ data }) => {
    process.stdout.write(`${data.number}\n`);
    await new Promise(() => setInterval(() => {}, 1000));
  });
} else {
  await Promise.all(Array.from({ length: 10 }, sendForEver));
}

async function sendForEver(): Promise<void> {
  while (true) {
    const id = randomUUID();
    await queue.send('delivery', { kind: 'installed', account: 'octo', repositories: 1 }, { id });
    process.stdout.write(`${id}\n`);
    // PGlite answers in microtasks alone: without this, nothing else of the process would ever run.
    await nextTurn();
  }
}
