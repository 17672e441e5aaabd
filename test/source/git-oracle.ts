import type { Hunk } from '../../src/source/change.ts';
import { gitBytes } from '../doubles/git-fixture.ts';

/**
 * The patch of each changed file by git's own porcelain, one `git diff` per file: a way of its own, so that a fault in
 * reading one long patch cannot hide. Sorted by the bytes of the paths.
 */
export function gitPatches(repository: string, from: string, to: string): Map<string, string> {
  const names = gitBytes(repository, ['diff', '-z', '-M50%', '--name-status', from, to])
    .toString()
    .split('\0');
  const files: string[][] = [];
  for (let at = 0; at + 1 < names.length; ) {
    const renamed = /^[RC]/.test(names[at]!);
    files.push(renamed ? [names[at + 2]!, names[at + 1]!] : [names[at + 1]!]);
    at += renamed ? 3 : 2;
  }
  files.sort((a, b) => Buffer.compare(Buffer.from(a[0]!), Buffer.from(b[0]!)));
  const diff = ['--literal-pathspecs', 'diff', '-U3', '-M50%', from, to, '--'];
  return new Map(files.map((paths) => [paths[0]!, gitBytes(repository, [...diff, ...paths]).toString()]));
}

/** The hunk headers of a patch of one file, as `-1,2 +3,4`. */
export function hunkRanges(patch: string): string[] {
  const headers = [...patch.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)];
  return headers.map(([, a, b = '1', c, d = '1']) => `-${a},${b} +${c},${d}`);
}

/** Which lines a patch of one file shows, as `LEFT 3` or `RIGHT 4`, with the index of their hunk. */
export function shownLines(patch: string): Map<string, number> {
  const shown = new Map<string, number>();
  let hunk = -1;
  let [left, right] = [0, 0];
  for (const line of patch.split('\n')) {
    const header = /^@@ -(\d+)\S* \+(\d+)/.exec(line);
    if (header !== null) {
      hunk += 1;
      [left, right] = [Number(header[1]), Number(header[2])];
    } else if (hunk >= 0) {
      if (line.startsWith('-') || line.startsWith(' ')) shown.set(`LEFT ${left++}`, hunk);
      if (line.startsWith('+') || line.startsWith(' ')) shown.set(`RIGHT ${right++}`, hunk);
    }
  }
  return shown;
}

/** Rebuilds the new content from the old and the hunks; throws where a hunk does not fit the old content. */
export function applyHunks(old: Buffer, hunks: readonly Hunk[]): Buffer {
  const lines = old.toString('utf8').split(/(?<=\n)/);
  const result: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    // For an empty old side the header names the line before; an empty new side likewise.
    const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    result.push(...lines.slice(at, start));
    at = start;
    for (const line of hunk.lines) {
      const text = line.endsWithoutNewline ? line.text : `${line.text}\n`;
      if (line.kind !== 'added') {
        if (lines[at] !== text) throw new Error(`Line ${at + 1} is not what the hunk says`);
        at += 1;
        if (line.oldLine !== at) throw new Error(`Old line ${line.oldLine} stands at ${at}`);
      }
      if (line.kind !== 'removed') {
        result.push(text);
        if (line.newLine !== result.length)
          throw new Error(`New line ${line.newLine} stands at ${result.length}`);
      }
    }
  }
  return Buffer.from([...result, ...lines.slice(at)].join(''));
}
