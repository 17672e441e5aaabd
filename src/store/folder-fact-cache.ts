import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FactCache } from '../evidence/detector.ts';

/** Bytes of one kind's file above which its older half goes. */
const defaultMaxBytes = 64 * 1024 * 1024;

/**
 * Extracts in a folder, for the command line: one file per kind, one line per extract (`blob crc32 JSON`),
 * read whole at first use and only ever appended to, so that several runs at once do not harm each other.
 * Lines that are damaged are ignored, and a folder that cannot be read or written only costs the extracts.
 */
export function openFolderFactCache(directory: string, maxBytes = defaultMaxBytes): FactCache {
  const kinds = new Map<string, Promise<Map<string, string>>>();
  const fileOf = (kind: string) => join(directory, `${encodeURIComponent(kind)}.facts`);

  function load(kind: string): Promise<Map<string, string>> {
    const loading = kinds.get(kind) ?? readExtracts(fileOf(kind));
    kinds.set(kind, loading);
    return loading;
  }

  return {
    async getMany(kind, blobs) {
      const known = await load(kind);
      const found = new Map<string, string>();
      for (const blob of blobs) {
        const extract = known.get(blob);
        if (extract !== undefined) found.set(blob, extract);
      }
      return found;
    },
    async putMany(kind, extracts) {
      const known = await load(kind);
      const added: string[] = [];
      for (const [blob, extract] of extracts) {
        if (/\s/.test(blob) || known.has(blob)) continue;
        known.set(blob, extract);
        added.push(toLine(blob, extract));
      }
      if (added.length === 0) return;
      await append(directory, fileOf(kind), added, maxBytes).catch(() => {});
    },
  };
}

/** Extracts by blob; damaged lines are left out, so that their blobs are written again. */
async function readExtracts(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const extracts = new Map<string, string>();
  for (const line of text.split('\n')) {
    const extract = parseLine(line);
    if (extract !== null) extracts.set(line.slice(0, line.indexOf(' ')), extract);
  }
  return extracts;
}

async function append(directory: string, file: string, lines: string[], maxBytes: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  // Begins with a line feed: a line torn by a crash stays alone on its line.
  await appendFile(file, `\n${lines.join('\n')}\n`);
  if ((await stat(file)).size > maxBytes) await dropOlderHalf(file, maxBytes);
}

async function dropOlderHalf(file: string, maxBytes: number): Promise<void> {
  const kept: string[] = [];
  let bytes = 0;
  for (const [blob, extract] of [...(await readExtracts(file))].reverse()) {
    const line = toLine(blob, extract);
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maxBytes / 2) break;
    kept.push(line);
  }
  const fresh = `${file}.${process.pid}`;
  try {
    await writeFile(fresh, `${kept.reverse().join('\n')}\n`);
    await rename(fresh, file);
  } finally {
    await rm(fresh, { force: true });
  }
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
