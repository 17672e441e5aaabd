import { createHash } from 'node:crypto';
import { listFolderSettings } from '../evidence/settings/settings-files.ts';
import { parseNestedSettings, type SettingsFile } from '../settings/parse-settings.ts';
import type { SettingsProblem } from '../settings/settings.ts';
import type { Tree } from '../source/tree.ts';
import type { SettingsInForce } from './read-settings-in-force.ts';

/** Ours: services of a large monorepo, each with a file of its own. */
const mostFiles = 200;
/** As of any settings file. */
const mostBytes = 65_536;

/**
 * The settings in force with those that folders of a tree say (`<folder>/architect.yml`); the tree is that of the base
 * branch's tip, and its settings files are to be fetched already. A file that cannot be read is a problem.
 */
export async function addFolderSettings(inForce: SettingsInForce, tree: Tree): Promise<SettingsInForce> {
  const paths = await listFolderSettings(tree);
  if (paths.length === 0) return inForce;
  const unreadable: SettingsProblem[] = [];
  const refuse = (file: string, message: string) => unreadable.push({ file, line: 1, column: 1, message });
  const surplus = paths[mostFiles];
  if (surplus !== undefined) {
    refuse(
      surplus,
      `not read: only the first ${mostFiles} settings files of folders are, of ${paths.length}`,
    );
  }
  const readings = await tree.readMany(paths.slice(0, mostFiles));
  const files: SettingsFile[] = [];
  for (const file of paths.slice(0, mostFiles)) {
    const reading = readings.get(file);
    if (!reading?.found) refuse(file, `could not be read: ${reading?.reason ?? 'missing'}`);
    else if (reading.bytes.length > mostBytes) refuse(file, `larger than ${mostBytes} bytes: not read`);
    else files.push({ file, text: reading.bytes.toString('utf8') });
  }
  const { nested, problems: wrong } = parseNestedSettings(files);
  const settings = { ...inForce.settings, nested };
  const problems = [...inForce.problems, ...unreadable, ...wrong];
  const said = JSON.stringify([inForce.hash, nested, problems]);
  return {
    ...inForce,
    settings,
    problems,
    hash: createHash('sha256').update(said).digest('hex').slice(0, 16),
  };
}
