import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Child, startChild } from '../child.ts';
import type { ClientHandlers } from './client.ts';
import type { Figures } from './figures.ts';
import type { AppHandlers } from './subject-app.ts';
import type { BossHandlers } from './subject-boss.ts';
import type { ProbotHandlers } from './subject-probot.ts';

/** Webhooks on their way at once. */
export const connections = 50;

/** Deliveries taken at once where workers run: as `src/take-jobs.ts` does. */
const workers = 8;

/** Something that takes webhooks or jobs, in a process of its own. */
export interface Subject {
  name: string;
  /** Sends `count` distinct webhooks or jobs. */
  measure(count: number): Promise<Figures>;
  /** Jobs its queue holds; null when it has none. */
  stored(): Promise<number | null>;
  /** Jobs its workers ended; null when it has none. */
  handled(): Promise<number | null>;
  /** Whether its workers go on until every job has ended. */
  endsAll: boolean;
  peakBytes(): Promise<number>;
  end(): Promise<void>;
}

export const names = {
  app: 'App: server, signature, Probot, queue (role web)',
  working: `App with ${workers} workers that end each delivery at once`,
  send: `pg-boss alone: boss.send, ${connections} at once`,
  sendOne: 'pg-boss alone: boss.send, one at a time',
  sendAndTake: `pg-boss alone: the same while ${workers} loops fetch and complete`,
  insert: `pg-boss alone: boss.insert of ${connections} rows`,
  probot: 'bare Probot, handler does nothing',
  probotSend: 'bare Probot, handler awaits boss.send',
} as const;

export interface Surroundings {
  client: Child<ClientHandlers>;
  /** What every App needs to start; nothing of it is anybody's. */
  env: Record<string, string>;
  secret: string;
  /** A folder for the databases of PGlite. */
  folder: string;
  /** An empty database on the server; null: PGlite. */
  createDatabase: ((name: string) => Promise<string>) | null;
}

/** Starts every subject on one engine, each with a database of its own. */
export async function openSubjects(around: Surroundings): Promise<Subject[]> {
  const template = join(around.folder, 'template');
  if (around.createDatabase === null) await createPglite(template);
  const envOf = async (name: string) => {
    const dataDirectory = join(around.folder, name);
    await mkdir(dataDirectory, { recursive: true });
    if (around.createDatabase === null) {
      await cp(template, join(dataDirectory, 'database'), { recursive: true });
    }
    const url = (await around.createDatabase?.(name)) ?? '';
    return { ...around.env, DATA_DIR: dataDirectory, DATABASE_URL: url };
  };
  const app = startChild<AppHandlers>(new URL('./subject-app.ts', import.meta.url), await envOf('app'));
  const working = startChild<AppHandlers>(new URL('./subject-app.ts', import.meta.url), {
    ...(await envOf('working')),
    WORKERS: String(workers),
  });
  const boss = startChild<BossHandlers>(new URL('./subject-boss.ts', import.meta.url), await envOf('boss'));
  const probot = startChild<ProbotHandlers>(new URL('./subject-probot.ts', import.meta.url), around.env);
  const storing = startChild<ProbotHandlers>(new URL('./subject-probot.ts', import.meta.url), {
    ...(await envOf('probot')),
    STORE: 'yes',
  });
  const bossSubject = (name: string, concurrency: number, rows: number, takers = 0): Subject => ({
    name,
    measure: (count) => boss.ask('run', { count, concurrency, rows, takers }),
    stored: () => boss.ask('stored'),
    handled: async () => (takers === 0 ? null : boss.ask('handled')),
    endsAll: false,
    peakBytes: () => boss.ask('peakBytes'),
    end: () => boss.end(),
  });
  return [
    webSubject(around, names.app, app, async () => null),
    webSubject(around, names.working, working, () => working.ask('handled')),
    bossSubject(names.send, connections, 1),
    bossSubject(names.sendAndTake, connections, 1, workers),
    bossSubject(names.sendOne, 1, 1),
    bossSubject(names.insert, 1, connections),
    webSubject(around, names.probot, probot, async () => null),
    webSubject(around, names.probotSend, storing, async () => null),
  ];
}

/** An empty database to copy: making one takes seconds each. */
async function createPglite(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const pglite = await PGlite.create({ dataDir: folder });
  await pglite.close();
}

function webSubject(
  { client, secret }: Surroundings,
  name: string,
  child: Child<AppHandlers> | Child<ProbotHandlers>,
  handled: Subject['handled'],
): Subject {
  const server = child as Child<ProbotHandlers>;
  return {
    name,
    async measure(count) {
      const address = await server.ask('address');
      await client.ask('prepare', { ...address, secret, count, connections });
      return client.ask('run');
    },
    stored: () => server.ask('stored'),
    handled,
    endsAll: true,
    peakBytes: () => server.ask('peakBytes'),
    end: () => server.end(),
  };
}
