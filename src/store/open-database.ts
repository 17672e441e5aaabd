import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { type ConstructorOptions, fromPglite } from 'pg-boss';
import type { Logger } from 'pino';
import { DatabaseUnavailableError, describeDatabaseError } from './database-error.ts';
import { lockDataDirectory } from './lock-data-directory.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './tables.ts';

/** Connections of our own queries; the queue has as many again, and one that listens. */
const poolSize = 8;
const connectMilliseconds = 10_000;
const idleMilliseconds = 30_000;
/** A statement of ours takes milliseconds; one that takes this long is stuck behind a lock. */
const statementMilliseconds = 30_000;

/** Postgres' type number of `bigint`, which node-postgres returns as text and PGlite as a number. */
const bigintType = 20;

/** The one engine behind tables and queue. */
export interface Database {
  engine: 'pglite' | 'postgres';
  kysely: Kysely<Tables>;
  /** How pg-boss reaches the same engine. */
  queue: Pick<ConstructorOptions, 'db' | 'backend' | 'connectionString' | 'max' | 'connectionTimeoutMillis'>;
  /** Resolves when the engine answers. @throws its error otherwise. */
  ping(): Promise<void>;
  /** Closes connections and files. Stop the queue first. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** `postgres://…`; without it PGlite runs inside this process. */
  databaseUrl?: string | null | undefined;
  /** Where PGlite keeps its files, in `database/`, and the lock that keeps other processes out. */
  dataDirectory: string;
  log?: Pick<Logger, 'info' | 'error'> | undefined;
}

/**
 * Opens the database and brings its tables up to date: a Postgres server by URL, else PGlite in the data
 * directory, behind a lock.
 *
 * @throws {DataDirectoryInUseError} when another process holds the directory.
 * @throws {DatabaseUnavailableError} when the server cannot be reached or refuses us; never holds a password.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const database = options.databaseUrl
    ? await connectPostgres(options.databaseUrl, options.log)
    : await openPglite(options.dataDirectory);
  try {
    await migrate(database.kysely);
  } catch (error) {
    await database.close().catch(() => {});
    throw error;
  }
  options.log?.info({ engine: database.engine }, 'Database is open');
  return database;
}

async function openPglite(dataDirectory: string): Promise<Database> {
  const lock = await lockDataDirectory(dataDirectory);
  let pglite: PGlite;
  try {
    pglite = await PGlite.create({
      dataDir: join(dataDirectory, 'database'),
      parsers: { [bigintType]: Number },
    });
  } catch (error) {
    lock.release();
    throw new DatabaseUnavailableError(
      `PGlite could not open ${join(dataDirectory, 'database')}. If its files are damaged, move that folder away: markers on GitHub let the state be rebuilt.`,
      { cause: error },
    );
  }
  const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  return {
    engine: 'pglite',
    kysely,
    queue: { db: fromPglite(pglite), backend: 'pglite' },
    ping: () => ping(kysely),
    async close() {
      // Not kysely.destroy(): it closes the engine only if a query ran before.
      await pglite.close();
      lock.release();
    },
  };
}

async function connectPostgres(databaseUrl: string, log: OpenDatabaseOptions['log']): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: connectMilliseconds,
    idleTimeoutMillis: idleMilliseconds,
    keepAlive: true,
    statement_timeout: statementMilliseconds,
    application_name: 'architect',
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  });
  // An idle connection that breaks is replaced at the next query; unheard, its error would end the process.
  pool.on('error', (error) => log?.error({ code: codeOf(error) }, 'An idle database connection broke'));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await ping(kysely);
  } catch (error) {
    await kysely.destroy().catch(() => {});
    throw describeDatabaseError(error, databaseUrl);
  }
  return {
    engine: 'postgres',
    kysely,
    queue: { connectionString: databaseUrl, max: poolSize, connectionTimeoutMillis: connectMilliseconds },
    ping: () => ping(kysely),
    close: () => kysely.destroy(),
  };
}

async function ping(kysely: Kysely<Tables>): Promise<void> {
  await sql`select 1`.execute(kysely);
}

function parserOf(type: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (type === bigintType) return Number;
  return pg.types.getTypeParser(type, format as 'text');
}

function codeOf(error: Error): unknown {
  return 'code' in error ? error.code : error.name;
}
