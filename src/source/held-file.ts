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
  if (await isHeld(path)) return null;
  await removeStale(path);
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
      if (held.delete(token) && (await readToken(path)) === token) await rm(path, { force: true });
    },
  };
}

/** Whether a living process holds the file. */
export async function isHeld(path: string): Promise<boolean> {
  const [text, status] = await Promise.all([
    readFile(path, 'utf8').catch(() => null),
    stat(path).catch(() => null),
  ]);
  if (text === null || status === null) return false;
  if (Date.now() - status.mtimeMs > STALE) return false;
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
    if (!(await isHeld(path))) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function readToken(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : (parseHolder(text)?.token ?? null);
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
