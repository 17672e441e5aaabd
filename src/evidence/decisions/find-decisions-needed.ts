import { type DependencyKind, dependencyKinds } from '../dependencies/kinds.ts';
import type { Rule } from '../detector.ts';
import type { Fact, GraphChange } from '../evidence.ts';
import { nodeOf } from '../graph/build-module-graph.ts';

export const decisionNeededRule: Rule = {
  id: 'decision/needed',
  severity: 'warning',
  description: 'The change makes a significant architecture decision',
};

/** Files named in one fact. */
const mostPaths = 20;

/**
 * The architecture decisions that a change makes, over all its facts: one for each kind of significant part
 * (`kinds.ts`) that the repository gets from a package it did not use before. A package that another manifest of the
 * repository already uses decides nothing new. Facts stand on the line of the first of the packages.
 */
export function findDecisionsNeeded(facts: readonly Fact[], graph: GraphChange): Fact[] {
  return dependencyKinds.flatMap((kind) => {
    const ofKind = facts.filter(({ data }) => data['kind'] === kind.id);
    const added = ofKind.filter(({ rule, data }) => rule === 'dependency/added' && data['known'] === false);
    const first = added.sort(byPlace)[0];
    if (first === undefined) return [];
    const removed = ofKind.filter(({ rule }) => rule === 'dependency/removed').map(packageOf);
    return [decisionFact(kind, first, added, unique(removed), { facts, graph })];
  });
}

function decisionFact(
  kind: DependencyKind,
  first: Fact,
  added: readonly Fact[],
  removed: readonly string[],
  evidence: { facts: readonly Fact[]; graph: GraphChange },
): Fact {
  const packages = unique(added.map(packageOf));
  const before = strings(first.data['sameKind']);
  const replaced = before.filter((name) => removed.includes(name));
  const users = evidence.graph.packagesAdded
    .filter(({ name }) => packages.includes(name))
    .flatMap(({ from }) => from);
  const manifests = unique(added.map(({ path }) => path));
  const { slug, what } = describeDecision(kind, packages, before, replaced);

  const drivers = [
    replaced.length > 0
      ? 'replaces one the repository has used until now'
      : before.length > 0
        ? 'a second one beside what the repository already uses'
        : 'the first of its kind in this repository',
    'an external dependency that is costly to change later',
  ];
  if (manifests.length > 1)
    drivers.push(`cross-cutting: ${manifests.length} packages of the repository take it`);
  if (evidence.facts.some((fact) => closesCycleOver(fact, users))) {
    drivers.push('the change closes an import cycle across modules with it');
  }
  return {
    rule: decisionNeededRule.id,
    severity: decisionNeededRule.severity,
    path: first.path,
    line: first.line,
    side: first.side,
    message: `${what}: ${drivers[0]}; ${kind.consequence}`,
    data: {
      decision: slug,
      drivers,
      kind: kind.id,
      packages,
      paths: [...manifests, ...unique(users)].slice(0, mostPaths),
    },
  };
}

/** The slug tells only what was there before and what kind comes: so it stays when the pull request goes on. */
function describeDecision(
  kind: DependencyKind,
  packages: readonly string[],
  before: readonly string[],
  replaced: readonly string[],
): { slug: string; what: string } {
  const names = packages.join(' and ');
  if (replaced.length > 0) {
    return {
      slug: slugOf('replace', kind.id, replaced),
      what: `${capital(kind.name)} is replaced (${names} in place of ${replaced.join(' and ')})`,
    };
  }
  if (before.length > 0) {
    return {
      slug: slugOf('add', kind.id, ['beside', ...before]),
      what: `${capital(kind.name)} comes beside ${before.join(' and ')} (${names})`,
    };
  }
  return { slug: slugOf('adopt', kind.id, []), what: `${capital(kind.name)} enters this system (${names})` };
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}

function slugOf(verb: string, kind: string, rest: readonly string[]): string {
  return [verb, kind, ...rest]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100);
}

function closesCycleOver({ rule, data }: Fact, users: readonly string[]): boolean {
  if (rule !== 'graph/new-cycle' || strings(data['modules']).length < 2) return false;
  const nodes = new Set(users.flatMap((path) => [path, nodeOf(path)]));
  return strings(data['path']).some((path) => nodes.has(path));
}

function packageOf({ data }: Fact): string {
  return String(data['package']);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function byPlace(a: Fact, b: Fact): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
