import type { DecisionNeeded, Incomplete, Question, Sections, Usage } from '../architect/judgement.ts';
import type { Coverage, Fact, GraphChange, MigrationChange, Severity } from '../evidence/evidence.ts';
import type { Side } from '../source/change.ts';
import type { ContractRow } from './contract-table.ts';

/** One thing a person should look at: verified, with a stable fingerprint. */
export interface Finding {
  /** `F1`, `F2`, … by rank. */
  id: string;
  /** Stable over rounds: hash of rule, module, symbol and normalised quote; no line number. */
  fingerprint: string;
  origin: 'fact' | 'judgement';
  rule: string;
  severity: Severity;
  /** Whether the architect's claim on the same line gave a fact its explanation; else its rule's guidance did. */
  explained: boolean;
  /** Plain text, one line. */
  title: string;
  /** Markdown: consequence, evidence, way out, trade-off. Sanitised when rendered. */
  body: string;
  path: string;
  /** The name by which the diff knows the file: the head's on both sides, which is what GitHub takes for a comment. */
  diffPath: string;
  side: Side;
  /** 1-based; null for the whole file. */
  line: number | null;
  /** First line of a finding over several lines of one hunk; null when it is one line. */
  startLine: number | null;
  /** Verbatim line or lines it stands on, empty for a whole file. */
  quote: string;
  /** `inline`: on a commentable line and within the cap; else it stands in the summary with a permalink. */
  placement: 'inline' | 'summary';
}

/** A decision nobody recorded, with the identity of its follow-up issue. */
export interface DecisionToRecord extends DecisionNeeded {
  /** Stable over rounds, so that its follow-up is found again. */
  fingerprint: string;
}

/** `blocked`: an error fact is open; `attention`: findings; `clear`: none; `incomplete`: see `incomplete`. */
export type Verdict = 'blocked' | 'attention' | 'clear' | 'incomplete';

/** Everything that is published or printed for one round. */
export interface Review {
  verdict: Verdict;
  base: string;
  head: string;
  mergeBase: string;
  architect: 'claude' | 'none';
  model: string | null;
  summary: string;
  sections: Sections;
  /** Ranked: severity, then facts before judgement, then confidence, then path and line. */
  findings: Finding[];
  /** Facts that call for nothing (a dependency more, a cycle less): told as what changed, never as findings. */
  context: Fact[];
  decisions: DecisionToRecord[];
  questions: Question[];
  graph: GraphChange;
  /** What changes for the consumers of its contracts, breaks first. */
  contracts: ContractRow[];
  /** In the order in which they run. */
  migrations: MigrationChange[];
  coverage: ReviewCoverage;
  usage: Usage;
  /** Reasons why this review is not whole; any entry forbids `success`. */
  incomplete: string[];
  /** The model's failure behind it, when there is one. */
  modelFailure: Incomplete | null;
  /** Claims that could not be verified, by reason: dropped and counted. */
  dropped: { reason: string; count: number }[];
  milliseconds: { evidence: number; judgement: number; total: number };
}

export interface ReviewCoverage extends Coverage {
  /** Changed files in scope. */
  changed: number;
  /** Changed files out of scope (generated, vendored, ignored by settings), with the reason. */
  outOfScope: { path: string; reason: string }[];
  /** Paths that the model was not shown, with the reason. */
  notShown: { path: string; reason: string }[];
  /** Changed files by language whose imports are not read yet: their dependencies are unknown, not unchanged. */
  unreadLanguages: { language: string; files: number }[];
}
