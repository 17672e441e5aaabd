import type { ChangedFile, FileStatus } from './change.ts';
import type { ComparedEntry } from './diff-commits.ts';
import { isGenerated } from './generated.ts';
import { languageOf } from './languages.ts';

const NONE = '000000';
const SUBMODULE = '160000';

/** A compared file in the words of the review; paths are given as the trees name them. */
export function describeFile(
  entry: ComparedEntry,
  paths: { old: string; new: string },
  markedGenerated: (path: string) => boolean | null,
): ChangedFile {
  const status = statusOf(entry);
  const path = status === 'removed' ? paths.old : paths.new;
  const submodule = entry.oldMode === SUBMODULE || entry.newMode === SUBMODULE;
  return {
    path,
    previousPath: status === 'renamed' || status === 'copied' ? paths.old : null,
    status,
    language: languageOf(path),
    binary: entry.binary,
    generated: markedGenerated(path) ?? isGenerated(path),
    oldMode: entry.oldMode === NONE ? null : entry.oldMode,
    newMode: entry.newMode === NONE ? null : entry.newMode,
    oldBlob: entry.oldMode === NONE ? null : entry.oldBlob,
    newBlob: entry.newMode === NONE ? null : entry.newBlob,
    hunks: entry.binary || submodule ? [] : entry.hunks,
    ...(entry.unread === null ? {} : { unread: entry.unread }),
  };
}

function statusOf(entry: ComparedEntry): FileStatus {
  if (entry.letter === 'A') return 'added';
  if (entry.letter === 'D') return 'removed';
  if (entry.letter === 'R') return 'renamed';
  if (entry.letter === 'C') return 'copied';
  return entry.oldBlob === entry.newBlob && entry.letter === 'M' ? 'changed' : 'modified';
}
