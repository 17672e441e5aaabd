import { join } from 'node:path';
import { moduleNames } from '../evidence/architecture/module-names.ts';
import { buildModuleGraph } from '../evidence/graph/build-module-graph.ts';
import type { ModuleGraph } from '../evidence/graph/module-graph.ts';
import { renderGraphDot, renderGraphMermaid } from '../evidence/graph/render-graph.ts';
import { openLocalRepository } from '../source/open-local-repository.ts';
import { openFolderFactCache } from '../store/folder-fact-cache.ts';
import { readSettings } from './open-range.ts';
import type { CommandLine } from './parse-command-line.ts';
import { showProgress } from './show-progress.ts';
import { cacheFolder, type Surroundings } from './surroundings.ts';
import { warnOfSettings } from './warn-of-settings.ts';

const renderers: Record<'json' | 'mermaid' | 'dot', (graph: ModuleGraph) => string> = {
  json: ({ files, edges, packages, cycles, unresolved, resolution }) =>
    `${JSON.stringify({ files, edges, packages, cycles, unresolved, resolution }, null, 2)}\n`,
  mermaid: renderGraphMermaid,
  dot: renderGraphDot,
};

/** `architect graph`: the module graph of one commit, with modules as its settings name them. */
export async function printGraph(
  line: Extract<CommandLine, { command: 'graph' }>,
  around: Surroundings,
): Promise<void> {
  const progress = showProgress(around.errors);
  progress.onStage('reading the module graph');
  const repository = await openLocalRepository(line.repo);
  try {
    const tree = await repository.tree(await repository.resolve(line.ref));
    const cache = openFolderFactCache(join(cacheFolder(around), 'facts'));
    const inForce = await readSettings(tree, line.settings);
    const { graph, coverage } = await buildModuleGraph(tree, {
      cache,
      moduleOf: moduleNames(inForce.settings),
    });
    progress.end();
    warnOfSettings(inForce, around);
    for (const { path, reason } of coverage.skipped) around.errors.write(`not read: ${path}: ${reason}\n`);
    around.output.write(renderers[line.format](graph));
  } finally {
    progress.end();
    await repository.close();
  }
}
