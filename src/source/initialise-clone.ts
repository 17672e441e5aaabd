import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes an empty clone in a folder, or leaves the one there as it is. Written by hand, and put into place in one step:
 * a clone is there whole or not at all.
 */
export async function initialiseClone(directory: string): Promise<void> {
  if ((await stat(join(directory, 'HEAD')).catch(() => null)) !== null) return;
  const draft = `${directory}.${randomUUID()}.new`;
  await mkdir(join(draft, 'objects', 'pack'), { recursive: true });
  await mkdir(join(draft, 'objects', 'info'));
  await mkdir(join(draft, 'refs'));
  await writeFile(
    join(draft, 'config'),
    '[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tpartialClone = origin\n' +
      '[remote "origin"]\n\tpromisor = true\n\tpartialclonefilter = blob:none\n',
  );
  await writeFile(join(draft, 'HEAD'), 'ref: refs/heads/none\n');
  try {
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}
