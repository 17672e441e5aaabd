import type { Settings } from '../settings/settings.ts';
import type { Change } from '../source/change.ts';
import type { Tree } from '../source/tree.ts';
import type { Coverage, Fact, GraphChange, MigrationChange, Severity } from './evidence.ts';
import type { ModuleGraph } from './graph/module-graph.ts';
import type { Witness } from './graph/witness-cycle.ts';

/** Both graphs and the difference between them. */
export interface GraphEvidence {
  base: ModuleGraph;
  head: ModuleGraph;
  change: GraphChange;
  /** A shortest way round each of `change.cyclesAdded`, in its order. */
  witnesses: (Witness | null)[];
  coverage: Coverage;
}

/** What a detector may look at. Everything in it is read-only. */
export interface DetectorContext {
  change: Change;
  /** The tree at the merge base. */
  base: Tree;
  head: Tree;
  settings: Settings;
  /** The module graph's change: built at the first call, shared by all detectors. */
  graph(): Promise<GraphEvidence>;
  cache: FactCache;
  /** YYYY-MM-DD in UTC: what exceptions with an end are measured by. */
  today: string;
}

/**
 * Extracts kept between runs, keyed by blob id, language and extractor version, so that the cost of the
 * next pull request follows its change. `store` implements it; the command line keeps it in a folder.
 * A cache may forget anything at any time, and never fails a review.
 */
export interface FactCache {
  getMany(kind: string, blobs: readonly string[]): Promise<Map<string, string>>;
  putMany(kind: string, extracts: ReadonlyMap<string, string>): Promise<void>;
}

export interface Rule {
  id: string;
  /** Severity of its facts unless a detector says otherwise with a reason. */
  severity: Severity;
  /** One line for listings and SARIF. */
  description: string;
}

export interface Detected {
  facts: Fact[];
  coverage: Coverage;
  /** What the change's migrations do, from the detector that reads them. */
  migrations?: MigrationChange[];
}

/** One kind of fact. Adding one is adding a file that exports a detector and naming it in `detectors.ts`. */
export interface Detector {
  name: string;
  rules: readonly Rule[];
  /**
   * Files of a tree that it reads whether they changed or not, by path alone; none when left out. A partial clone
   * fetches them in one request before anything is read; changed files and the graph's sources are there anyway.
   */
  wants?(path: string): boolean;
  /** Returns quickly with nothing when the change does not concern it. Never throws for bad input: that is coverage. */
  detect(context: DetectorContext): Promise<Detected>;
}
