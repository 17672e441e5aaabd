import { defaultSettings, type Settings } from '../../settings/settings.ts';
import type { Change, ChangedFile } from '../../source/change.ts';
import type { Tree } from '../../source/tree.ts';
import { governingArchitecture } from '../architecture/governing.ts';
import { moduleNames } from '../architecture/module-names.ts';
import type { FactCache, GraphEvidence } from '../detector.ts';
import type { Edge, Hub } from '../evidence.ts';
import { isAddedLine } from '../is-added-line.ts';
import { blastRadius } from './blast-radius.ts';
import { buildModuleGraph, nodeOf } from './build-module-graph.ts';
import { compareGraphs, type GraphComparison, renamesOf } from './compare-graphs.ts';
import { createExtracts } from './extracts.ts';
import { findHubs } from './find-hubs.ts';
import { moduleNamer } from './module-of.ts';
import { modulesOf } from './modules-of.ts';
import { renderDiagram } from './render-diagram.ts';

/**
 * Builds both graphs of a change, compares them and measures what the change reaches. Blobs that both trees have are
 * scanned once, and those the cache knows not at all. Throws only when a tree cannot be read.
 */
export async function readGraphs(input: {
  change: Change;
  base: Tree;
  head: Tree;
  settings?: Settings;
  cache?: FactCache;
}): Promise<GraphEvidence> {
  const { change } = input;
  const settings = input.settings ?? defaultSettings;
  const extracts = createExtracts(input.cache);
  // One way of naming for both trees: a file that comes or goes must not give other files another module.
  const naming = {
    moduleOf: moduleNames(settings),
    ...(haveSamePaths(input.base, input.head) ? {} : { byLayout: layoutOfBoth(input.base, input.head) }),
  };
  const base = await buildModuleGraph(input.base, { extracts, ...naming });
  // A head that marks its sources as vendored would hide them from its own review.
  const head = await buildModuleGraph(input.head, { extracts, attributesOf: input.base, ...naming });
  const renames = renamesOf(change);
  const unread = new Set([
    ...base.coverage.skipped.map(({ path }) => renames.get(path) ?? path),
    ...head.coverage.skipped.map(({ path }) => path),
  ]);
  const isNew = ({ from, line }: Edge) => isAddedLine(change, from, line);
  const comparison = compareGraphs(base.graph, head.graph, renames, unread, isNew);
  const { links, runtimeAdded, ...compared } = comparison;
  const [atBase, atHead] = [modulesOf(base.graph), modulesOf(head.graph)];

  // What could not be read at base makes imports look new, so it counts too.
  const skipped = new Map(
    [...base.coverage.skipped, ...head.coverage.skipped].map((file) => [file.path, file]),
  );
  return {
    base: base.graph,
    head: head.graph,
    change: {
      ...compared,
      blastRadius: blastRadius(
        head.graph,
        new Set(change.files.filter(hasOtherContent).map(({ path }) => path)),
      ),
      hubs: hubsOf(change, compared, links.nodes, settings),
      resolution: head.graph.resolution,
      diagram: renderDiagram(comparison, (node) => atHead(node) ?? atBase(node) ?? '.'),
    },
    coverage: { read: head.coverage.read, skipped: [...skipped.values()] },
    witnesses: compared.cyclesAdded.map((members) => witnessOf(members, compared)),
  };
}

/** Whether two trees have the same paths: the layout of one is that of both. */
function haveSamePaths(a: Tree, b: Tree): boolean {
  if (a.entries.size !== b.entries.size) return false;
  const others = b.entries.keys();
  for (const path of a.entries.keys()) if (others.next().value !== path) return false;
  return true;
}

function layoutOfBoth(base: Tree, head: Tree): (path: string) => string {
  let namer: ((path: string) => string) | null = null;
  return (path) => {
    namer ??= moduleNamer(new Set([...base.entries.keys(), ...head.entries.keys()]));
    return namer(path);
  };
}

/** The witness of one of `cyclesAdded`, which are the runtime groups of files that gained. */
function witnessOf(members: readonly string[], { cycleChanges }: Pick<GraphComparison, 'cycleChanges'>) {
  const found = cycleChanges.find(
    ({ scope, over, kind, members: own }) =>
      scope === 'file' && over === 'runtime' && kind !== 'dissolved' && own[0] === members[0],
  );
  return found === undefined || found.edge === null ? null : { edge: found.edge, path: found.path };
}

/** Neither moved nor made executable alone: whoever imports it may notice. */
function hasOtherContent({ status, oldBlob, newBlob }: ChangedFile): boolean {
  return status !== 'removed' && oldBlob !== newBlob;
}

function hubsOf(
  change: Change,
  { edgesAdded, edgesRemoved }: Pick<GraphComparison, 'edgesAdded' | 'edgesRemoved'>,
  links: GraphComparison['links']['nodes'],
  settings: Settings,
): Hub[] {
  const ends = [...edgesAdded, ...edgesRemoved].flatMap(({ from, to }) => [nodeOf(from), to]);
  const touched = new Set([...ends, ...change.files.map(({ path }) => nodeOf(path))]);
  const governing = governingArchitecture(settings);
  return findHubs(links, touched, (node) => governing(`${node}/`).architecture.hubs);
}
