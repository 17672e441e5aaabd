import { git, gitBytes } from './git.ts';
import type { JsonObject, Side } from './types.ts';

/** One line of a diff as a review comment can point at it. */
interface DiffLine {
  /** Line in the base file, null for an added line. */
  left: number | null;
  /** Line in the head file, null for a removed line. */
  right: number | null;
  text: string;
}

/** A changed file with its hunks, as GitHub's diff view shows it. */
export interface FileDiff {
  path: string;
  previousPath: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  sha: string;
  additions: number;
  deletions: number;
  /** The hunks' text from the first `@@` on; null for binary files and pure renames. */
  patch: string | null;
  hunks: { header: string; lines: DiffLine[] }[];
}

const cache = new Map<string, Promise<FileDiff[]>>();

/** The files between two commits by `git diff -U3` with renames at 50 %, sorted by git. */
export function readDiff(dir: string, from: string, to: string): Promise<FileDiff[]> {
  const key = `${dir} ${from} ${to}`;
  const known = cache.get(key) ?? computeDiff(dir, from, to);
  cache.set(key, known);
  return known;
}

async function computeDiff(dir: string, from: string, to: string): Promise<FileDiff[]> {
  const flags = [
    '--find-renames=50%',
    '--diff-algorithm=myers',
    '--no-ext-diff',
    '--no-textconv',
    '--full-index',
  ];
  const raw = (await gitBytes(dir, ['diff', '--raw', '-z', ...flags, from, to])).toString('utf8').split('\0');
  const files: FileDiff[] = [];
  const typeChanged = new Set<FileDiff>();
  for (let index = 0; index + 1 < raw.length; ) {
    const [oldMode, newMode, oldSha, newSha, letter = 'M'] = raw[index]!.slice(1).split(' ');
    const moved = letter.startsWith('R') || letter.startsWith('C');
    const first = raw[index + 1]!;
    const path = moved ? raw[index + 2]! : first;
    index += moved ? 3 : 2;
    files.push({
      path,
      previousPath: moved ? first : null,
      status: statusOf(letter, oldSha === newSha && oldMode !== newMode),
      sha: letter === 'D' ? oldSha! : newSha!,
      additions: 0,
      deletions: 0,
      patch: null,
      hunks: [],
    });
    if (letter === 'T') typeChanged.add(files.at(-1)!);
  }
  const patches = (await git(dir, ['diff', '-U3', ...flags, from, to]))
    .split(/^(?=diff --git )/m)
    .filter(Boolean);
  for (const file of files) {
    const text = patches.shift() ?? '';
    // A change of type (file to symlink) is two patches in git's text and has none in GitHub's list.
    if (typeChanged.has(file)) patches.shift();
    else readHunks(text, file);
  }
  return files;
}

function statusOf(letter: string, onlyMode: boolean): FileDiff['status'] {
  if (letter === 'A') return 'added';
  if (letter === 'D') return 'removed';
  if (letter.startsWith('R')) return 'renamed';
  if (letter.startsWith('C')) return 'copied';
  return letter === 'T' || onlyMode ? 'changed' : 'modified';
}

function readHunks(text: string, file: FileDiff): void {
  const start = text.search(/^@@ /m);
  if (start < 0) return;
  file.patch = text.slice(start).replace(/\n$/, '');
  let left = 0;
  let right = 0;
  for (const line of file.patch.split('\n')) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (header) {
      left = Number(header[1]);
      right = Number(header[2]);
      file.hunks.push({ header: line, lines: [] });
      continue;
    }
    const lines = file.hunks.at(-1)!.lines;
    if (line.startsWith('+')) {
      lines.push({ left: null, right: right++, text: line });
      file.additions += 1;
    } else if (line.startsWith('-')) {
      lines.push({ left: left++, right: null, text: line });
      file.deletions += 1;
    } else if (!line.startsWith('\\')) lines.push({ left: left++, right: right++, text: line });
  }
}

/** Where a line stands: its hunk and its index in it, or null when a comment cannot stand there. */
export function findLine(file: FileDiff, line: number, side: Side): { hunk: number; index: number } | null {
  for (const [hunk, { lines }] of file.hunks.entries()) {
    const index = lines.findIndex((candidate) =>
      side === 'RIGHT' ? candidate.right === line : candidate.left === line,
    );
    if (index >= 0) return { hunk, index };
  }
  return null;
}

/** The hunk's text down to the line, as GitHub gives it in `diff_hunk`. */
export function hunkUpTo(file: FileDiff, place: { hunk: number; index: number }): string {
  const hunk = file.hunks[place.hunk]!;
  return [hunk.header, ...hunk.lines.slice(0, place.index + 1).map((line) => line.text)].join('\n');
}

/** A changed file in the shape of GitHub's `diff-entry`. */
export function diffEntry(file: FileDiff, repositoryUrl: string, htmlUrl: string, head: string): JsonObject {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${htmlUrl}/blob/${head}/${path}`,
    raw_url: `${htmlUrl}/raw/${head}/${path}`,
    contents_url: `${repositoryUrl}/contents/${path}?ref=${head}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}
