import { isTestPath } from '../../source/test-files.ts';
import { governingArchitecture } from '../architecture/governing.ts';
import type { Detector, DetectorContext } from '../detector.ts';
import type { Edge, Fact, GraphChange, Hub } from '../evidence.ts';
import { isAddedLine } from '../is-added-line.ts';
import { nodeOf } from './build-module-graph.ts';

/** Nodes that this change makes ones that too many import, or that import too many: each once, when it happens. */
export const hubDetector: Detector = {
  name: 'hubs',
  rules: [
    {
      id: 'graph/hub',
      severity: 'note',
      description: 'A file comes to be imported by many, or to import many',
    },
  ],
  async detect(context) {
    const { change } = await context.graph();
    const governing = governingArchitecture(context.settings);
    const facts = change.hubs.flatMap((hub) => {
      const { severity, ...limits } = governing(`${hub.path}/`).architecture.hubs;
      if (severity === 'off') return [];
      return (['importers', 'imports'] as const).flatMap((kind): Fact[] => {
        const { base, head } = hub[kind];
        const limit = limits[kind];
        if (base > limit || head <= limit) return [];
        const edge = newImport(context, change, hub, kind);
        if (edge === null) return [];
        return [
          {
            rule: 'graph/hub',
            severity,
            path: edge.from,
            line: edge.line,
            side: 'RIGHT',
            message: sentence(hub, kind, limit),
            data: { base, head, kind, limit, symbol: hub.path },
          },
        ];
      });
    });
    return { facts, coverage: { read: 0, skipped: [] } };
  },
};

/** An import that raised the number: one on an added line rather than one that moved, by path. */
function newImport(
  context: DetectorContext,
  { edgesAdded }: GraphChange,
  { path }: Hub,
  kind: 'importers' | 'imports',
): Edge | null {
  const own = edgesAdded.filter(
    ({ from, to }) =>
      !isTestPath(from) &&
      (kind === 'importers' ? to === path && nodeOf(from) !== path : nodeOf(from) === path),
  );
  return own.find(({ from, line }) => isAddedLine(context.change, from, line)) ?? own[0] ?? null;
}

function sentence({ path, importers, imports }: Hub, kind: 'importers' | 'imports', limit: number): string {
  return kind === 'importers'
    ? `${path} is now imported by ${importers.head}, above the limit of ${limit} (${importers.base} before)`
    : `${path} now imports ${imports.head}, above the limit of ${limit} (${imports.base} before)`;
}
