import { isTestPath } from '../../source/test-files.ts';
import { governingArchitecture } from '../architecture/governing.ts';
import type { Detector, GraphEvidence } from '../detector.ts';
import type { Fact } from '../evidence.ts';
import { shortened } from './cycle-detector.ts';
import { findCycles } from './find-cycles.ts';
import { type Link, moduleLinks, type Names, nodeLinks } from './links.ts';
import { modulesOf } from './modules-of.ts';
import { witnessCycle } from './witness-cycle.ts';

/**
 * Import cycles at run time that stand in the tree whatever the change does, for settings that report `all`: a gate over
 * a whole tree. The settings that govern the file of the import on which the cycle is shown decide.
 */
export const standingCycleDetector: Detector = {
  name: 'standing cycles',
  rules: [
    {
      id: 'graph/cycle',
      severity: 'warning',
      description: 'A cycle of runtime imports stands in the tree',
    },
  ],
  async detect({ settings, graph }) {
    const all = [settings.architecture, ...settings.nested.map(({ architecture }) => architecture)];
    const coverage = { read: 0, skipped: [] };
    if (all.every(({ report }) => report !== 'all')) return { facts: [], coverage };
    const graphs = await graph();
    const governing = governingArchitecture(settings);
    const facts = standing(graphs).flatMap(({ scope, members, links }): Fact[] => {
      // Any import on it may be the one to cut: the first of the first member is shown.
      const witness = witnessCycle(members, links, links(members[0]!), () => true);
      if (witness === null || members.every(isTestPath)) return [];
      const { cycles, report } = governing(witness.edge.from).architecture;
      if (report !== 'all' || cycles.severity === 'off') return [];
      if (scope === 'module' && cycles.scope !== 'module') return [];
      const what = scope === 'module' ? 'A cycle of modules' : 'An import cycle';
      const size = `${members.length} ${scope === 'module' ? 'modules' : 'files'}`;
      return [
        {
          rule: 'graph/cycle',
          severity: cycles.severity,
          path: witness.edge.from,
          line: witness.edge.line,
          side: 'RIGHT',
          message: `${what} holds ${size}: ${shortened(witness.path).join(' → ')}`,
          data: { path: witness.path, scope, size: members.length, symbol: members[0] },
        },
      ];
    });
    return { facts, coverage };
  },
};

interface StandingCycle {
  scope: 'file' | 'module';
  members: string[];
  links(node: string): readonly Link[];
}

/** The cycles of the head that the change neither makes nor lets grow, which the cycle detector tells. */
function standing({ head, change }: GraphEvidence): StandingCycle[] {
  const moduleOf = modulesOf(head);
  const names: Names = { path: (path) => path, module: (path) => moduleOf(path) ?? '.' };
  const gained = new Set(change.cyclesAdded.map((members) => members.join('\0')));
  const runtime = (links: readonly Link[]) => {
    const byNode = Map.groupBy(
      links.filter(({ typeOnly }) => !typeOnly),
      ({ from }) => from,
    );
    return (node: string) => byNode.get(node) ?? [];
  };
  const modules = moduleLinks(head.edges, names);
  const [ofFiles, ofModules] = [runtime(nodeLinks(head.edges, names)), runtime(modules)];
  return [
    ...head.cycles
      .filter((members) => !gained.has(members.join('\0')))
      .map((members) => ({ scope: 'file' as const, members, links: ofFiles })),
    ...findCycles(modules).map((members) => ({ scope: 'module' as const, members, links: ofModules })),
  ];
}
