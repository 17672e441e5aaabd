import { type Kysely, sql } from 'kysely';
import type { Finding } from '../review/review.ts';
import { type PullRequestId, pullRequestColumns } from './keys.ts';
import { storable } from './storable.ts';
import type { Tables } from './tables.ts';

/** What became of a finding; it holds for one pull request. */
export type Disposition = 'open' | 'fixed' | 'dismissed' | 'risk-accepted';

/** A finding as it is remembered from round to round. */
export interface KeptFinding
  extends Pick<Finding, 'fingerprint' | 'rule' | 'severity' | 'path' | 'line' | 'title'> {
  disposition: Disposition;
  /** Login and reason of a person's disposition, else null. */
  by: string | null;
  why: string | null;
  firstRound: number;
  lastRound: number;
}

/** Rows in one statement; Postgres takes 65,535 parameters in one. */
const rowsAtOnce = 500;

/**
 * Keeps the findings of a round: new ones begin in it, known ones are brought up to date and keep their first
 * round. What a person decided (dismissed, risk accepted) is never overwritten: a command may have come while
 * the review ran.
 */
export async function saveFindings(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  round: number,
  findings: readonly Omit<KeptFinding, 'by' | 'why' | 'firstRound' | 'lastRound'>[],
): Promise<void> {
  // One row per fingerprint: SQL refuses to update a row twice in one statement.
  const rows = [...new Map(findings.map((finding) => [finding.fingerprint, finding])).values()].map(
    (finding) => ({
      ...pullRequestColumns(pullRequest),
      fingerprint: finding.fingerprint,
      rule: finding.rule,
      severity: finding.severity,
      path: storable(finding.path),
      line: finding.line,
      title: storable(finding.title),
      disposition: finding.disposition,
      disposition_by: null,
      disposition_why: null,
      first_round: round,
      last_round: round,
    }),
  );
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    await db
      .insertInto('finding')
      .values(rows.slice(start, start + rowsAtOnce))
      .onConflict((conflict) =>
        conflict.columns(['host', 'repository_id', 'number', 'fingerprint']).doUpdateSet((eb) => ({
          severity: eb.ref('excluded.severity'),
          path: eb.ref('excluded.path'),
          line: eb.ref('excluded.line'),
          title: eb.ref('excluded.title'),
          last_round: eb.ref('excluded.last_round'),
          disposition: sql<string>`case when finding.disposition in ('dismissed', 'risk-accepted')
            then finding.disposition else excluded.disposition end`,
        })),
      )
      .execute();
  }
}

/** Every finding of a pull request, by fingerprint. */
export async function readFindings(db: Kysely<Tables>, pullRequest: PullRequestId): Promise<KeptFinding[]> {
  const rows = await db
    .selectFrom('finding')
    .selectAll()
    .where((eb) => eb.and(pullRequestColumns(pullRequest)))
    .orderBy('fingerprint')
    .execute();
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    rule: row.rule,
    severity: row.severity as KeptFinding['severity'],
    path: row.path,
    line: row.line,
    title: row.title,
    disposition: row.disposition as Disposition,
    by: row.disposition_by,
    why: row.disposition_why,
    firstRound: row.first_round,
    lastRound: row.last_round,
  }));
}

/** Keeps what a person decided about a finding. Resolves to false when the pull request has no such finding. */
export async function saveDisposition(
  db: Kysely<Tables>,
  pullRequest: PullRequestId,
  fingerprint: string,
  decided: { disposition: Disposition; by: string; why: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('finding')
    .set({
      disposition: decided.disposition,
      disposition_by: decided.by,
      disposition_why: storable(decided.why),
    })
    .where((eb) => eb.and({ ...pullRequestColumns(pullRequest), fingerprint }))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
