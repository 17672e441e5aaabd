import { isGenerated } from '../../source/generated.ts';
import { generatedByAttributes } from '../../source/generated-attributes.ts';
import type { Tree } from '../../source/tree.ts';
import { folderOf } from '../graph/paths.ts';

/** Where a repository keeps its settings. */
const repositoryFile = '.github/architect.yml';

/** Whether a path is the repository's settings file or that of a folder. */
export function isSettingsFile(path: string): boolean {
  return path === repositoryFile || isFolderSettingsFile(path);
}

/** Whether a path is the settings file of a folder: `<folder>/architect.yml`, outside what is vendored or generated. */
export function isFolderSettingsFile(path: string): boolean {
  const folder = folderOf(path);
  return (
    folder !== '' &&
    path === `${folder}/architect.yml` &&
    !folder.split('/').includes('.github') &&
    !isGenerated(path)
  );
}

/** The settings files of folders in a tree, sorted; those that its .gitattributes call vendored or generated are none. */
export async function listFolderSettings(tree: Tree): Promise<string[]> {
  const found = [...tree.entries.values()].filter(
    // A link is one that cannot be read, which is to be said; a submodule is no file.
    ({ path, mode }) => mode !== '160000' && isFolderSettingsFile(path),
  );
  if (found.length === 0) return [];
  const marked = await generatedByAttributes(tree);
  return found
    .map(({ path }) => path)
    .filter((path) => marked(path) !== true)
    .sort();
}
