import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildModuleGraph } from '../../evidence/graph/build-module-graph.ts';
import { openLocalRepository } from '../../source/open-local-repository.ts';
import { openFolderFactCache } from '../../store/folder-fact-cache.ts';
import { settingsPath } from '../../worker/read-settings-in-force.ts';
import { InputError } from '../input-error.ts';
import type { CommandLine } from '../parse-command-line.ts';
import { showProgress } from '../show-progress.ts';
import { cacheFolder, type Surroundings } from '../surroundings.ts';
import { proposeArchitecture } from './propose-architecture.ts';
import { renderProposal } from './render-proposal.ts';

/**
 * `architect init`: proposes settings that hold in the repository today, on stdout or as its settings file. Throws an
 * {@link InputError} when the repository has no sources, or a settings file that would be overwritten.
 */
export async function printInit(
  line: Extract<CommandLine, { command: 'init' }>,
  around: Surroundings,
): Promise<void> {
  const progress = showProgress(around.errors);
  progress.onStage('reading the module graph');
  const repository = await openLocalRepository(line.repo);
  try {
    const commit = await repository.resolve(line.ref);
    const tree = await repository.tree(commit);
    const cache = openFolderFactCache(join(cacheFolder(around), 'facts'));
    const { graph, coverage } = await buildModuleGraph(tree, { cache });
    if (graph.files.length === 0) {
      throw new InputError(`no source of a language that is read stands at ${line.ref}: nothing to propose`);
    }
    const text = renderProposal(proposeArchitecture(graph), graph, commit);
    progress.end();
    for (const { path, reason } of coverage.skipped) around.errors.write(`not read: ${path}: ${reason}\n`);
    if (!line.write) {
      around.output.write(text);
      return;
    }
    const file = join(line.repo, settingsPath);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EEXIST' ? 'it stands already' : (error.code ?? 'unknown error');
      throw new InputError(`${file} was not written: ${reason}; without --write the proposal goes to stdout`);
    });
    around.output.write(`${file} written. Try it: architect check --settings ${file}\n`);
  } finally {
    progress.end();
    await repository.close();
  }
}
