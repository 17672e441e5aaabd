import type { ChangedFile, Side } from '../source/change.ts';

/** SARIF's words; as check-run annotations `failure`, `warning`, `notice`. */
export type Severity = 'error' | 'warning' | 'note';

/** From worst to least: the order in which findings are ranked and capped. */
export const severities: readonly Severity[] = ['error', 'warning', 'note'];

/** Something computed from the change without a model. */
export interface Fact {
  /** `<family>/<name>`, see docs/rules. */
  rule: string;
  severity: Severity;
  path: string;
  /** 1-based in the file of `side`; null for the whole file. */
  line: number | null;
  side: Side;
  /** One sentence in plain text, no Markdown. Names from the repository stand in it as they are: hostile. */
  message: string;
  /** Rule-specific, JSON-serialisable, keys sorted by the author of the rule. */
  data: Record<string, unknown>;
}

/** A file that was wanted and not read, and why. */
export interface Skipped {
  path: string;
  reason: string;
}

/** What was read to get the facts. `read` counts distinct files at head. */
export interface Coverage {
  read: number;
  skipped: Skipped[];
}

export interface GraphSize {
  files: number;
  edges: number;
  /** Cyclic groups: strongly connected components of more than one file over runtime edges. */
  cycles: number;
}

/** One import edge between two files of the tree; unique by (from, to). */
export interface Edge {
  from: string;
  to: string;
  /** Line in `from` of the import that makes the edge; of the first runtime one if there is any. */
  line: number;
  /** True only if every import behind the edge is type-only. */
  typeOnly: boolean;
}

export interface PackageUse {
  name: string;
  ecosystem: string;
  /** Files that import it, sorted. */
  from: string[];
}

/** What the change does to the module graph; renamed paths are mapped, arrays sorted. */
export interface GraphChange {
  base: GraphSize;
  head: GraphSize;
  edgesAdded: Edge[];
  edgesRemoved: Edge[];
  /** New or grown components as they stand at head. */
  cyclesAdded: string[][];
  /** Dissolved or shrunk components as they stood at the merge base. */
  cyclesRemoved: string[][];
  packagesAdded: PackageUse[];
  packagesRemoved: PackageUse[];
  /** Mermaid flowchart of the touched neighbourhood, drawn from the code; empty when the graph did not change. */
  diagram: string;
}

/** All facts about a change, with the module graph's change and what was not read. */
export interface Evidence {
  schemaVersion: 1;
  base: string;
  head: string;
  mergeBase: string;
  files: ChangedFile[];
  graph: GraphChange;
  /** Sorted by severity, rule, path, line. */
  facts: Fact[];
  coverage: Coverage;
}
