import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

const tables = ['pull_request', 'round', 'finding', 'decision', 'usage', 'command'] as const;

/** Deletes all that is kept of repositories, by their numbers on a host. Facts by blob name no repository and age out. */
export async function forgetRepositories(
  db: Kysely<Tables>,
  host: string,
  repositoryIds: readonly number[],
): Promise<void> {
  if (repositoryIds.length === 0) return;
  for (const table of tables) {
    await db
      .deleteFrom(table)
      .where('host', '=', host)
      .where('repository_id', 'in', [...repositoryIds])
      .execute();
  }
}
