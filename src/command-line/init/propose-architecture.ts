import { compileRules, findBreaches } from '../../evidence/architecture/find-breaches.ts';
import { moduleNames } from '../../evidence/architecture/module-names.ts';
import { dependencyKinds } from '../../evidence/dependencies/kinds.ts';
import type { Edge } from '../../evidence/evidence.ts';
import { findCycles } from '../../evidence/graph/find-cycles.ts';
import type { ModuleGraph } from '../../evidence/graph/module-graph.ts';
import { folderOf } from '../../evidence/graph/paths.ts';
import { architectureSchema } from '../../settings/architecture.ts';
import { defaultSettings } from '../../settings/settings.ts';
import { type ProposedModule, proposeModules, testsModule } from './propose-modules.ts';

/** A boundary as it will stand in the settings, with the reason that this repository gives for it. */
interface ProposedBoundary {
  name: string;
  independent?: string[];
  protect?: string;
  allow?: string;
  why: string;
}

/** What `architect init` proposes; all of it holds in the tree that it was made from. */
export interface Proposal {
  modules: ProposedModule[];
  /** Highest first; the modules of one layer may import one another. */
  order: string[][];
  boundaries: ProposedBoundary[];
  /** Groups of modules that import one another in a circle. */
  circles: string[][];
  /** Imports between modules. */
  moduleEdges: number;
}

/** Longer lists of modules are no proposal that a person reads. */
const mostIndependent = 20;
const mostPackageRules = 5;
const mostLayers = 30;

/**
 * Proposes modules, layers and boundaries that hold today, from nothing but the graph. Every rule is tried with the
 * evaluation that the gate uses, and one that is broken somewhere is left out.
 */
export function proposeArchitecture(graph: ModuleGraph): Proposal {
  const modules = proposeModules(graph.files);
  const moduleOf = moduleNames({
    ...defaultSettings,
    architecture: architectureSchema.parse({ modules: modulesObject(modules) }),
  });
  const edges = edgesBetween(graph, moduleOf).filter(
    ({ from, to }) => from !== testsModule && to !== testsModule,
  );
  const names = modules.map(({ name }) => name).filter((name) => name !== testsModule);
  const circles = findCycles(edges);
  const order = layersOf(names, edges, circles);
  const boundaries = [
    ...testBoundary(modules),
    ...independents(modules, edges),
    ...(names.length < 3 ? [] : packageBoundaries(graph, moduleOf)),
  ];
  const proposal = { modules, order, boundaries, circles, moduleEdges: edges.length };
  const broken = brokenRules(graph, proposal);
  return {
    ...proposal,
    order: order.length < 2 || broken.has(layersName) ? [] : order,
    boundaries: boundaries.filter(({ name }) => !broken.has(name)),
  };
}

export const layersName = 'layers';

function modulesObject(modules: readonly ProposedModule[]): Record<string, string | string[]> {
  return Object.fromEntries(modules.map(({ name, paths }) => [name, paths.length === 1 ? paths[0]! : paths]));
}

/** The proposal as the settings' `architecture`, before it is parsed. */
export function architectureOf({ modules, order, boundaries }: Proposal): object {
  return {
    modules: modulesObject(modules),
    ...(order.length > 1 && { layers: [{ name: layersName, order }] }),
    ...(boundaries.length > 0 && { boundaries }),
  };
}

function brokenRules(graph: ModuleGraph, proposal: Proposal): Set<string> {
  const architecture = architectureSchema.parse(architectureOf(proposal));
  const breaches = findBreaches(graph, compileRules({ architecture, nested: [] }));
  return new Set(breaches.map(({ verdict }) => verdict.rule.rule.name));
}

function edgesBetween(graph: ModuleGraph, moduleOf: (path: string) => string | null): Edge[] {
  const found = new Map<string, Edge>();
  const files = new Set(graph.files.map(({ path }) => path));
  for (const edge of graph.edges) {
    // A folder belongs where a file in it would.
    const target = files.has(edge.to) ? edge.to : `${edge.to}/x`;
    const [from, to] = [moduleOf(edge.from), moduleOf(target)];
    if (from === null || to === null || from === to) continue;
    found.set(`${from}\0${to}`, { from, to, line: 1, typeOnly: false });
  }
  return [...found.values()];
}

/** Modules by how far above the lowest they stand, circles counted as one; highest first. */
function layersOf(
  names: readonly string[],
  edges: readonly Edge[],
  circles: readonly string[][],
): string[][] {
  const circleOf = new Map(circles.flatMap((circle) => circle.map((name) => [name, circle[0]!] as const)));
  const group = (name: string) => circleOf.get(name) ?? name;
  const below = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    if (group(from) === group(to)) continue;
    below.set(group(from), (below.get(group(from)) ?? new Set()).add(group(to)));
  }
  const heights = new Map<string, number>();
  const heightOf = (name: string): number => {
    const known = heights.get(name);
    if (known !== undefined) return known;
    const height = 1 + Math.max(0, ...[...(below.get(name) ?? [])].map(heightOf));
    heights.set(name, height);
    return height;
  };
  const touched = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const byHeight = Map.groupBy(
    names.filter((name) => touched.has(name)),
    (name) => heightOf(group(name)),
  );
  const layers = [...byHeight].sort(([a], [b]) => b - a).map(([, layer]) => layer.sort());
  // The settings take so many layers; neighbours are one where there are more.
  const together = Math.ceil(layers.length / mostLayers);
  return Array.from({ length: Math.ceil(layers.length / together) }, (_, at) =>
    layers.slice(at * together, (at + 1) * together).flat(),
  );
}

function testBoundary(modules: readonly ProposedModule[]): ProposedBoundary[] {
  if (!modules.some(({ name }) => name === testsModule)) return [];
  return [
    {
      name: 'no-tests-in-production',
      protect: testsModule,
      allow: testsModule,
      why: 'nothing but tests imports tests today',
    },
  ];
}

/** Three or more parts side by side in one folder, none of which imports another. */
function independents(modules: readonly ProposedModule[], edges: readonly Edge[]): ProposedBoundary[] {
  const pairs = new Set(edges.map(({ from, to }) => `${from}\0${to}`));
  const connected = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const single = modules.filter(({ name, paths }) => paths.length === 1 && connected.has(name));
  const siblings = Map.groupBy(single, ({ paths }) => folderOf(paths[0]!.slice(0, -3)));
  return [...siblings].flatMap(([folder, parts]) => {
    const names = parts.map(({ name }) => name).sort();
    if (folder === '' || names.length < 3 || names.length > mostIndependent) return [];
    if (names.some((from) => names.some((to) => pairs.has(`${from}\0${to}`)))) return [];
    const last = folder.slice(folder.lastIndexOf('/') + 1).replace(/[^A-Za-z0-9_-]/g, '-');
    return [
      {
        name: `${last}-apart`,
        independent: names,
        why: `the parts of ${folder} do not import one another today`,
      },
    ];
  });
}

/** Packages of a kind that a system is built on, which only one module and the tests use. */
function packageBoundaries(
  graph: ModuleGraph,
  moduleOf: (path: string) => string | null,
): ProposedBoundary[] {
  const found: ProposedBoundary[] = [];
  for (const { name, ecosystem, from } of graph.packages) {
    const kind = dependencyKinds.find(
      ({ packages, prefixes }) =>
        packages.includes(name) || prefixes?.some((prefix) => name.startsWith(prefix)),
    );
    const users = new Set(from.map((path) => moduleOf(path)));
    const [owner] = users;
    if (ecosystem !== 'npm' || kind === undefined) continue;
    if (users.size !== 1 || owner === null || owner === undefined || owner === testsModule) continue;
    const slug = name.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-+|-+$/g, '');
    found.push({
      name: `only-${owner}-uses-${slug}`.slice(0, 60),
      protect: `npm:${name}`,
      allow: owner,
      why: `${kind.name}: only ${owner} uses it today`,
    });
  }
  return found.slice(0, mostPackageRules);
}
