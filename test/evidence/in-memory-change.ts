import type { Change, ChangedFile, DiffLine, FileStatus } from '../../src/source/change.ts';
import { isGenerated } from '../../src/source/generated.ts';
import { languageOf } from '../../src/source/languages.ts';
import { blobOf, type Files } from './in-memory-tree.ts';

/** The change between two sets of files, each changed file as one hunk; `renames` by old path. A double of git's. */
export function inMemoryChange(base: Files, head: Files, renames: Record<string, string> = {}): Change {
  const olds = new Map(Object.entries(renames).map(([old, path]) => [path, old]));
  const files: ChangedFile[] = [];
  for (const path of [...new Set([...Object.keys(base), ...Object.keys(head)])].sort()) {
    const old = olds.get(path);
    if (old !== undefined) files.push(file('renamed', path, base[old], head[path], old));
    else if (!(path in base)) files.push(file('added', path, undefined, head[path]));
    else if (!(path in head)) {
      if (renames[path] === undefined) files.push(file('removed', path, base[path], undefined));
    } else if (base[path] !== head[path]) files.push(file('modified', path, base[path], head[path]));
  }
  return { base: 'b'.repeat(40), head: 'a'.repeat(40), mergeBase: 'b'.repeat(40), files };
}

function file(
  status: FileStatus,
  path: string,
  before: string | undefined,
  after: string | undefined,
  previousPath: string | null = null,
): ChangedFile {
  const old = before?.split('\n') ?? [];
  const now = after?.split('\n') ?? [];
  const lines: DiffLine[] = [];
  old.forEach((text, at) => {
    if (!now.includes(text)) lines.push({ kind: 'removed', oldLine: at + 1, newLine: null, text });
  });
  now.forEach((text, at) => {
    const oldLine = old.indexOf(text) + 1;
    if (oldLine === 0) lines.push({ kind: 'added', oldLine: null, newLine: at + 1, text });
    else lines.push({ kind: 'context', oldLine, newLine: at + 1, text });
  });
  return {
    path,
    previousPath,
    status,
    language: languageOf(path),
    binary: false,
    generated: isGenerated(path),
    oldMode: before === undefined ? null : '100644',
    newMode: after === undefined ? null : '100644',
    oldBlob: before === undefined ? null : blobOf(before),
    newBlob: after === undefined ? null : blobOf(after),
    hunks:
      before === after
        ? []
        : [{ oldStart: 1, oldLines: old.length, newStart: 1, newLines: now.length, lines }],
  };
}
