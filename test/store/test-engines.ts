import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, type OpenDatabaseOptions, openDatabase } from '../../src/store/open-database.ts';
import { startPostgres } from '../doubles/postgres.ts';

/** One engine to run a test body on. */
export interface TestEngine {
  /** How to open this engine's database: the same one at each call. */
  options: OpenDatabaseOptions;
  open(): Promise<Database>;
  stop(): Promise<void>;
}

/** Engines to run the same tests on: `describe.each(engines)('on $name', ({ start }) => …)`. */
export const engines: { name: Database['engine']; start: () => Promise<TestEngine> }[] = [
  { name: 'pglite', start: startPglite },
  { name: 'postgres', start: startServer },
];

async function startPglite(): Promise<TestEngine> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'architect-store-'));
  const options = { dataDirectory };
  return {
    options,
    open: () => openDatabase(options),
    stop: () => rm(dataDirectory, { recursive: true, force: true }),
  };
}

async function startServer(): Promise<TestEngine> {
  const server = await startPostgres();
  const options = { databaseUrl: await server.createDatabase('architect'), dataDirectory: tmpdir() };
  return { options, open: () => openDatabase(options), stop: () => server.stop() };
}
