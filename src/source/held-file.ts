import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

/** A file that says that a running process holds something; other processes see whether its holder still lives. */
export interface HeldFile {
  release(): Promise<void>;
}

/** A living holder touches its file this often (ms); a file untouched for STALE has lost its holder. */
const HEARTBEAT = 5_000;
const STALE = 60_000;

/** What this very process holds: a restarted container may get the same host name and process id again. */
const held = new Set<string>();

/** Process ids compare only within one host and one process namespace. */
const HOME = `${hostname()} ${processNamespace()}`;

/**
 * Creates the file for this process, or gives null when a living process holds it. A file whose holder died, by its
 * process id on this host or else by a minute without a sign of life, is taken over.
 */
export async function holdFile(path: string): Promise<HeldFile | null> {
  await mkdir(dirname(path), { recursive: true });
  const state = await inspect(path);
  if (state === 'held') return null;
  if (state === 'stale') await removeStale(path);
  const token = randomUUID();
  const draft = `${path}.${token}`;
  // Written first and linked then: nobody ever sees the file without its content, and only one link succeeds.
  await writeFile(draft, JSON.stringify({ home: HOME, pid: process.pid, token }));
  held.add(token);
  try {
    await link(draft, path);
  } catch (error) {
    held.delete(token);
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, HEARTBEAT);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      if (!held.has(token)) return;
      if (parseHolder((await readText(path)) ?? '')?.token === token) await rm(path, { force: true });
      // Only now: as long as the file may be there, it must not look stale to others in this process.
      held.delete(token);
    },
  };
}

/** Whether a living process holds the file. */
export async function isHeld(path: string): Promise<boolean> {
  return (await inspect(path)) === 'held';
}

async function inspect(path: string): Promise<'absent' | 'held' | 'stale'> {
  const text = await readText(path);
  if (text === null) return 'absent';
  const status = await stat(path).catch(() => null);
  if (status !== null && isAlive(text, status.mtimeMs)) return 'held';
  // Tokens are unique: the same text again says that all this was about one file, and that its holder is gone. With
  // another text the file changed hands meanwhile.
  const again = await readText(path);
  if (again === null) return 'absent';
  return again === text && status !== null ? 'stale' : 'held';
}

function isAlive(text: string, touched: number): boolean {
  if (Date.now() - touched > STALE) return false;
  const holder = parseHolder(text);
  if (holder === null || holder.home !== HOME) return true;
  return holder.pid === process.pid ? held.has(holder.token) : isRunning(holder.pid);
}

/** Only one process at a time may remove a stale file, so that none removes the file of the one that came before it. */
async function removeStale(path: string): Promise<void> {
  const guard = `${path}.steal`;
  const status = await stat(guard).catch(() => null);
  if (status !== null && Date.now() - status.mtimeMs > STALE) await rm(guard, { force: true });
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch {
    return;
  }
  try {
    // Not when it is absent: another may create it at this very moment.
    if ((await inspect(path)) === 'stale') await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

function parseHolder(text: string): { home: string; pid: number; token: string } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
