import type { Kysely } from 'kysely';
import type { Judgement } from '../architect/judgement.ts';
import { type PullRequestId, pullRequestColumns } from './keys.ts';
import { storable } from './storable.ts';
import type { Tables } from './tables.ts';

/** Keeps the model's answer with its round until the round ends. `pinned` names all that the answer depends on. */
export async function saveJudgement(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  round: number,
  kept: { pinned: string; judgement: Judgement },
): Promise<void> {
  await db
    .updateTable('round')
    .set({ judgement: JSON.stringify(storable(kept)) })
    .where((eb) => eb.and({ ...pullRequestColumns(pullRequest), round }))
    .execute();
}

/** The answer that an earlier try of a round got to the same question, or null. */
export async function readJudgement(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  round: number,
  pinned: string,
): Promise<Judgement | null> {
  const row = await db
    .selectFrom('round')
    .select('judgement')
    .where((eb) => eb.and({ ...pullRequestColumns(pullRequest), round }))
    .executeTakeFirst();
  return row?.judgement?.pinned === pinned ? row.judgement.judgement : null;
}
