import { readFile } from 'node:fs/promises';
import type { Limits } from '../settings/environment.ts';
import type { SettingsProblem } from '../settings/settings.ts';
import { openLocalRepository } from '../source/open-local-repository.ts';
import type { Repository } from '../source/repository.ts';
import type { Tree } from '../source/tree.ts';
import { addFolderSettings } from '../worker/add-folder-settings.ts';
import { type SettingsInForce, settingsOf, settingsPath } from '../worker/read-settings-in-force.ts';
import { InputError } from './input-error.ts';
import type { LocalRange } from './parse-command-line.ts';

/** The command line is run by who pays for it. */
const noLimits: Limits = { models: [], dollarsPerReview: Infinity, dollarsPerDay: Infinity };

export interface OpenRange {
  repository: Repository;
  commits: { base: string; head: string; mergeBase: string };
  inForce: SettingsInForce;
}

/**
 * Opens a repository and pins a range of its commits, with the settings of the base commit or of a file in their
 * place. Close the repository afterwards. Throws a GitError, an UnknownRevisionError, a NoMergeBaseError or an
 * {@link InputError}.
 */
export async function openRange(range: LocalRange): Promise<OpenRange> {
  const repository = await openLocalRepository(range.repo);
  try {
    const base = await repository.resolve(range.base);
    const head = await repository.resolve(range.head);
    const mergeBase = await repository.mergeBase(base, head);
    const inForce = await readSettings(await repository.tree(base), range.settings);
    return { repository, commits: { base, head, mergeBase }, inForce };
  } catch (error) {
    await repository.close();
    throw error;
  }
}

/**
 * Settings of a tree, or of a file that stands in for the repository's; those of folders are the tree's. Throws
 * {@link InputError} when the file cannot be read.
 */
export async function readSettings(tree: Tree, file: string | null): Promise<SettingsInForce> {
  return addFolderSettings(await readRepositorySettings(tree, file), tree);
}

async function readRepositorySettings(tree: Tree, file: string | null): Promise<SettingsInForce> {
  if (file !== null) return settingsOf([{ file, text: await readText(file) }], noLimits);
  const reading = await tree.read(settingsPath);
  if (reading.found) {
    return settingsOf([{ file: settingsPath, text: reading.bytes.toString('utf8') }], noLimits);
  }
  return settingsOf([], noLimits, unreadSettings(tree, reading.reason));
}

/** Where people put the file by mistake. */
const misplaced = /^(?:(?:\.github\/)?architect\.ya?ml)$/i;

/** Settings that are there and are not read must not look like none. */
function unreadSettings(tree: Tree, reason: string): SettingsProblem[] {
  const problem = (file: string, message: string) => ({ file, line: 1, column: 1, message });
  if (reason !== 'absent') return [problem(settingsPath, `could not be read: ${reason}`)];
  const paths = [...tree.entries.keys()];
  if (paths.some((path) => path.startsWith(`${settingsPath}/`))) {
    return [problem(settingsPath, 'is a folder: the settings are a file of that name')];
  }
  return paths
    .filter((path) => misplaced.test(path))
    .map((path) => problem(path, `is not read: the settings stand in ${settingsPath}`));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(
      `--settings ${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`,
    );
  }
}
