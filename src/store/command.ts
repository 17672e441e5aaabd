import { type Kysely, sql } from 'kysely';
import { type RepositoryId, repositoryColumns } from './keys.ts';
import type { Tables } from './tables.ts';

const hour = 60 * 60 * 1000;

/**
 * Counts a comment with commands, and says how many came in the hour before it, itself included. The same comment
 * counts once however often it is delivered. Older ones are forgotten.
 */
export async function countCommand(
  db: Kysely<Tables>,
  repository: RepositoryId,
  { commentId, login, at }: { commentId: number; login: string; at: Date },
): Promise<{ byPerson: number; inRepository: number }> {
  const key = repositoryColumns(repository);
  await db
    .insertInto('command')
    .values({ ...key, comment_id: commentId, login, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const recent = new Date(at.getTime() - hour);
  await db
    .deleteFrom('command')
    .where((eb) => eb.and(key))
    .where('at', '<', recent)
    .execute();
  return db
    .selectFrom('command')
    .where((eb) => eb.and(key))
    .select([
      sql<number>`count(*) filter (where login = ${login})::int`.as('byPerson'),
      sql<number>`count(*)::int`.as('inRepository'),
    ])
    .executeTakeFirstOrThrow();
}
