import type { Detector, DetectorContext, GraphEvidence } from '../detector.ts';
import type { Edge, Fact } from '../evidence.ts';
import { isAddedLine } from '../is-added-line.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { Witness } from './witness-cycle.ts';

/** Steps of a path that a sentence can carry. */
const mostSteps = 6;

/** Import cycles at run time that the change makes, lets grow, or breaks. */
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
    // The graph's own coverage is counted once, by whoever runs the detectors.
    const coverage = { read: 0, skipped: [] };
    return { facts: [...addedFacts(context, graphs), ...removedFacts(graphs)], coverage };
  },
};

function addedFacts({ change }: DetectorContext, graphs: GraphEvidence): Fact[] {
  const cyclicBefore = new Set(graphs.base.cycles.flat());
  const moduleOf = modulesOf(graphs.head);
  return graphs.change.cyclesAdded.flatMap((members, number) => {
    const witness = graphs.witnesses[number];
    if (!witness) return [];
    const grown = members.some((member) => cyclicBefore.has(member));
    const modules = [...new Set(members.map((member) => moduleOf.get(member) ?? '.'))].sort();
    const { edge } = witness;
    return [
      {
        rule: 'graph/new-cycle',
        severity: 'warning',
        path: edge.from,
        line: edge.line,
        side: 'RIGHT',
        message: sentence(members, witness, grown, modules),
        data: {
          closedBy: { from: edge.from, to: edge.to },
          grown,
          modules,
          onAddedLine: isAddedLine(change, edge.from, edge.line),
          path: witness.path,
          size: members.length,
        },
      },
    ];
  });
}

function sentence(
  members: readonly string[],
  witness: Witness,
  grown: boolean,
  modules: readonly string[],
): string {
  const across = modules.length > 1 ? ` across ${modules.length} modules` : '';
  const what = grown
    ? `This import makes an import cycle grow to ${members.length} files${across}`
    : `This import closes a new import cycle of ${members.length} files${across}`;
  return `${what}: ${shortened(witness.path).join(' → ')}`;
}

function shortened(path: readonly string[]): string[] {
  if (path.length <= mostSteps + 1) return [...path];
  return [...path.slice(0, mostSteps - 1), `… ${path.length - mostSteps - 1} more …`, ...path.slice(-2)];
}

function removedFacts(graphs: GraphEvidence): Fact[] {
  const runtimeAfter = new Set(
    graphs.head.edges.filter(({ typeOnly }) => !typeOnly).map(({ from, to }) => `${from}\0${to}`),
  );
  const moduleOf = modulesOf(graphs.base);
  return graphs.change.cyclesRemoved.map((members) => {
    const inside = new Set(members);
    const within = ({ from, to }: Edge) => inside.has(from) && inside.has(to);
    const cut = graphs.change.edgesRemoved.find((edge) => within(edge) && !edge.typeOnly);
    const stays = graphs.head.cycles.some((cycle) => cycle.filter((member) => inside.has(member)).length > 1);
    return {
      rule: 'graph/cycle-removed',
      severity: 'note',
      path: cut?.from ?? members[0]!,
      line: cut?.line ?? null,
      side: 'LEFT',
      message: `${stays ? 'An import cycle shrinks' : 'An import cycle is gone'}: it held ${members.length} files around ${members[0]}`,
      data: {
        modules: [...new Set(members.map((member) => moduleOf.get(member) ?? '.'))].sort(),
        removed:
          cut !== undefined && !runtimeAfter.has(`${cut.from}\0${cut.to}`)
            ? { from: cut.from, to: cut.to }
            : null,
        size: members.length,
        stays,
      },
    };
  });
}

function modulesOf(graph: ModuleGraph): Map<string, string> {
  return new Map(graph.files.map(({ path, module }) => [path, module]));
}
