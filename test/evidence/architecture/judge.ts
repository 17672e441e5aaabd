import { architectureDetector } from '../../../src/evidence/architecture/architecture-detector.ts';
import { compileRules, findBreaches } from '../../../src/evidence/architecture/find-breaches.ts';
import type { Fact, Skipped } from '../../../src/evidence/evidence.ts';
import type { ModuleGraph } from '../../../src/evidence/graph/module-graph.ts';
import { unchangedGraph } from '../../../src/evidence/graph/unchanged-graph.ts';
import { parseNestedSettings, parseSettings } from '../../../src/settings/parse-settings.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import { inMemoryChange } from '../in-memory-change.ts';
import { inMemoryTree } from '../in-memory-tree.ts';

/** Settings of an architecture and of folders with files of their own; throws when something is wrong with them. */
export function settingsOf(architecture: string, folders: Record<string, string> = {}): Settings {
  const asFile = (text: string) => `architecture:\n${text.replace(/^/gm, '  ')}\n`;
  const { settings, problems } = parseSettings([
    { file: '.github/architect.yml', text: asFile(architecture) },
  ]);
  const { nested, problems: others } = parseNestedSettings(
    Object.entries(folders).map(([folder, text]) => ({
      file: `${folder}/architect.yml`,
      text: asFile(text),
    })),
  );
  const [problem] = [...problems, ...others];
  if (problem !== undefined) throw new Error(`${problem.file}:${problem.line}: ${problem.message}`);
  return { ...settings, nested };
}

/**
 * A graph from arrows: `src/a.ts > src/b.ts`, `src/a.ts ~ src/b.ts` for a type-only import, `src/a.ts > npm:pg`, and a
 * path alone for a file. What looks like no file is a folder; `npm:fs` is Node's own.
 */
export function graphOf(...arrows: string[]): ModuleGraph {
  const files = new Set<string>();
  const graph: ModuleGraph = {
    ...{ files: [], edges: [], packages: [], externals: [], cycles: [], unresolved: [], resolution: [] },
  };
  for (const [at, arrow] of arrows.entries()) {
    const [from = '', sign, to = ''] = arrow.split(' ');
    files.add(from);
    const line = at + 1;
    const typeOnly = sign === '~';
    const [prefix, imported] = to.split(/:(.*)/s);
    if (imported !== undefined) {
      const name = imported === 'fs' ? null : imported;
      graph.externals.push({ from, prefix: prefix!, imported, package: name, line, typeOnly });
    } else if (to !== '') {
      if (to.split('/').pop()!.includes('.')) files.add(to);
      graph.edges.push({ from, to, line, typeOnly });
    }
  }
  graph.files = [...files].sort().map((path) => ({ path, language: 'typescript', module: '.' }));
  graph.edges.sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
  return graph;
}

/** Breaches in a graph, excepted or not, as `rule kind: from > to`. */
export function breachesIn(settings: Settings, graph: ModuleGraph): string[] {
  return findBreaches(graph, compileRules(settings))
    .map(
      ({ verdict, from, to }) =>
        `${verdict.rule.rule.name} ${verdict.kind}: ${from}${to === null ? '' : ` > ${to}`}`,
    )
    .sort();
}

/** What the detector says of the change from one graph to another. */
export async function factsOf(
  settings: Settings,
  base: ModuleGraph,
  head: ModuleGraph,
  options: { renames?: Record<string, string>; today?: string; touched?: string[]; unread?: Skipped[] } = {},
): Promise<Fact[]> {
  const texts = (graph: ModuleGraph, mark: string) =>
    Object.fromEntries(
      graph.files.map(({ path }) => [path, (options.touched ?? []).includes(path) ? mark : '']),
    );
  const [before, after] = [texts(base, 'before'), texts(head, 'after')];
  const { facts } = await architectureDetector.detect({
    change: inMemoryChange(before, after, options.renames),
    base: inMemoryTree(before),
    head: inMemoryTree(after),
    settings,
    graph: async () => ({
      base,
      head,
      change: unchangedGraph,
      witnesses: [],
      coverage: { read: head.files.length, skipped: options.unread ?? [] },
    }),
    cache: { getMany: async () => new Map(), putMany: async () => undefined },
    today: options.today ?? '2026-06-15',
  });
  return facts;
}
