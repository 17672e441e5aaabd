import { join } from 'node:path';
import type { Skipped } from '../../evidence/evidence.ts';
import { gatherEvidence } from '../../evidence/gather-evidence.ts';
import { languages } from '../../evidence/graph/imports/languages.ts';
import { largestFile } from '../../evidence/graph/scan-sources.ts';
import { createScope } from '../../review/scope.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Change } from '../../source/change.ts';
import type { Tree } from '../../source/tree.ts';
import { openFolderFactCache } from '../../store/folder-fact-cache.ts';
import { settingsPath } from '../../worker/read-settings-in-force.ts';
import { InputError } from '../input-error.ts';
import { openRange } from '../open-range.ts';
import type { CheckFormat, CommandLine } from '../parse-command-line.ts';
import { showProgress } from '../show-progress.ts';
import { cacheFolder, type Surroundings } from '../surroundings.ts';
import { warnOfSettings } from '../warn-of-settings.ts';
import { type CheckReport, isOfGate, rulesInForce } from './check-report.ts';
import { renderCheckGitHub } from './render-check-github.ts';
import { renderCheckJunit } from './render-check-junit.ts';
import { renderCheckSarif } from './render-check-sarif.ts';
import { renderCheckText } from './render-check-text.ts';

const renderers: Record<CheckFormat, (report: CheckReport) => string> = {
  text: renderCheckText,
  github: renderCheckGitHub,
  sarif: renderCheckSarif,
  junit: renderCheckJunit,
};

const isSource = (path: string) => languages.some((language) => language.classify(path) !== null);

/**
 * `architect check`: the rules of the settings as a gate. Resolves to 1 when an error was found. Throws an
 * {@link InputError} when the settings are wrong or something failed: a gate that cannot judge must not open.
 */
export async function printCheck(
  { range, format }: Extract<CommandLine, { command: 'check' }>,
  around: Surroundings,
): Promise<0 | 1> {
  const progress = showProgress(around.errors);
  progress.onStage('reading the change');
  const { repository, commits, inForce } = await openRange({ ...range, base: range.base ?? range.head });
  try {
    if (inForce.problems.length > 0) {
      progress.end();
      warnOfSettings(inForce, around);
      throw new InputError('the settings are wrong, so nothing was checked: mend what is listed above');
    }
    const settings = range.base === null ? judgingAll(inForce.settings) : inForce.settings;
    const change = await repository.change(commits);
    const [base, head] = await Promise.all([
      repository.tree(commits.mergeBase),
      repository.tree(commits.head),
    ]);
    progress.onStage('checking');
    const cache = openFolderFactCache(join(cacheFolder(around), 'facts'));
    const { facts, coverage, graph } = await gatherEvidence({ change, base, head, settings, cache });
    const report: CheckReport = {
      base: range.base === null ? null : commits.mergeBase,
      head: commits.head,
      facts: facts.filter(isOfGate),
      rules: rulesInForce(settings, range.settings ?? settingsPath),
      files: graph.head.files,
      skipped: coverage.skipped,
      unjudged: unjudgedSources(change, settings),
      resolution: graph.resolution,
    };
    progress.end();
    around.output.write(renderers[format](report));
    const failure = coverage.skipped.find(({ path }) => path === '');
    if (failure !== undefined) throw new InputError(`not everything could be checked: ${failure.reason}`);
    const unread = range.base === null ? [] : await unreadChanges(change, settings, coverage.skipped, head);
    if (unread.length > 0) {
      const names = unread.slice(0, 5).join(', ');
      throw new InputError(
        `${unread.length} changed files could not be read, so the gate stays shut: ${names}`,
      );
    }
    return report.facts.some(({ severity }) => severity === 'error') ? 1 : 0;
  } finally {
    progress.end();
    await repository.close();
  }
}

/** Changed sources that are out of scope: a name or a mark must not hide them without a word. */
function unjudgedSources({ files }: Change, settings: Settings): Skipped[] {
  const scope = createScope(settings);
  return files.flatMap((file) => {
    const reason = file.status === 'removed' || !isSource(file.path) ? null : scope(file);
    return reason === null ? [] : [{ path: file.path, reason }];
  });
}

/** Changed files in scope whose head could not be read: what they break is unknown, which is not nothing. */
async function unreadChanges(
  { files }: Change,
  settings: Settings,
  skipped: readonly Skipped[],
  head: Tree,
): Promise<string[]> {
  const scope = createScope(settings);
  const paths = new Set(skipped.map(({ path }) => path));
  const candidates = files.filter((file) => paths.has(file.path) && scope(file) === null);
  const readings = await head.readMany(candidates.map(({ path }) => path));
  return candidates
    .map(({ path }) => path)
    .filter((path) => {
      const reading = readings.get(path);
      if (reading?.found) {
        return reading.bytes.includes(0) || (isSource(path) && reading.bytes.length > largestFile);
      }
      return reading?.reason !== 'absent';
    });
}

/** The whole tree is checked: what stands there since long counts as what is new. */
function judgingAll(settings: Settings): Settings {
  const all = (architecture: Settings['architecture']) => ({ ...architecture, report: 'all' as const });
  return {
    ...settings,
    architecture: all(settings.architecture),
    nested: settings.nested.map((one) => ({ ...one, architecture: all(one.architecture) })),
  };
}
