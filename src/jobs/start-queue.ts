import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { fromKysely, type JobInsert, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database } from '../store/open-database.ts';
import { storable } from '../store/storable.ts';
import { coalesceInserts } from './coalesce-inserts.ts';
import { countJobs, freeOrphans, reviveFailed } from './job-table.ts';
import type { JobName, Jobs, Queue, SendOptions } from './queue.ts';
import { bossQueues, deadLetterOf, jobNames, keyedQueues } from './queue-policies.ts';
import { startWorkers } from './start-workers.ts';
import { createStopper } from './stopper.ts';
import { toJobId } from './to-job-id.ts';

/** How often died workers and expired jobs are looked for. */
const superviseSeconds = 5;

export interface StartQueueOptions {
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** How often workers look for jobs that became due; new ones wake them at once. At least 0.5. */
  pollSeconds?: number;
  /** Wait before the first retry, in seconds. */
  retryDelaySeconds?: number;
}

type Outcome = 'stored' | 'duplicate';

/**
 * Starts the durable queue, pg-boss, on the database's engine: creates what it needs there and resolves when
 * jobs can be sent. Stop it before the database is closed.
 *
 * @throws the database's error when the queue's tables cannot be created.
 */
export async function startQueue(database: Database, options: StartQueueOptions): Promise<Queue> {
  const { log, pollSeconds = 2 } = options;
  const boss = new PgBoss({
    ...database.queue,
    application_name: 'architect-queue',
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  });
  boss.on('error', (error) => log.error({ err: error }, 'The queue met an error'));
  boss.on('warning', ({ message, data }) => log.warn({ message, data }, 'The queue warns'));
  await boss.start();
  await createQueues(boss, options.retryDelaySeconds);
  if (database.engine === 'pglite') await freeOrphans(database.kysely);

  const stopper = createStopper();
  const inserts = new Map(jobNames.map((name) => [name, coalesceInserts(insertInto(boss, database, name))]));

  return {
    async send(name, data, sendOptions = {}) {
      if (sendOptions.key !== undefined) return replaceWaiting(boss, database, name, data, sendOptions);
      const row = {
        id: sendOptions.id === undefined ? randomUUID() : toJobId(sendOptions.id),
        data: storable(data),
        ...(sendOptions.startAfterSeconds !== undefined && { startAfter: sendOptions.startAfterSeconds }),
      };
      return inserts.get(name)!(row);
    },
    work: (name, workOptions, handler) =>
      startWorkers({ boss, database, log, stopper, pollSeconds }, name, workOptions, handler),
    async stop(graceMilliseconds) {
      const queues = jobNames.flatMap((name) => [name, deadLetterOf(name)]);
      await stopper.stop(Promise.all(queues.map((name) => boss.offWork(name))), graceMilliseconds);
      await boss.stop({ graceful: false });
    },
    async counts() {
      const counted = new Map(
        (await countJobs(database.kysely)).map(({ name, ...counts }) => [name, counts]),
      );
      const none = { waiting: 0, running: 0, failed: 0 };
      const entries = jobNames.map((name) => [name, counted.get(name) ?? none]);
      return Object.fromEntries(entries) as Awaited<ReturnType<Queue['counts']>>;
    },
  };
}

async function createQueues(boss: PgBoss, retryDelaySeconds: number | undefined): Promise<void> {
  for (const { name, ...policy } of bossQueues(retryDelaySeconds)) {
    await boss.createQueue(name, policy);
    // A queue that stood already keeps its old options until it is told the new ones.
    const { policy: _fixed, ...changeable } = policy;
    await boss.updateQueue(name, changeable);
    // Warms pg-boss's cache: a cold one reads through its own connection, which a transaction on PGlite blocks.
    await boss.findJobs(name, { id: randomUUID() });
  }
}

function insertInto(
  boss: PgBoss,
  database: Database,
  name: JobName,
): (rows: (JobInsert & { id: string })[]) => Promise<Set<string>> {
  return async (rows) => {
    const stored = new Set(await boss.insert(name, rows, { returnId: true }));
    const known = rows.map((row) => row.id).filter((id) => !stored.has(id));
    // A delivery that had failed for good and is sent again, by a person at GitHub, gets another try.
    if (known.length > 0) for (const id of await reviveFailed(database.kysely, name, known)) stored.add(id);
    return stored;
  };
}

/**
 * One job waits per key: a waiting one takes the new data and time, else a new one is stored. The lock makes
 * that exact between processes; pg-boss alone looks first and inserts then.
 */
async function replaceWaiting<N extends JobName>(
  boss: PgBoss,
  database: Database,
  name: N,
  data: Jobs[N],
  { key, startAfterSeconds = 0 }: SendOptions,
): Promise<Outcome> {
  if (!keyedQueues.has(name)) throw new Error(`Jobs of the queue ${name} have no key`);
  const singletonKey = String(key);
  await database.kysely.transaction().execute(async (transaction) => {
    const lock = `queue ${name} ${singletonKey}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(transaction);
    await boss.upsert(name, storable(data), {
      singletonKey,
      startAfter: startAfterSeconds,
      db: fromKysely(transaction),
    });
  });
  return 'stored';
}
