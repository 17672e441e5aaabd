import { join } from 'node:path';
import { buildModuleGraph } from '../evidence/graph/build-module-graph.ts';
import type { ModuleGraph } from '../evidence/graph/module-graph.ts';
import { renderGraphDot, renderGraphMermaid } from '../evidence/graph/render-graph.ts';
import { openLocalRepository } from '../source/open-local-repository.ts';
import { openFolderFactCache } from '../store/folder-fact-cache.ts';
import type { CommandLine } from './parse-command-line.ts';
import { showProgress } from './show-progress.ts';
import { cacheFolder, type Surroundings } from './surroundings.ts';

const renderers: Record<'json' | 'mermaid' | 'dot', (graph: ModuleGraph) => string> = {
  json: ({ files, edges, packages, cycles, unresolved }) =>
    `${JSON.stringify({ files, edges, packages, cycles, unresolved }, null, 2)}\n`,
  mermaid: renderGraphMermaid,
  dot: renderGraphDot,
};

/** `architect graph`: the module graph of one commit. */
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
    const { graph, coverage } = await buildModuleGraph(tree, { cache });
    progress.end();
    for (const { path, reason } of coverage.skipped) around.errors.write(`not read: ${path}: ${reason}\n`);
    around.output.write(renderers[line.format](graph));
  } finally {
    progress.end();
    await repository.close();
  }
}
