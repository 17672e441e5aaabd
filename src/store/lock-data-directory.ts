import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process works on the data directory: two PGlite processes on one directory lose rows silently. */
export class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError';
}

/** Held until `release` is called or the process ends, however it ends. */
export interface DataDirectoryLock {
  release(): void;
}

/**
 * Locks a data directory for this process, creating it when it is missing.
 *
 * The lock is the operating system's own file lock, taken through the SQLite that Node carries, since Node
 * has no `flock`: it dies with the process (kill -9 too), so there is no stale lock to detect and no process
 * id that could have been given to somebody else. The id in `lock.pid` only names the holder in the message.
 *
 * @throws {DataDirectoryInUseError} when another process, or this one, holds it; says who and how to mend.
 */
export async function lockDataDirectory(directory: string): Promise<DataDirectoryLock> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const pidFile = join(directory, 'lock.pid');
  const lock = new DatabaseSync(join(directory, 'lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    const pid = (await readFile(pidFile, 'utf8').catch(() => '')).trim();
    const holder = /^\d+$/.test(pid) ? `process ${pid}` : 'another process';
    throw new DataDirectoryInUseError(
      `The data directory ${directory} is in use by ${holder}. Stop that process, give this one a DATA_DIR of its own, ` +
        'or set DATABASE_URL to a Postgres server, which several processes can share.',
      { cause: error },
    );
  }
  await writeFile(pidFile, `${process.pid}\n`);
  return { release: () => lock.close() };
}

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}
