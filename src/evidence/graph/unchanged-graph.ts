import type { GraphChange } from '../evidence.ts';

/** The graph's change of a change that touches no file of the graph, and of one whose graph could not be read. */
export const unchangedGraph: GraphChange = {
  base: { files: 0, edges: 0, cycles: 0 },
  head: { files: 0, edges: 0, cycles: 0 },
  edgesAdded: [],
  edgesRemoved: [],
  cyclesAdded: [],
  cyclesRemoved: [],
  packagesAdded: [],
  packagesRemoved: [],
  moduleEdgesAdded: [],
  moduleEdgesRemoved: [],
  cycleChanges: [],
  blastRadius: { changed: 0, files: 0, share: 0, tests: 0, modules: [] },
  hubs: [],
  resolution: [],
  diagram: '',
};
