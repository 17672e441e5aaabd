import type {
  CycleChange,
  Edge,
  Evidence,
  Hub,
  MigrationChange,
  ModuleEdge,
  PackageUse,
} from '../evidence/evidence.ts';
import { capLines } from './cap-lines.ts';
import { stripInvisible } from './sanitise-untrusted.ts';

/** More of one kind are counted, not listed: beyond this the list says no more than its number. */
const maxEntries = 120;
const maxText = 600;
/** About 15,000 tokens; facts come sorted by severity, so the least are left out. */
const maxLength = 40_000;

/**
 * Facts, migrations and the change of the module graph as JSON, one entry a line, capped by kind and in all, with the number left out.
 * Everything in it can hold names from the repository: fence it.
 */
export function describeEvidence(evidence: Evidence): string {
  const { graph } = evidence;
  const lines = [
    json({
      graph: { base: graph.base, head: graph.head },
      blastRadius: { ...graph.blastRadius, modules: graph.blastRadius.modules.slice(0, 40) },
      resolution: graph.resolution,
    }),
    ...list('fact', evidence.facts, ({ rule, severity, path, line, side, message, data }) => ({
      rule,
      severity,
      path,
      line,
      side,
      message,
      data,
    })),
    ...list('migration', evidence.migrations, describeMigration),
    ...list('first import between modules', graph.moduleEdgesAdded, describeModuleEdge),
    ...list('modules no longer tied', graph.moduleEdgesRemoved, describeModuleEdge),
    ...list('cycle', graph.cycleChanges, describeCycle),
    ...list('package added', graph.packagesAdded, describePackage),
    ...list('package removed', graph.packagesRemoved, describePackage),
    ...list('hub', graph.hubs, describeHub),
    ...list('edge added', graph.edgesAdded, describeEdge),
    ...list('edge removed', graph.edgesRemoved, describeEdge),
  ];
  return capLines(lines, maxLength);
}

/** The members are cut, for a knot can hold a thousand; how large it was and is stays. */
function describeCycle({ kind, scope, over, members, before, path, edge }: CycleChange): object {
  return {
    ...{ became: kind, scope, over, size: members.length, sizeBefore: before.map(({ length }) => length) },
    ...(path.length > 0 ? { path: path.slice(0, 20) } : { members: members.slice(0, 20) }),
    ...(edge === null ? {} : { edge: describeEdge(edge) }),
  };
}

/** Without the steps beyond a page of them: the diff has the rest. */
function describeMigration({ steps, ...migration }: MigrationChange): object {
  return {
    ...migration,
    steps: steps.slice(0, 30),
    ...(steps.length > 30 ? { stepsLeftOut: steps.length - 30 } : {}),
  };
}

function describeModuleEdge({ from, to, edge, imports }: ModuleEdge): object {
  return { from, to, imports, first: describeEdge(edge) };
}

function describeHub({ path, importers, imports }: Hub): object {
  return { path, importers, imports };
}

function describePackage({ name, ecosystem, from }: PackageUse): object {
  return { name, ecosystem, from: from.slice(0, 10) };
}

function describeEdge({ from, to, line, typeOnly }: Edge): object {
  return { from, to, line, ...(typeOnly ? { typeOnly } : {}) };
}

function list<T>(kind: string, entries: readonly T[], describe: (entry: T) => object): string[] {
  const lines = entries.slice(0, maxEntries).map((entry) => json({ kind, ...describe(entry) }));
  if (entries.length > maxEntries) lines.push(json({ kind, leftOut: entries.length - maxEntries }));
  return lines;
}

function json(value: object): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? stripInvisible(inner).slice(0, maxText).toWellFormed() : inner,
  );
  // Rule data is free in form; one entry must not eat the budget.
  return text.length > 4000 ? `${text.slice(0, 4000).toWellFormed()}…` : text;
}
