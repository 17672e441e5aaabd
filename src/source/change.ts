/**
 * GitHub's words for what happened to a file. `changed` is a change of mode only. A file that became a symlink or a
 * submodule, or the other way, is `modified`: its hunks are those git prints, all of the old and then all of the new.
 */
export type FileStatus = 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';

/** RIGHT is the head, LEFT the merge base: GitHub's names for the sides of a diff. */
export type Side = 'LEFT' | 'RIGHT';

/** One line of a hunk. Line numbers are 1-based; null on the side where the line does not stand. */
export interface DiffLine {
  kind: 'context' | 'added' | 'removed';
  oldLine: number | null;
  newLine: number | null;
  /** Without the line feed; a carriage return before it stays, since GitHub and git count it as content. */
  text: string;
  /** Set on the last line of a file that does not end with a line feed. */
  endsWithoutNewline?: true;
}

/** A hunk of `git diff -U3`, as its `@@` header says it: starts are 1-based, 0 for an empty side. */
export interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  lines: DiffLine[];
}

export interface ChangedFile {
  /** Path at head; for a removed file the path at the merge base. Always `/`-separated, decoded as UTF-8. */
  path: string;
  /** Path at the merge base of a renamed or copied file, else null. */
  previousPath: string | null;
  status: FileStatus;
  /** Lower-case name of the language (`typescript`, `python`, …), null when unknown. */
  language: string | null;
  binary: boolean;
  /** Generated or vendored: listed, never judged. */
  generated: boolean;
  /** Git's octal modes (`100644`, `100755`, `120000` symlink, `160000` submodule), null where absent. */
  oldMode: string | null;
  newMode: string | null;
  /** Blob ids (commit ids for submodules), null where absent. */
  oldBlob: string | null;
  newBlob: string | null;
  /** Empty for binary files, submodules, pure renames and mode changes. */
  hunks: Hunk[];
  /** Why a file that differs has no hunks although it may be text; goes to coverage. Absent when it was read. */
  unread?: string;
}

/** What is reviewed: everything between the merge base and the head. Files are sorted by path. */
export interface Change {
  /** Full commit ids. */
  base: string;
  head: string;
  mergeBase: string;
  files: ChangedFile[];
}
