import { type Kysely, sql } from 'kysely';
import { type PullRequestId, pullRequestColumns } from './keys.ts';
import { storable } from './storable.ts';
import type { ReviewRequest, Tables } from './tables.ts';

/** Requests that may wait on one pull request; further ones are refused, since anybody can comment. */
const mostRequests = 100;

/** What we remember of a pull request. */
export interface PullRequestState {
  /** Full commit id, null before the first review. */
  lastReviewedHead: string | null;
  /** Number of the last round that ended, 0 before the first. */
  round: number;
  paused: boolean;
  /** In the order they came. */
  requests: ReviewRequest[];
}

/** The state of a pull request; one never seen has the state of a new one. */
export async function readPullRequestState(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
): Promise<PullRequestState> {
  const row = await db
    .selectFrom('pull_request')
    .select(['last_reviewed_head', 'round', 'paused', 'requests'])
    .where((eb) => eb.and(pullRequestColumns(pullRequest)))
    .executeTakeFirst();
  return {
    lastReviewedHead: row?.last_reviewed_head ?? null,
    round: row?.round ?? 0,
    paused: row?.paused ?? false,
    requests: row?.requests ?? [],
  };
}

/**
 * Adds a request that the next round will answer. Adding an id that waits already changes nothing.
 * Resolves to false when {@link mostRequests} wait and this one was refused.
 */
export async function addRequest(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  request: ReviewRequest,
): Promise<boolean> {
  const added = JSON.stringify([storable(request)]);
  const { requests } = await db
    .insertInto('pull_request')
    .values({ ...pullRequestColumns(pullRequest), requests: added })
    .onConflict((conflict) =>
      conflict.columns(['host', 'repository_id', 'number']).doUpdateSet({
        requests: sql<string>`case
          when jsonb_path_exists(pull_request.requests, '$[*] ? (@.id == $id)', jsonb_build_object('id', ${request.id}::text))
            or jsonb_array_length(pull_request.requests) >= ${mostRequests}::int
          then pull_request.requests else pull_request.requests || excluded.requests end`,
      }),
    )
    .returning('requests')
    .executeTakeFirstOrThrow();
  return requests.some((waiting) => waiting.id === request.id);
}

/** Removes the requests a round has answered, at its end: a crash or a push before loses none, and those that came meanwhile stay. */
export async function clearRequests(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('pull_request')
    .set({
      requests: sql<string>`coalesce((
        select jsonb_agg(waiting.request order by waiting.place)
        from jsonb_array_elements(pull_request.requests) with ordinality as waiting(request, place)
        where waiting.request->>'id' <> all(${[...ids]}::text[])), '[]'::jsonb)`,
    })
    .where((eb) => eb.and(pullRequestColumns(pullRequest)))
    .execute();
}

/** Remembers the head that was reviewed and the round that did it. */
export async function saveReviewed(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  reviewed: { head: string; round: number },
): Promise<void> {
  const columns = { last_reviewed_head: reviewed.head, round: reviewed.round };
  await db
    .insertInto('pull_request')
    .values({ ...pullRequestColumns(pullRequest), ...columns })
    .onConflict((conflict) => conflict.columns(['host', 'repository_id', 'number']).doUpdateSet(columns))
    .execute();
}

/** Pauses automatic reviews of a pull request, or resumes them. */
export async function savePaused(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  paused: boolean,
): Promise<void> {
  await db
    .insertInto('pull_request')
    .values({ ...pullRequestColumns(pullRequest), paused })
    .onConflict((conflict) => conflict.columns(['host', 'repository_id', 'number']).doUpdateSet({ paused }))
    .execute();
}
