import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FactCache } from '../evidence/detector.ts';
import { type FolderBounds, sweepFolder } from './sweep-folder.ts';

/** Bytes of the file of one kind above which its older half goes. */
const defaultKindBytes = 64 * 1024 * 1024;
/** Of all files together, and how long one may be unused: about twenty large repositories, or two months. */
const defaultBounds: FolderBounds = {
  maxBytes: 512 * 1024 * 1024,
  maxAgeMilliseconds: 60 * 24 * 60 * 60 * 1000,
};
/** A file that is used is marked as such at most this often (ms). */
const markedEvery = 24 * 60 * 60 * 1000;
/** Files opened at once. */
const filesAtOnce = 32;

/**
 * Extracts in a folder, for the command line. Small ones of a kind stand in one file, one line per extract (`blob crc32
 * JSON`), found by an index of its lines and only ever appended to; kinds named `packs/…` hold few large extracts, each
 * in a file of its own that is written beside and moved into place. So several runs at once do not harm each other,
 * and what is damaged is as good as not there. The first extract that a run keeps makes it sweep the folder: files that
 * were not used for too long go, then the longest unused until the rest fits.
 * A folder that cannot be read or written only costs the extracts.
 */
export function openFolderFactCache(
  directory: string,
  maxKindBytes = defaultKindBytes,
  bounds = defaultBounds,
): FactCache {
  const kinds = new Map<string, Promise<LineFile>>();
  let swept: Promise<void> | null = null;
  const fileOf = (kind: string) => join(directory, `${encodeURIComponent(kind)}.facts`);
  const packOf = (kind: string, key: string) => join(directory, encodeURIComponent(kind), key);

  function load(kind: string): Promise<LineFile> {
    const loading = kinds.get(kind) ?? readLines(fileOf(kind));
    kinds.set(kind, loading);
    return loading;
  }

  return {
    async getMany(kind, blobs) {
      const found = new Map<string, string>();
      if (isPacked(kind)) {
        await eachOf(blobs.filter(isFileName), async (key) => {
          const extract = await readPack(packOf(kind, key));
          if (extract !== null) found.set(key, extract);
        });
        // They arrive in any order.
        return new Map(blobs.flatMap((key) => (found.has(key) ? [[key, found.get(key)!]] : [])));
      }
      const known = await load(kind);
      for (const blob of blobs) {
        const extract = known.get(blob);
        if (extract !== null) found.set(blob, extract);
      }
      return found;
    },
    async putMany(kind, extracts) {
      try {
        if (isPacked(kind)) await writePacks((key) => packOf(kind, key), extracts);
        else await append(await load(kind), fileOf(kind), extracts, maxKindBytes);
      } catch {
        // The extracts are not kept.
      }
      if (extracts.size === 0) return;
      swept ??= sweepFolder(directory, bounds);
      await swept;
    },
  };
}

function isPacked(kind: string): boolean {
  return kind.startsWith('packs/');
}

function isFileName(key: string): boolean {
  return /^[0-9a-f]{1,128}$/.test(key);
}

/** The first line is the CRC of what follows. */
async function readPack(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const end = text.indexOf('\n');
  const extract = text.slice(end + 1);
  if (end === -1 || crc32(extract).toString(16) !== text.slice(0, end)) return null;
  await markUsed(file);
  return extract;
}

async function writePacks(
  fileOf: (key: string) => string,
  extracts: ReadonlyMap<string, string>,
): Promise<void> {
  const all = [...extracts].filter(([key]) => isFileName(key));
  if (all.length === 0) return;
  await mkdir(dirname(fileOf('0')), { recursive: true });
  await eachOf(all, ([key, extract]) =>
    replace(fileOf(key), `${crc32(Buffer.from(extract)).toString(16)}\n${extract}`),
  );
}

/** Written beside it first: whoever reads meanwhile sees the old file or the new one. */
async function replace(file: string, content: string): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, content);
    await rename(fresh, file);
  } finally {
    await rm(fresh, { force: true });
  }
}

async function markUsed(file: string): Promise<void> {
  const status = await stat(file).catch(() => null);
  const now = new Date();
  if (status === null || now.getTime() - status.mtimeMs < markedEvery) return;
  await utimes(file, now, now).catch(() => {});
}

async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += filesAtOnce) {
    await Promise.all(all.slice(at, at + filesAtOnce).map(work));
  }
}

/** The lines of one file by blob, of which only those that are asked for are read. */
interface LineFile {
  has(blob: string): boolean;
  /** Null for a blob that is not there or whose line is damaged. */
  get(blob: string): string | null;
  set(blob: string, extract: string): void;
  /** Blobs in the order of their lines. */
  blobs(): Iterable<string>;
}

async function readLines(file: string): Promise<LineFile> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  if (bytes.length > 0) await markUsed(file);
  const lines = new Map<string, number>();
  const added = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const feed = bytes.indexOf(10, at);
    const end = feed === -1 ? bytes.length : feed;
    const space = bytes.indexOf(32, at);
    if (space > at && space < end) lines.set(bytes.toString('latin1', at, space), at);
    at = end + 1;
  }
  function get(blob: string): string | null {
    const known = added.get(blob);
    if (known !== undefined) return known;
    const at = lines.get(blob);
    if (at === undefined) return null;
    const end = bytes.indexOf(10, at);
    const extract = parseLine(bytes.toString('utf8', at, end === -1 ? bytes.length : end));
    // So that it is written again.
    if (extract === null) lines.delete(blob);
    return extract;
  }
  return {
    get,
    has: (blob) => get(blob) !== null,
    set: (blob, extract) => added.set(blob, extract),
    blobs: () => lines.keys(),
  };
}

async function append(
  known: LineFile,
  file: string,
  extracts: ReadonlyMap<string, string>,
  maxBytes: number,
): Promise<void> {
  const lines: string[] = [];
  for (const [blob, extract] of extracts) {
    if (/\s/.test(blob) || known.has(blob)) continue;
    known.set(blob, extract);
    lines.push(toLine(blob, extract));
  }
  if (lines.length === 0) return;
  await mkdir(dirname(file), { recursive: true });
  // Begins with a line feed: a line torn by a crash stays alone on its line.
  await appendFile(file, `\n${lines.join('\n')}\n`);
  if ((await stat(file)).size > maxBytes) await dropOlderHalf(file, maxBytes);
}

async function dropOlderHalf(file: string, maxBytes: number): Promise<void> {
  const stored = await readLines(file);
  const kept: string[] = [];
  let bytes = 0;
  for (const blob of [...stored.blobs()].reverse()) {
    const extract = stored.get(blob);
    if (extract === null) continue;
    const line = toLine(blob, extract);
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maxBytes / 2) break;
    kept.push(line);
  }
  await replace(file, `${kept.reverse().join('\n')}\n`);
}

function toLine(blob: string, extract: string): string {
  const json = JSON.stringify(extract);
  return `${blob} ${crc32(json).toString(16)} ${json}`;
}

function parseLine(line: string): string | null {
  const [, sum, json] = /^\S+ ([0-9a-f]+) (.*)$/s.exec(line) ?? [];
  if (sum === undefined || json === undefined || crc32(json).toString(16) !== sum) return null;
  return JSON.parse(json) as string;
}
