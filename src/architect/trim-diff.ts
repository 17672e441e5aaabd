import picomatch from 'picomatch';
import type { Fact } from '../evidence/evidence.ts';
import type { ChangedFile } from '../source/change.ts';
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
/** Files whose comments a renderer or parser hides. */
const hidesComments = /\.(?:md|mdx|markdown|xml|csproj|fsproj|props|targets|svg|xaml)$/i;

/**
 * Chooses what of the diff fits into `budget` characters. Files out of scope (generated, binary, ignored) are listed
 * only. Whole files are shown while they fit, then whole hunks, never half a hunk; everything left out is recorded.
 */
export function trimDiff(
  files: readonly ChangedFile[],
  facts: readonly Fact[],
  options: { ignore: readonly string[]; budget: number },
): TrimmedDiff {
  const ignored = options.ignore.length > 0 ? picomatch([...options.ignore], { dot: true }) : () => false;
  const trimmed: TrimmedDiff = { shown: [], notShown: [], listed: [] };
  const notes = new Map<string, string>();
  let left = options.budget;
  for (const file of rankFiles(files, facts)) {
    const outOfScope = reasonOutOfScope(file, ignored);
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

function reasonOutOfScope(file: ChangedFile, ignored: (path: string) => boolean): string | null {
  if (ignored(file.path)) return 'ignored by the settings';
  if (file.generated) return 'generated or vendored';
  if (file.binary) return 'binary';
  return null;
}

function fitHunks(file: ChangedFile, budget: number): { text: string | null; reason: string | null } {
  const options = { comments: hidesComments.test(file.path) };
  const header = describeFile(file);
  const hunks: string[] = [];
  let length = header.length;
  let left = 0;
  for (const hunk of file.hunks) {
    // A hunk of this many lines cannot fit: spare the work of numbering it.
    const text = hunk.lines.length * 16 > budget ? null : numberHunk(hunk, options);
    if (text === null || length + text.length + 1 > budget) {
      left += 1;
      continue;
    }
    hunks.push(text);
    length += text.length + 1;
  }
  if (hunks.length === 0)
    return { text: null, reason: 'left out: the diff is larger than what is shown at once' };
  return {
    text: [header, ...hunks].join('\n'),
    reason: left === 0 ? null : `${left} of ${file.hunks.length} hunks left out: the diff is too large`,
  };
}

function describeFile(file: ChangedFile): string {
  const from = file.previousPath === null ? '' : `\npath before: ${sanitiseName(file.previousPath, 500)}`;
  return `path: ${sanitiseName(file.path, 500)}${from}\nstatus: ${file.status}`;
}
