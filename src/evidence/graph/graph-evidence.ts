import type { Change } from '../../source/change.ts';
import type { Tree } from '../../source/tree.ts';
import type { FactCache, GraphEvidence } from '../detector.ts';
import type { Edge } from '../evidence.ts';
import { isAddedLine } from '../is-added-line.ts';
import { buildModuleGraph } from './build-module-graph.ts';
import { compareGraphs, renamesOf } from './compare-graphs.ts';
import { createExtracts } from './extracts.ts';
import { renderDiagram } from './render-diagram.ts';
import { unchangedGraph } from './unchanged-graph.ts';
import { outgoing, witnessCycle } from './witness-cycle.ts';

/**
 * Builds both graphs of a change and compares them. Blobs that both trees have are scanned once, and those the cache
 * knows not at all. Throws only when a tree cannot be read.
 */
export async function readGraphs(input: {
  change: Change;
  base: Tree;
  head: Tree;
  cache?: FactCache;
}): Promise<GraphEvidence> {
  const extracts = createExtracts(input.cache);
  const base = await buildModuleGraph(input.base, { extracts });
  // A head that marks its sources as vendored would hide them from its own review.
  const head = await buildModuleGraph(input.head, { extracts, attributesOf: input.base });
  const renames = renamesOf(input.change);
  const unread = new Set([
    ...base.coverage.skipped.map(({ path }) => renames.get(path) ?? path),
    ...head.coverage.skipped.map(({ path }) => path),
  ]);
  const { runtimeAdded, ...rest } = compareGraphs(base.graph, head.graph, renames, unread);
  const comparison = { ...rest, runtimeAdded };

  const edgesFrom = outgoing(head.graph.edges);
  const isNew = ({ from, line }: Edge) => isAddedLine(input.change, from, line);
  const witnesses = rest.cyclesAdded.map((members) => witnessCycle(members, edgesFrom, runtimeAdded, isNew));
  const drawn = witnesses.filter((witness) => witness !== null);
  const diagram = renderDiagram(comparison, { base: base.graph, head: head.graph }, drawn);

  // What could not be read at base makes imports look new, so it counts too.
  const skipped = new Map(
    [...base.coverage.skipped, ...head.coverage.skipped].map((file) => [file.path, file]),
  );
  return {
    base: base.graph,
    head: head.graph,
    change: { ...unchangedGraph, ...rest, resolution: head.graph.resolution, diagram },
    coverage: { read: head.coverage.read, skipped: [...skipped.values()] },
    witnesses,
  };
}
