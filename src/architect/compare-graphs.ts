import type { CycleChange, Edge, Evidence, Hub, ModuleEdge } from '../evidence/evidence.ts';
import { isTestPath } from '../source/test-files.ts';
import { bullets, code } from './markdown-lists.ts';

/** Steps of a cycle's path that can be taken in at a glance. */
const mostSteps = 8;

/**
 * What the change does to the module graph, as a table of sizes and a list that begins with what matters most: modules
 * that come to know each other, cycles, packages, hubs, and last the single imports. Empty when nothing changed.
 */
export function compareGraphs({ graph }: Evidence): string {
  const told = graph.cycleChanges.filter(isTold);
  const [added, removed] = [graph.edgesAdded, graph.edgesRemoved].map((edges) =>
    edges.filter(({ from }) => !isTestPath(from)),
  ) as [Edge[], Edge[]];
  const changes = [
    ...bullets('First import between modules', graph.moduleEdgesAdded, describeFirst),
    ...bullets('Modules no longer tied', graph.moduleEdgesRemoved, ({ from, to }) => arrow(from, to)),
    ...told.flatMap((cycle) => bullets(labelOf(cycle), [cycle], describeCycle)),
    ...bullets('New package', graph.packagesAdded, (use) => `${code(use.name)} (${use.ecosystem})`),
    ...bullets('Removed package', graph.packagesRemoved, (use) => `${code(use.name)} (${use.ecosystem})`),
    ...bullets('Hub', graph.hubs.filter(isMoved), describeHub),
    ...bullets('New dependency', added, ({ from, to }) => arrow(from, to)),
    ...bullets('Removed dependency', removed, ({ from, to }) => arrow(from, to)),
    ...describeTests(graph.edgesAdded.length - added.length, graph.edgesRemoved.length - removed.length),
  ];
  if (changes.length === 0) return '';
  const { base, head } = graph;
  const table = [
    '| | today | with this change |',
    '|---|---:|---:|',
    `| files in the module graph | ${base.files} | ${head.files} |`,
    `| dependencies between them | ${base.edges} | ${head.edges} |`,
    `| import cycles | ${base.cycles} | ${head.cycles} |`,
  ];
  return [...table, '', ...changes].join('\n');
}

/** Tests import what they test: how much that changed is enough. */
function describeTests(added: number, removed: number): string[] {
  if (added + removed === 0) return [];
  return [`- Dependencies of tests: ${added} new, ${removed} removed`];
}

function describeFirst({ from, to, edge, imports }: ModuleEdge): string {
  const more = imports > 1 ? `, ${imports} imports` : '';
  return `${arrow(from, to)} (${code(`${edge.from}:${edge.line}`)}${more})`;
}

/** A knot of types that gains or loses a file is no news; that there is a new one is. */
function isTold({ over, kind }: CycleChange): boolean {
  return over === 'runtime' || kind === 'new' || kind === 'merged' || kind === 'dissolved';
}

function labelOf({ kind, scope, over }: CycleChange): string {
  const what = `${scope === 'module' ? 'cycle of modules' : 'import cycle'}${over === 'types' ? ' over types' : ''}`;
  const verb = { new: 'New', grown: 'Grown', merged: 'Joined', shrunk: 'Shrunk', split: 'Part of a split' };
  return kind === 'dissolved' ? `Dissolved ${what}` : `${verb[kind]} ${what}`;
}

function describeCycle({ kind, members, before, path }: CycleChange): string {
  const was = before.map(({ length }) => length).join(' + ');
  const size =
    before.length === 0 || kind === 'dissolved' ? `${members.length}` : `${was} → ${members.length}`;
  const names = path.length > 0 ? path : members;
  const shown = names.slice(0, mostSteps).map(code);
  const more = names.length > mostSteps ? ` and ${names.length - mostSteps} more` : '';
  return `${shown.join(path.length > 0 ? ' → ' : ', ')}${more} (${size} in it)`;
}

function isMoved({ importers, imports }: Hub): boolean {
  return importers.base !== importers.head || imports.base !== imports.head;
}

function describeHub({ path, importers, imports }: Hub): string {
  return `${code(path)} is imported by ${figure(importers)}, imports ${figure(imports)}`;
}

function figure({ base, head }: { base: number; head: number }): string {
  return base === head ? `${head}` : `${base} → ${head}`;
}

function arrow(from: string, to: string): string {
  return `${code(from)} → ${code(to)}`;
}
