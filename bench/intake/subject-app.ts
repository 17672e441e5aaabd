import { sql } from 'kysely';
import { readEnvironment } from '../../src/settings/environment.ts';
import { startArchitect } from '../../src/start-architect.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { answerParent } from '../child.ts';
import { peakBytes } from '../memory.ts';

/*
 * The App as `src/main.ts` starts it, with the role `web`: HTTP server, signature, Probot, queue. With
 * WORKERS, the process also takes deliveries from the queue, as many at once as the role `both` does, and each
 * ends at once: what they would ask of GitHub is not intake's.
 */
const environment = readEnvironment(process.env);
const architect = await startArchitect(environment, createLog(environment.logLevel));
const { queue, database } = architect.services;

let handled = 0;
const workers = Number(process.env['WORKERS'] ?? 0);
if (workers > 0) {
  await queue.work('delivery', { concurrency: workers }, async () => {
    handled++;
  });
}

const handlers = {
  address: () => ({ url: architect.url, path: '/api/github/webhooks' }),
  /** Deliveries stored, done ones too: they stay for days. */
  async stored(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pgboss.job where name = 'delivery'`.execute(database.kysely);
    return rows[0]!.count;
  },
  handled: () => handled,
  peakBytes,
};
export type AppHandlers = typeof handlers;

answerParent(handlers, () => architect.stop());
