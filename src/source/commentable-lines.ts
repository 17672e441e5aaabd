import type { ChangedFile, Side } from './change.ts';

/** Which lines of a file's diff may carry a review comment on GitHub. Line numbers are 1-based. */
export interface CommentableLines {
  has(side: Side, line: number): boolean;
  /** Index of the hunk the line stands in, null when in none; both ends of a range need the same. */
  hunkOf(side: Side, line: number): number | null;
}

/**
 * GitHub takes comments on every line that the diff shows: RIGHT added and context lines, LEFT removed and context
 * lines (https://docs.github.com/rest/pulls/comments). Files without hunks have none.
 */
export function commentableLines(file: Pick<ChangedFile, 'hunks'>): CommentableLines {
  function hunkOf(side: Side, line: number): number | null {
    if (!Number.isInteger(line)) return null;
    // Hunks are few and each covers one run of lines per side, so the headers answer.
    const index = file.hunks.findIndex((hunk) => {
      const start = side === 'LEFT' ? hunk.oldStart : hunk.newStart;
      const count = side === 'LEFT' ? hunk.oldLines : hunk.newLines;
      return line >= start && line < start + count;
    });
    return index === -1 ? null : index;
  }
  return { has: (side, line) => hunkOf(side, line) !== null, hunkOf };
}
