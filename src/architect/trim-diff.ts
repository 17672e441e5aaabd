import type { Fact } from '../evidence/evidence.ts';
import type { ChangedFile, Hunk } from '../source/change.ts';
import { numberHunk } from './number-diff.ts';
import { rankFiles } from './rank-files.ts';
import { sanitiseName } from './sanitise-untrusted.ts';

/** A changed file as the model is shown it: its numbered hunks, or the reason why there are none. */
interface ShownFile {
  file: ChangedFile;
  /** Header and numbered hunks, ready to be fenced. */
  text: string;
}

export interface TrimmedDiff {
  /** Heaviest first. */
  shown: ShownFile[];
  /** Files in scope that are not shown, or not whole. */
  notShown: { path: string; reason: string }[];
  /** Every changed file with what happened to it and, where it is not shown, why. */
  listed: { file: ChangedFile; note: string }[];
}

/** One file may take at most this share of the budget, so that it does not hide all others. */
const fileShare = 0.5;
/** With less room than this, in characters, the beginning of a file says too little. */
const worthCutting = 4000;
/** Files whose comments a renderer or parser hides. */
const hidesComments = /\.(?:md|mdx|markdown|xml|csproj|fsproj|props|targets|svg|xaml)$/i;

/**
 * Chooses what of the diff fits into `budget` characters. Files that `outOfScope` gives a reason for are listed
 * only. Whole files are shown while they fit, then whole hunks, and of a file whose hunks are all too large (a long new
 * file is one hunk) the beginning; everything left out is recorded.
 */
export function trimDiff(
  files: readonly ChangedFile[],
  facts: readonly Fact[],
  options: { outOfScope: (file: ChangedFile) => string | null; budget: number },
): TrimmedDiff {
  const trimmed: TrimmedDiff = { shown: [], notShown: [], listed: [] };
  const notes = new Map<string, string>();
  let left = options.budget;
  for (const file of rankFiles(files, facts)) {
    const outOfScope = options.outOfScope(file);
    if (outOfScope !== null) {
      notes.set(file.path, outOfScope);
      continue;
    }
    if (file.hunks.length === 0) continue;
    const fitting = fitHunks(file, Math.min(left, Math.floor(options.budget * fileShare)));
    if (fitting.reason !== null) {
      trimmed.notShown.push({ path: file.path, reason: fitting.reason });
      notes.set(file.path, fitting.reason);
    }
    if (fitting.text === null) continue;
    left -= fitting.text.length;
    trimmed.shown.push({ file, text: fitting.text });
  }
  trimmed.notShown.sort((a, b) => (a.path < b.path ? -1 : 1));
  trimmed.listed = files.map((file) => ({ file, note: notes.get(file.path) ?? '' }));
  return trimmed;
}

function fitHunks(file: ChangedFile, budget: number): { text: string | null; reason: string | null } {
  const options = { comments: hidesComments.test(file.path) };
  const header = describeFile(file);
  const hunks: string[] = [];
  let room = budget - header.length;
  let left = 0;
  for (const hunk of file.hunks) {
    const text = numberHunk(atMost(hunk, room), options);
    if (hunk.lines.length > maxLines(room) || text.length + 1 > room) {
      left += 1;
      continue;
    }
    hunks.push(text);
    room -= text.length + 1;
  }
  const [first] = file.hunks;
  if (hunks.length === 0 && first !== undefined && room > worthCutting) {
    const lines = numberHunk(atMost(first, room), options).slice(0, room).split('\n').slice(0, -1);
    const reason = `only its first ${lines.length - 1} lines of diff are shown: it is too large`;
    return { text: [header, ...lines].join('\n'), reason };
  }
  if (hunks.length === 0)
    return { text: null, reason: 'left out: the diff is larger than what is shown at once' };
  return {
    text: [header, ...hunks].join('\n'),
    reason: left === 0 ? null : `${left} of ${file.hunks.length} hunks left out: the diff is too large`,
  };
}

/** The lines of a hunk that can fit at all: spares the work of numbering those that cannot. */
function atMost(hunk: Hunk, room: number): Hunk {
  return { ...hunk, lines: hunk.lines.slice(0, maxLines(room)) };
}

/** Each line has 15 characters of numbers and sign, and a line feed. */
function maxLines(room: number): number {
  return Math.max(0, Math.floor(room / 16));
}

function describeFile(file: ChangedFile): string {
  const from = file.previousPath === null ? '' : `\npath before: ${sanitiseName(file.previousPath, 500)}`;
  return `path: ${sanitiseName(file.path, 500)}${from}\nstatus: ${file.status}`;
}
