import { type Kysely, type Selectable, sql } from 'kysely';
import type { Usage } from '../architect/judgement.ts';
import type { ReviewCoverage, Verdict } from '../review/review.ts';
import { type PullRequestId, pullRequestColumns } from './keys.ts';
import { storable } from './storable.ts';
import type { Tables } from './tables.ts';

/** What a round is pinned to. */
export interface RoundStart {
  /** Full commit ids. */
  head: string;
  baseTip: string;
  mergeBase: string;
  settingsHash: string;
  at: Date;
}

/** What a round came to. */
export interface RoundEnd {
  verdict: Verdict;
  coverage: ReviewCoverage;
  usage: Usage;
  /** Ids on GitHub of what was published, by kind. */
  published: Record<string, unknown>;
  at: Date;
}

/** One review of one head commit that came to its end, as it was kept. */
export interface EndedRound extends Omit<RoundStart, 'at'> {
  round: number;
  startedAt: Date;
  end: RoundEnd;
}

/**
 * Starts a round and resolves to its number, counted from 1 within the pull request. A round of the same head
 * that never ended (the process died in it) is taken over with its number: publishing finds by its markers
 * what that round had posted already, so this row only saves the search.
 */
export async function startRound(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  start: RoundStart,
): Promise<number> {
  const key = pullRequestColumns(pullRequest);
  const pinned = {
    head: start.head,
    base_tip: start.baseTip,
    merge_base: start.mergeBase,
    settings_hash: start.settingsHash,
    started_at: start.at,
  };
  return db.transaction().execute(async (transaction) => {
    const last = await transaction
      .selectFrom('round')
      .select(['round', 'head', 'ended_at'])
      .where((eb) => eb.and(key))
      .orderBy('round', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    if (last && last.head === start.head && last.ended_at === null) {
      await transaction
        .updateTable('round')
        .set(pinned)
        .where((eb) => eb.and({ ...key, round: last.round }))
        .execute();
      return last.round;
    }
    const round = (last?.round ?? 0) + 1;
    const empty = { coverage: '{}', usage: '{}', published: '{}' };
    await transaction
      .insertInto('round')
      .values({ ...key, ...pinned, ...empty, round, ended_at: null })
      .execute();
    return round;
  });
}

/** Keeps what a round came to. Saving it again replaces it. */
export async function saveRound(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  round: number,
  end: RoundEnd,
): Promise<void> {
  await db
    .updateTable('round')
    .set({
      verdict: end.verdict,
      coverage: JSON.stringify(storable(end.coverage)),
      usage: JSON.stringify(end.usage),
      published: JSON.stringify(storable(end.published)),
      judgement: null,
      ended_at: end.at,
    })
    .where((eb) => eb.and({ ...pullRequestColumns(pullRequest), round }))
    .execute();
}

/** The newest round that ended, of one head or, without one, of the pull request; null when none has. */
export async function readEndedRound(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  head?: string,
): Promise<EndedRound | null> {
  const row = await db
    .selectFrom('round')
    .selectAll()
    .where((eb) => eb.and({ ...pullRequestColumns(pullRequest), ...(head === undefined ? {} : { head }) }))
    .where('ended_at', 'is not', null)
    .orderBy(sql`round desc`)
    .limit(1)
    .executeTakeFirst();
  return row ? toRound(row) : null;
}

function toRound(row: Selectable<Tables['round']>): EndedRound {
  return {
    round: row.round,
    head: row.head,
    baseTip: row.base_tip,
    mergeBase: row.merge_base,
    settingsHash: row.settings_hash,
    startedAt: row.started_at,
    end: {
      verdict: row.verdict as Verdict,
      coverage: row.coverage as ReviewCoverage,
      usage: row.usage as Usage,
      published: row.published,
      at: row.ended_at as Date,
    },
  };
}
