import type { Change } from '../source/change.ts';

/** Whether a line of a file at head was added or changed. Lines are 1-based. */
export function isAddedLine(change: Change, path: string, line: number): boolean {
  const file = change.files.find((changed) => changed.path === path && changed.status !== 'removed');
  for (const hunk of file?.hunks ?? []) {
    if (line < hunk.newStart || line >= hunk.newStart + hunk.newLines) continue;
    return hunk.lines.some((one) => one.kind === 'added' && one.newLine === line);
  }
  return false;
}
