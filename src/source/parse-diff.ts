import type { DiffLine, Hunk } from './change.ts';
import { GitError } from './git-error.ts';
import { unquotePath } from './unquote-path.ts';

/** One file of `git diff-tree --raw -p`: what the raw line says, with the hunks of its patch. */
export interface DiffEntry {
  oldMode: string;
  newMode: string;
  oldBlob: string;
  newBlob: string;
  /** Git's letter: A, C, D, M, R, T. */
  letter: string;
  /** Bytes of the paths; equal but for renames and copies. */
  oldPath: Buffer;
  newPath: Buffer;
  binary: boolean;
  hunks: Hunk[];
  /** Why hunks were dropped, null when all are here. */
  dropped: string | null;
}

export interface DiffLimits {
  /** Most lines of hunks that one file may have before its hunks are dropped. */
  linesPerFile: number;
  /** Most lines of hunks kept over all files; the files after it lose theirs. */
  lines: number;
}

/** Takes the output of `git diff-tree --raw -p` (without `-z`, quoted paths) piece by piece. */
export interface DiffParser {
  take(chunk: Buffer): void;
  /** Call once after the last piece. Throws {@link GitError} when the output ended in the middle. */
  end(): DiffEntry[];
}

const HUNK_HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const PLUS = 43;
const MINUS = 45;
const SPACE = 32;
const BACKSLASH = 92;

/**
 * A parser in linear time. Paths come from the raw lines, where they cannot be mistaken; lines of a hunk are taken by
 * the numbers in its header, so that no content can pass for a header.
 */
export function createDiffParser(limits: DiffLimits): DiffParser {
  const entries: DiffEntry[] = [];
  const headers: string[] = [];
  let rest: Buffer[] = [];
  let inPatches = false;
  let index = -1;
  let seen = 0;
  let total = 0;
  let fileLines = 0;
  let hunk: Hunk | null = null;
  let oldLeft = 0;
  let newLeft = 0;
  let oldLine = 0;
  let newLine = 0;
  let last: DiffLine | null = null;

  function rawLine(line: Buffer): void {
    const tab = line.indexOf(9);
    const [oldMode = '', newMode = '', oldBlob = '', newBlob = '', status = ''] = line
      .toString('latin1', 1, tab)
      .split(' ');
    const second = line.indexOf(9, tab + 1);
    const first = line.subarray(tab + 1, second === -1 ? line.length : second);
    const other = second === -1 ? first : line.subarray(second + 1);
    entries.push({
      oldMode,
      newMode,
      oldBlob,
      newBlob,
      letter: status.slice(0, 1),
      oldPath: Buffer.from(unquotePath(first)),
      newPath: Buffer.from(unquotePath(other)),
      binary: false,
      hunks: [],
      dropped: null,
    });
    headers.push(`diff --git ${prefixed('a/', first)} ${prefixed('b/', other)}`);
  }

  /** Patches stand in the order of the raw lines; a change of type has two, removal and creation. */
  function patchHeader(line: string): void {
    if (entries[index]?.letter === 'T' && seen === 1 && headers[index] === line) {
      seen = 2;
      return;
    }
    do index += 1;
    while (index < entries.length && headers[index] !== line);
    if (index === entries.length) {
      throw new GitError('failed', 'The patch that git printed does not follow its own list of files');
    }
    seen = 1;
    fileLines = 0;
  }

  function hunkHeader(line: string): void {
    const match = HUNK_HEADER.exec(line);
    if (match === null) return;
    const [, oldStart, oldLines = '1', newStart, newLines = '1'] = match;
    hunk = {
      oldStart: Number(oldStart),
      oldLines: Number(oldLines),
      newStart: Number(newStart),
      newLines: Number(newLines),
      lines: [],
    };
    oldLeft = hunk.oldLines;
    newLeft = hunk.newLines;
    oldLine = hunk.oldStart;
    newLine = hunk.newStart;
    last = null;
    if (entries[index]?.dropped === null) entries[index]?.hunks.push(hunk);
  }

  function hunkLine(line: Buffer): void {
    const sign = line[0];
    if (sign !== PLUS) oldLeft -= 1;
    if (sign !== MINUS) newLeft -= 1;
    const entry = entries[index]!;
    if (entry.dropped === null) {
      fileLines += 1;
      total += 1;
      if (fileLines > limits.linesPerFile) drop(entry, `its diff has more than ${limits.linesPerFile} lines`);
      else if (total > limits.lines) drop(entry, `the whole diff has more than ${limits.lines} lines`);
    }
    if (entry.dropped !== null) return;
    const text = line.toString('utf8', 1);
    if (sign === PLUS) last = { kind: 'added', oldLine: null, newLine: newLine++, text };
    else if (sign === MINUS) last = { kind: 'removed', oldLine: oldLine++, newLine: null, text };
    else last = { kind: 'context', oldLine: oldLine++, newLine: newLine++, text };
    hunk!.lines.push(last);
  }

  function drop(entry: DiffEntry, reason: string): void {
    entry.dropped = reason;
    entry.hunks = [];
    last = null;
    total -= fileLines;
  }

  function take(line: Buffer): void {
    if (!inPatches) {
      if (line.length === 0) inPatches = true;
      else rawLine(line);
      return;
    }
    const sign = line[0];
    if (oldLeft > 0 || newLeft > 0) {
      if (sign === SPACE || sign === PLUS || sign === MINUS) {
        hunkLine(line);
        return;
      }
      if (sign !== BACKSLASH)
        throw new GitError('failed', 'A hunk that git printed ended before its last line');
    }
    if (sign === BACKSLASH) {
      if (last !== null) last.endsWithoutNewline = true;
      return;
    }
    const text = line.toString('latin1');
    if (text.startsWith('@@ ')) hunkHeader(text);
    else if (text.startsWith('diff --git ')) patchHeader(text);
    else if (text.startsWith('Binary files ') && entries[index] !== undefined) entries[index]!.binary = true;
  }

  return {
    take(chunk) {
      let at = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, at)) {
        const piece = chunk.subarray(at, end);
        take(rest.length === 0 ? piece : Buffer.concat([...rest, piece]));
        rest = [];
        at = end + 1;
      }
      if (at < chunk.length) rest.push(chunk.subarray(at));
    },
    end() {
      if (oldLeft > 0 || newLeft > 0 || rest.length > 0) {
        throw new GitError('failed', 'The diff that git printed ended in the middle');
      }
      return entries;
    },
  };
}

/** A path as the `diff --git` line has it, from its form in the raw line: the prefix goes inside the quotes. */
function prefixed(prefix: string, printed: Buffer): string {
  const text = printed.toString('latin1');
  return printed[0] === 34 ? `"${prefix}${text.slice(1)}` : `${prefix}${text}`;
}
