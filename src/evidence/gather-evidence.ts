import type { Settings } from '../settings/settings.ts';
import type { Change, ChangedFile } from '../source/change.ts';
import { isGenerated, isVendored } from '../source/generated.ts';
import type { Tree } from '../source/tree.ts';
import { applySeverities } from './apply-severities.ts';
import { isMigration } from './data/is-migration.ts';
import { findDecisionsNeeded } from './decisions/find-decisions-needed.ts';
import type { Detector, DetectorContext, FactCache, GraphEvidence } from './detector.ts';
import { detectors as allDetectors } from './detectors.ts';
import {
  type Coverage,
  type Evidence,
  type Fact,
  type GraphChange,
  type MigrationChange,
  type Skipped,
  severities,
} from './evidence.ts';
import { readGraphs } from './graph/graph-evidence.ts';
import { unchangedGraph } from './graph/unchanged-graph.ts';
import { matchGlobs } from './match-globs.ts';
import { oneLine } from './one-line.ts';

/**
 * All facts about a change: runs the detectors over both trees, merges what they found, and asks last, over all of it,
 * which decisions it makes. `base` is the tree at the merge base. Facts on files that the settings ignore or that are
 * generated are left out. A detector that throws costs its own facts only, and stands in `coverage.skipped` under the
 * path '': whoever concludes must take a review with such an entry as incomplete.
 * `today` (YYYY-MM-DD) is what exceptions with an end are measured by, the day in UTC when left out.
 * Never throws for what is in the trees.
 */
export async function gatherEvidence(
  input: { change: Change; base: Tree; head: Tree; settings: Settings; cache?: FactCache; today?: string },
  detectors: readonly Detector[] = allDetectors,
): Promise<Evidence> {
  const { change } = input;
  let graph: Promise<GraphEvidence> | null = null;
  const context: DetectorContext = {
    ...input,
    cache: input.cache ?? forgetful,
    today: input.today ?? new Date().toISOString().slice(0, 10),
    graph() {
      graph ??= readGraphs(input);
      return graph;
    },
  };

  const found: Fact[] = [];
  const migrations: MigrationChange[] = [];
  const coverage: Coverage[] = [];
  const failures = change.files.flatMap(unreadable);
  for (const detector of detectors) {
    try {
      const result = await detector.detect(context);
      found.push(...result.facts);
      coverage.push(result.coverage);
      migrations.push(...(result.migrations ?? []));
    } catch (error) {
      failures.push(failureOf(detector.name, error));
    }
  }
  let graphChange: GraphChange = unchangedGraph;
  try {
    const built = await context.graph();
    graphChange = built.change;
    coverage.push(built.coverage);
  } catch (error) {
    failures.push(failureOf('module graph', error));
  }

  const isJudged = scopeOf(change, input.settings);
  const facts = applySeverities(found.filter(isJudged).map(onOneLine), input.settings.rules);
  facts.push(
    ...applySeverities(findDecisionsNeeded(facts, graphChange).map(onOneLine), input.settings.rules),
  );
  return {
    schemaVersion: 1,
    base: change.base,
    head: change.head,
    mergeBase: change.mergeBase,
    files: change.files,
    graph: graphChange,
    migrations: migrations
      .filter(({ path }) => isJudged({ path, rule: 'data/' }))
      .map((migration) => ({
        ...migration,
        steps: migration.steps.map((step) => ({ ...step, what: oneLine(step.what) })),
      })),
    facts: distinct(facts).sort(compareFacts),
    coverage: mergeCoverage(coverage, failures),
  };
}

/** A changed file that nobody can have read: too large to compare, or text by its name and binary by its bytes. */
function unreadable({ path, unread, binary, language, generated }: ChangedFile): Skipped[] {
  if (unread !== undefined) return [{ path, reason: unread }];
  const masked = binary && language !== null && !generated;
  return masked ? [{ path, reason: 'holds NUL bytes: not readable as text' }] : [];
}

const forgetful: FactCache = {
  getMany: async () => new Map(),
  putMany: async () => undefined,
};

function failureOf(name: string, error: unknown): Skipped {
  const message = error instanceof Error ? error.message : String(error);
  return { path: '', reason: `${name} failed: ${message.slice(0, 300)}` };
}

function scopeOf(change: Change, settings: Settings): (fact: Pick<Fact, 'path' | 'rule'>) => boolean {
  const isIgnored = matchGlobs(settings.ignore);
  const changed = new Map(change.files.map((file) => [file.path, file]));
  return ({ path, rule }) => {
    // That the settings change is said even where the settings ignore their own folder.
    if (rule.startsWith('settings/')) return true;
    if (isIgnored(path)) return false;
    // A contract binds whether a person or a tool wrote it; only other people's are not ours to judge.
    if (rule.startsWith('contract/')) return !isVendored(path);
    // A migration runs whatever wrote it.
    if (rule.startsWith('data/') && isMigration(path)) return true;
    return !(changed.get(path)?.generated ?? isGenerated(path));
  };
}

/** What people read of a fact, in one line; everything else of it stays as it is. */
function onOneLine(fact: Fact): Fact {
  const data = { ...fact.data };
  for (const key of ['consumer', 'wayOut']) {
    const text = data[key];
    if (typeof text === 'string') data[key] = oneLine(text);
  }
  return { ...fact, message: oneLine(fact.message), data };
}

/** Detectors count the files that they alone read; the graph's are counted once. */
function mergeCoverage(all: readonly Coverage[], failures: readonly Skipped[]): Coverage {
  const skipped = new Map<string, Skipped>();
  for (const one of [...all.flatMap((one) => one.skipped), ...failures]) {
    const file = { ...one, reason: oneLine(one.reason) };
    skipped.set(`${file.path}\0${file.reason}`, file);
  }
  return {
    read: all.reduce((sum, { read }) => sum + read, 0),
    skipped: [...skipped].sort(([a], [b]) => compare(a, b)).map(([, file]) => file),
  };
}

function distinct(facts: readonly Fact[]): Fact[] {
  return [...new Map(facts.map((fact) => [JSON.stringify(fact), fact])).values()];
}

function compareFacts(a: Fact, b: Fact): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compare(a.rule, b.rule) ||
    compare(a.path, b.path) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compare(a.side, b.side) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
