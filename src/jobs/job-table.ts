import { type Kysely, sql } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { JobName } from './queue.ts';

/*
 * What pg-boss 12.35 offers no call for, in SQL on its table `pgboss.job`. Each is one statement that changes
 * a job only from the state it names, as pg-boss's own statements do. test/jobs holds them to pg-boss's ways.
 */

/** A job as a worker holds it: the try is part of the claim. */
interface Claim {
  id: string;
  retryCount: number;
}

/**
 * Gives a running job back to be taken again in `seconds`, if this claim still holds. `free`: the try does
 * not count, because we stopped and the job did not fail.
 */
export async function putBack(
  db: Kysely<Tables>,
  name: JobName,
  claim: Claim,
  again: { seconds: number; free: boolean },
): Promise<void> {
  // started_on stays, so the next claim counts up and this one can no longer settle the job.
  await sql`
    update pgboss.job
    set state = 'retry', heartbeat_on = null, retry_limit = retry_limit + ${again.free ? 1 : 0}::int,
      start_after = now() + ${again.seconds}::float8 * interval '1 second'
    where name = ${name} and id = ${claim.id}::uuid and state = 'active' and retry_count = ${claim.retryCount}::int`.execute(
    db,
  );
}

/**
 * Frees jobs that a process left running when it died, for an engine that only this process can use: whatever
 * runs at the start runs nowhere. The try counts, so a job that kills its process is not taken for ever.
 */
export async function freeOrphans(db: Kysely<Tables>): Promise<void> {
  await sql`
    update pgboss.job set state = 'retry', heartbeat_on = null, start_after = now()
    where state = 'active' and retry_count < retry_limit`.execute(db);
}

/** Lets jobs that had failed for good run once more. Resolves to the ids of those that had. */
export async function reviveFailed(db: Kysely<Tables>, name: JobName, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update pgboss.job
    set state = 'retry', retry_limit = retry_limit + 1, completed_on = null, start_after = now()
    where name = ${name} and id = any(${ids}::uuid[]) and state = 'failed'
    returning id`.execute(db);
  return rows.map((row) => row.id);
}

/** Waiting, running and failed jobs by queue; queues without any are missing. */
export async function countJobs(
  db: Kysely<Tables>,
): Promise<{ name: string; waiting: number; running: number; failed: number }[]> {
  const { rows } = await sql<{ name: string; waiting: number; running: number; failed: number }>`
    select name,
      count(*) filter (where state in ('created', 'retry')) as waiting,
      count(*) filter (where state = 'active') as running,
      count(*) filter (where state = 'failed') as failed
    from pgboss.job
    where state in ('created', 'retry', 'active', 'failed')
    group by name`.execute(db);
  return rows;
}
