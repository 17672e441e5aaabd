import type { Kysely } from 'kysely';
import { type RepositoryId, repositoryColumns } from './keys.ts';
import type { Tables } from './tables.ts';

/** A decision that nobody had recorded, with the issue that asks for its record. */
export interface KeptDecision {
  fingerprint: string;
  /** The pull request that brought it up first. */
  pullRequest: number;
  /** Number of its follow-up, null while there is none. */
  issue: number | null;
  state: 'open' | 'recorded' | 'dropped';
}

/** Keeps a decision; a known one gets the new issue and state, and keeps the pull request that brought it up. */
export async function saveDecision(
  db: Kysely<Tables>,
  repository: RepositoryId,
  decision: KeptDecision,
): Promise<void> {
  const { fingerprint, pullRequest, issue, state } = decision;
  await db
    .insertInto('decision')
    .values({ ...repositoryColumns(repository), fingerprint, pull_request: pullRequest, issue, state })
    .onConflict((conflict) =>
      conflict.columns(['host', 'repository_id', 'fingerprint']).doUpdateSet({ issue, state }),
    )
    .execute();
}

/** The decisions of a repository with these fingerprints, by fingerprint. */
export async function readDecisions(
  db: Kysely<Tables>,
  repository: RepositoryId,
  fingerprints: readonly string[],
): Promise<KeptDecision[]> {
  if (fingerprints.length === 0) return [];
  const rows = await db
    .selectFrom('decision')
    .select(['fingerprint', 'pull_request', 'issue', 'state'])
    .where((eb) => eb.and(repositoryColumns(repository)))
    .where('fingerprint', 'in', [...fingerprints])
    .orderBy('fingerprint')
    .execute();
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    pullRequest: row.pull_request,
    issue: row.issue,
    state: row.state as KeptDecision['state'],
  }));
}
