import type { ColumnType, Generated } from 'kysely';
import type { Judgement } from '../architect/judgement.ts';

/** A JSON column: read as what it holds, written as text (node-postgres would take an array for SQL's). */
type Json<T> = ColumnType<T, string, string>;
type Timestamp = ColumnType<Date, Date, Date>;

/** What a comment or a button asked for and no round has answered yet. */
export interface ReviewRequest {
  /** Unique within the pull request: the same request stored twice stands once. */
  id: string;
  kind: 'review' | 'full-review';
  /** Login of who asked. */
  by: string;
  commentId: number | null;
  /** ISO 8601. */
  at: string;
}

interface RepositoryColumns {
  host: string;
  repository_id: number;
}

interface PullRequestColumns extends RepositoryColumns {
  number: number;
}

interface PullRequestTable extends PullRequestColumns {
  last_reviewed_head: string | null;
  /** Number of the last round that ended, 0 before the first. */
  round: Generated<number>;
  paused: Generated<boolean>;
  requests: ColumnType<ReviewRequest[], string | undefined, string>;
}

interface RoundTable extends PullRequestColumns {
  round: number;
  head: string;
  base_tip: string;
  merge_base: string;
  settings_hash: string;
  verdict: string | null;
  coverage: Json<unknown>;
  usage: Json<unknown>;
  published: Json<Record<string, unknown>>;
  /** The model's answer while its round has not ended: paid for, so a repeated job must not ask again. */
  judgement: ColumnType<{ pinned: string; judgement: Judgement } | null, string | undefined, string | null>;
  started_at: Timestamp;
  ended_at: ColumnType<Date | null, Date | null, Date | null>;
}

interface FindingTable extends PullRequestColumns {
  fingerprint: string;
  rule: string;
  severity: string;
  path: string;
  line: number | null;
  title: string;
  disposition: string;
  disposition_by: string | null;
  disposition_why: string | null;
  first_round: number;
  last_round: number;
}

interface DecisionTable extends RepositoryColumns {
  fingerprint: string;
  pull_request: number;
  issue: number | null;
  state: string;
}

interface UsageTable extends RepositoryColumns {
  id: string;
  /** UTC day, `2026-11-22`: text, so that neither driver makes a local date of it. */
  day: string;
  /** Micro-dollars. */
  reserved: number;
  /** Micro-dollars, null until the call is settled. */
  settled: number | null;
}

interface CommandTable extends RepositoryColumns {
  comment_id: number;
  login: string;
  at: Timestamp;
}

interface FactTable {
  kind: string;
  blob: string;
  extract: string;
  bytes: number;
  /** Days since 1970-01-01 UTC of the last use. */
  used_on: number;
}

/** The tables of our own; the queue keeps its own in the schema `pgboss`. */
export interface Tables {
  pull_request: PullRequestTable;
  round: RoundTable;
  finding: FindingTable;
  decision: DecisionTable;
  usage: UsageTable;
  command: CommandTable;
  fact: FactTable;
}
