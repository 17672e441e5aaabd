import { join } from 'node:path';
import type { Evidence } from '../evidence/evidence.ts';
import { gatherEvidence } from '../evidence/gather-evidence.ts';
import { openFolderFactCache } from '../store/folder-fact-cache.ts';
import { openRange } from './open-range.ts';
import type { CommandLine } from './parse-command-line.ts';
import { showProgress } from './show-progress.ts';
import { cacheFolder, type Surroundings } from './surroundings.ts';
import { warnOfSettings } from './warn-of-settings.ts';

/** `architect evidence`: the facts alone, as JSON. The same range gives the same bytes. */
export async function printEvidence(
  { range }: Extract<CommandLine, { command: 'evidence' }>,
  around: Surroundings,
): Promise<void> {
  const progress = showProgress(around.errors);
  progress.onStage('reading the change');
  const { repository, commits, inForce } = await openRange(range);
  try {
    const change = await repository.change(commits);
    const [base, head] = await Promise.all([
      repository.tree(commits.mergeBase),
      repository.tree(commits.head),
    ]);
    progress.onStage('gathering evidence');
    const cache = openFolderFactCache(join(cacheFolder(around), 'facts'));
    const evidence = await gatherEvidence({ change, base, head, settings: inForce.settings, cache });
    progress.end();
    warnOfSettings(inForce, around);
    around.output.write(evidenceJson(evidence));
  } finally {
    progress.end();
    await repository.close();
  }
}

/** The evidence for programs: documented fields only, in a fixed order. */
function evidenceJson(evidence: Evidence): string {
  const { schemaVersion, base, head, mergeBase, files, graph, facts, coverage } = evidence;
  const document = {
    ...{ schemaVersion, base, head, mergeBase },
    files: files.map(({ path, previousPath, status, language, binary, generated, hunks }) => ({
      ...{ path, previousPath, status, language, binary, generated },
      hunks: hunks.map(({ oldStart, oldLines, newStart, newLines }) => ({
        oldStart,
        oldLines,
        newStart,
        newLines,
      })),
    })),
    ...{ graph, facts, coverage },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
