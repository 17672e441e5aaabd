import type { Architecture } from '../../settings/architecture.ts';
import { isTestPath } from '../../source/test-files.ts';
import { governingArchitecture } from '../architecture/governing.ts';
import type { Detector, DetectorContext, GraphEvidence } from '../detector.ts';
import type { CycleChange, Edge, Fact, Severity } from '../evidence.ts';
import { isAddedLine } from '../is-added-line.ts';
import { gains } from './cycle-changes.ts';
import { keyOf } from './links.ts';
import { modulesOf } from './modules-of.ts';

/** Steps of a path that a sentence can carry. */
const mostSteps = 6;

/** Files of a cycle that nobody will take apart in passing. */
const largeKnot = 20;

/**
 * Import cycles that the change makes, lets grow, or breaks: between files, and between modules where the settings ask
 * for it; over imports at run time, and over types as notes where the settings count them. The settings that govern
 * the file of the import decide. Exceptions of boundaries do not apply.
 */
export const cycleDetector: Detector = {
  name: 'cycles',
  rules: [
    {
      id: 'graph/new-cycle',
      severity: 'warning',
      description: 'The change closes a cycle of runtime imports',
    },
    {
      id: 'graph/cycle-removed',
      severity: 'note',
      description: 'The change breaks a cycle of runtime imports',
    },
  ],
  async detect(context) {
    const graphs = await context.graph();
    const governing = governingArchitecture(context.settings);
    const cyclesAt = (path: string) => governing(path).architecture.cycles;
    const facts = [
      ...addedFacts(context, graphs, cyclesAt),
      ...removedFacts(graphs, cyclesAt),
      ...moduleRemovedFacts(graphs, cyclesAt),
    ];
    // The graph's own coverage is counted once, by whoever runs the detectors.
    return { facts, coverage: { read: 0, skipped: [] } };
  },
};

type Cycles = Architecture['cycles'];

function addedFacts(
  { change }: DetectorContext,
  graphs: GraphEvidence,
  cyclesAt: (path: string) => Cycles,
): Fact[] {
  const moduleOf = modulesOf(graphs.head);
  const files = new Set(graphs.head.files.map(({ path }) => path));
  /** Modules of the cycles between files, by the import that closes them: told once is enough. */
  const told = new Map<string, string[]>();
  return graphs.change.cycleChanges.flatMap((cycle) => {
    const { edge, members, scope, path } = cycle;
    if (!gains(cycle) || edge === null || members.every(isTestPath)) return [];
    const severity = severityOf(cycle, cyclesAt(edge.from));
    if (severity === null) return [];
    const isModule = scope === 'module';
    const modules = isModule
      ? members
      : [...new Set(members.map((member) => moduleOf(member) ?? '.'))].sort();
    if (isModule && members.every((member) => told.get(keyOf(edge))?.includes(member))) return [];
    if (!isModule) told.set(keyOf(edge), modules);
    const what = isModule ? 'modules' : members.some((member) => files.has(member)) ? 'files' : 'packages';
    return [
      {
        rule: 'graph/new-cycle',
        severity,
        path: edge.from,
        line: edge.line,
        side: 'RIGHT',
        message: sentence(cycle, what, modules),
        data: {
          closedBy: { from: edge.from, to: edge.to },
          grown: cycle.kind !== 'new',
          kind: cycle.kind,
          modules,
          onAddedLine: isAddedLine(change, edge.from, edge.line),
          over: cycle.over,
          path,
          scope,
          size: members.length,
        },
      },
    ];
  });
}

/** Null where the settings want to hear nothing of it. What is erased before the program runs is never above a note. */
function severityOf(cycle: CycleChange, cycles: Cycles): Severity | null {
  const { scope, over } = cycle;
  if (cycles.severity === 'off' || (scope === 'module' && cycles.scope !== 'module')) return null;
  if (over === 'types') return cycles.types === 'count' ? 'note' : null;
  return cycles.severity === 'warning' && isMoreOfTheSame(cycle) ? 'note' : cycles.severity;
}

/**
 * A knot that hangs together anyway draws in nearly every file that is added beside it: to warn each time would teach
 * people to look away. An `error` in the settings means all growth.
 */
function isMoreOfTheSame({ kind, members, before }: CycleChange): boolean {
  const [known = []] = before;
  return kind === 'grown' && known.length >= largeKnot && members.length <= known.length * 1.1;
}

function sentence(
  { kind, over, members, before, path }: CycleChange,
  what: string,
  modules: readonly string[],
) {
  const cycle = what === 'modules' ? 'cycle' : 'import cycle';
  const size = `${members.length} ${what}`;
  const across = what !== 'modules' && modules.length > 1 ? ` across ${modules.length} modules` : '';
  const types = over === 'types' ? ', by way of types' : '';
  const made =
    kind === 'merged'
      ? `joins ${before.length} ${cycle}s into one of ${size}`
      : kind === 'grown'
        ? // It may have lost others meanwhile.
          members.length > before[0]!.length
          ? `makes ${cycle === 'cycle' ? 'a' : 'an'} ${cycle} grow from ${before[0]!.length} to ${size}`
          : `draws more into ${cycle === 'cycle' ? 'a' : 'an'} ${cycle} of ${size}`
        : `closes a new ${cycle} of ${size}`;
  return `This import ${made}${across}${types}: ${shortened(path).join(' → ')}`;
}

/** A path as a sentence can carry it: its first and last steps. */
export function shortened(path: readonly string[]): string[] {
  if (path.length <= mostSteps + 1) return [...path];
  return [...path.slice(0, mostSteps - 1), `… ${path.length - mostSteps - 1} more …`, ...path.slice(-2)];
}

function removedFacts(graphs: GraphEvidence, cyclesAt: (path: string) => Cycles): Fact[] {
  const moduleOf = modulesOf(graphs.base);
  return graphs.change.cyclesRemoved.flatMap((members) => {
    const lost = graphs.change.cycleChanges.find(
      ({ scope, over, before }) =>
        scope === 'file' && over === 'runtime' && before.some((group) => group[0] === members[0]),
    );
    const inside = new Set(members);
    const stays = graphs.head.cycles.some((cycle) => cycle.filter((member) => inside.has(member)).length > 1);
    const edge = lost === undefined || gains(lost) ? null : lost.edge;
    const path = edge?.from ?? members[0]!;
    if (cyclesAt(path).severity === 'off') return [];
    return [
      removedFact(path, edge, members, {
        modules: [...new Set(members.map((member) => moduleOf(member) ?? '.'))].sort(),
        scope: 'file',
        stays,
      }),
    ];
  });
}

function moduleRemovedFacts(graphs: GraphEvidence, cyclesAt: (path: string) => Cycles): Fact[] {
  const seen = new Set<string>();
  return graphs.change.cycleChanges.flatMap((cycle) => {
    const { scope, over, before, edge, kind } = cycle;
    if (scope !== 'module' || over !== 'runtime' || gains(cycle) || edge === null) return [];
    const { severity, scope: asked } = cyclesAt(edge.from);
    const [group] = before;
    if (severity === 'off' || asked !== 'module' || group === undefined || seen.has(group[0]!)) return [];
    seen.add(group[0]!);
    return [
      removedFact(edge.from, edge, group, { modules: group, scope: 'module', stays: kind !== 'dissolved' }),
    ];
  });
}

function removedFact(
  path: string,
  edge: Edge | null,
  members: readonly string[],
  { modules, scope, stays }: { modules: readonly string[]; scope: CycleChange['scope']; stays: boolean },
): Fact {
  const what = scope === 'module' ? 'A cycle of modules' : 'An import cycle';
  const size = `${members.length} ${scope === 'module' ? 'modules' : 'files'}`;
  return {
    rule: 'graph/cycle-removed',
    severity: 'note',
    path,
    line: edge?.line ?? null,
    side: 'LEFT',
    message: `${what} ${stays ? 'shrinks' : 'is gone'}: it held ${size} around ${members[0]}`,
    data: {
      modules,
      removed: edge === null ? null : { from: edge.from, to: edge.to },
      scope,
      size: members.length,
      stays,
    },
  };
}
