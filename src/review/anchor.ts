import type { Side } from '../source/change.ts';
import type { CommentableLines } from '../source/commentable-lines.ts';

/** Lines of a review comment on GitHub: `startLine` is null for one line. */
export interface Anchor {
  line: number;
  startLine: number | null;
}

/** More lines than this hide the code they speak of. */
const mostLines = 20;

/**
 * The lines of `from` to `to` (1-based, inclusive) that can carry one comment: the first run that the diff shows,
 * within one hunk, since GitHub refuses a whole review for one line outside of the diff. Null when it shows none.
 */
export function anchor(commentable: CommentableLines, side: Side, from: number, to: number): Anchor | null {
  let first = from;
  while (first <= to && !commentable.has(side, first)) first += 1;
  if (first > to) return null;
  const hunk = commentable.hunkOf(side, first);
  let last = first;
  while (last < to && last - first + 1 < mostLines && commentable.hunkOf(side, last + 1) === hunk) last += 1;
  return { line: last, startLine: last === first ? null : first };
}
