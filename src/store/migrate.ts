import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations/migrations.ts';
import type { Tables } from './tables.ts';

/**
 * Brings our tables up to date. Safe when several processes start at once on a server: Kysely's migrator
 * holds an advisory lock, and the one that waited finds nothing left to do.
 *
 * @throws the database's error of the migration that failed; what it changed is rolled back.
 */
export async function migrate(kysely: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'before the first';
  throw new Error(
    `The database could not be brought up to date (migration: ${failed}). If this version is older than the one that last ran here, run the newer one.`,
    { cause: error },
  );
}
