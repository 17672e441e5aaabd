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
  /** Only what the reason names was not understood; the rest of the file was read, so the review is no less whole. */
  partial?: true;
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

/** One import edge of the tree; unique by (from, to). `to` is a folder where the language imports whole folders. */
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

/** The first import ever of one module by another, or the last one gone; imports by tests are not counted. */
export interface ModuleEdge {
  from: string;
  to: string;
  /** Of the imports between them that are new, or that went: the first by path, a runtime one if there is any. */
  edge: Edge;
  imports: number;
}

/**
 * What became of one cyclic group. `runtime` groups hold over imports that exist when the program runs; `types` ones
 * only with type-only imports added, and are listed only when no runtime group explains them.
 */
export interface CycleChange {
  kind: 'new' | 'grown' | 'merged' | 'shrunk' | 'split' | 'dissolved';
  scope: 'file' | 'module';
  over: 'runtime' | 'types';
  /** As the group stands at head, sorted; for a dissolved one as it stood at base. */
  members: string[];
  /** The groups at base that it came from, by their names at head. */
  before: string[][];
  /** A shortest way round it through a new import, from its start to its start; empty when it lost members only. */
  path: string[];
  /** The new import that closes `path`, or the removed one that opened the group; null when there is none such. */
  edge: Edge | null;
}

/** Who may notice: files that reach a changed file of the graph over imports, the changed ones not counted. */
export interface BlastRadius {
  /** Files of the graph at head whose content changed, tests too. */
  changed: number;
  files: number;
  /** `files` as a share of all other files that are no tests, 0 to 1, rounded to four digits. */
  share: number;
  /** Test files among the dependents; not part of `files`. */
  tests: number;
  /** Modules of the dependents, sorted. */
  modules: string[];
}

/** A touched node that many import or that imports many: nodes that are no tests, before and after. */
export interface Hub {
  path: string;
  importers: { base: number; head: number };
  imports: { base: number; head: number };
}

/** How much of a language's imports was understood: to be said beside every claim about its graph. */
export interface LanguageResolution {
  language: string;
  imports: number;
  /** Imports that look local and lead to no file of the tree. */
  unresolved: number;
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
  /** First-ever edges between modules, and those of which nothing is left; sorted by (from, to). */
  moduleEdgesAdded: ModuleEdge[];
  moduleEdgesRemoved: ModuleEdge[];
  cycleChanges: CycleChange[];
  blastRadius: BlastRadius;
  /** Sorted by path. */
  hubs: Hub[];
  /** Of the head. */
  resolution: LanguageResolution[];
  /** Mermaid flowchart of the touched neighbourhood, drawn from the code; empty when the graph did not change. */
  diagram: string;
}

/** One step of a migration, as the plan tells it. */
export interface MigrationStep {
  /** 1-based in the migration's file. */
  line: number;
  /** Plain text: `adds column email to users`. */
  what: string;
  /** What it locks and for how long, in the database's words; null: nothing that hurts, or not known. */
  lock: string | null;
  /** It writes the whole table anew. */
  rewrites: boolean;
  /** Worst severity of the facts on it; null for none. */
  risk: Severity | null;
}

/** A migration that the change adds, edits or removes, in the order in which they run. */
export interface MigrationChange {
  path: string;
  /** `rails`, `django`, `sql`, … */
  format: string;
  status: 'added' | 'modified' | 'removed';
  database: 'postgres' | 'mysql' | 'sqlite' | null;
  version: string | null;
  /** The way back: written, derived by the framework, refused, or of a format that has none. */
  rollback: 'written' | 'derived' | 'irreversible' | 'none';
  transaction: 'one' | 'none' | 'unknown';
  steps: MigrationStep[];
}

/** All facts about a change, with the module graph's change and what was not read. */
export interface Evidence {
  schemaVersion: 1;
  base: string;
  head: string;
  mergeBase: string;
  files: ChangedFile[];
  graph: GraphChange;
  migrations: MigrationChange[];
  /** Sorted by severity, rule, path, line. */
  facts: Fact[];
  coverage: Coverage;
}
