import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

type ObjectFormat = 'sha1' | 'sha256';

/** Where a repository's objects are, and how their ids are made. */
export interface ObjectStore {
  /** Absolute path of the folder of objects. */
  objects: string;
  /** Absolute path of the file that lists the commits whose parents were not cloned; need not exist. */
  shallow: string;
  format: ObjectFormat;
}

export interface IsolatedDirectory {
  /** Absolute path, for GIT_DIR. */
  path: string;
  remove(): Promise<void>;
}

/**
 * Makes an empty git directory of our own, in the temporary folder, that only borrows the repository's objects.
 * Git reads nothing else of the repository through it: no configuration, hooks, attributes (its HEAD has no commit),
 * drivers, filters, promisor remotes or replaced objects. That holds for every version of git, option by option it
 * would not.
 *
 * `standIns` are blobs that must not be read, too large or not there: in their place git sees a few binary bytes,
 * different for each, so they never look alike.
 */
export async function createIsolatedDirectory(
  store: ObjectStore,
  standIns: Iterable<string> = [],
): Promise<IsolatedDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'architect-git-'));
  const format = store.format === 'sha256' ? '\tobjectformat = sha256\n' : '';
  await mkdir(join(path, 'objects', 'info'), { recursive: true });
  await mkdir(join(path, 'refs'));
  await writeFile(
    join(path, 'config'),
    `[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n${format}`,
  );
  await writeFile(join(path, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(path, 'objects', 'info', 'alternates'), `${quote(store.objects)}\n`);
  await symlink(store.shallow, join(path, 'shallow'));
  await writeStandIns(path, store.format, [...standIns].sort());
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Quoted as C would, since a folder's name may begin with `#` or hold a line feed. */
function quote(path: string): string {
  const bytes = [...Buffer.from(path)].map((byte) =>
    byte < 0x20 || byte === 0x22 || byte === 0x5c || byte > 0x7e
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte),
  );
  return `"${bytes.join('')}"`;
}

async function writeStandIns(path: string, format: ObjectFormat, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const lines = ['# pack-refs with: peeled fully-peeled sorted '];
  for (const id of ids) {
    const content = Buffer.from(`\0${createHash('sha256').update(id).digest('hex')}`);
    const object = Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]);
    const name = createHash(format).update(object).digest('hex');
    await mkdir(join(path, 'objects', name.slice(0, 2)), { recursive: true });
    await writeFile(join(path, 'objects', name.slice(0, 2), name.slice(2)), deflateSync(object));
    lines.push(`${name} refs/replace/${id}`);
  }
  await writeFile(join(path, 'packed-refs'), `${lines.join('\n')}\n`);
}
