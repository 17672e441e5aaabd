import type { Hunk } from '../source/change.ts';
import { sanitiseLines } from './sanitise-untrusted.ts';

/** Longer lines are cut for the model: nobody writes them by hand, and one could eat the whole budget. */
const maxLine = 600;
const signs = { context: ' ', added: '+', removed: '-' } as const;

/**
 * One hunk as the model reads it: old number, new number, sign, text; sanitised, long lines cut.
 * `comments`: whether hidden comments are removed (see SanitiseOptions).
 */
export function numberHunk(hunk: Hunk, options: { comments: boolean }): string {
  const texts = sanitiseLines(
    hunk.lines.map((line) => line.text.slice(0, maxLine * 4).replace(/\r$/, '')),
    options,
  );
  const lines = hunk.lines.map((line, i) => {
    const text = texts[i] as string;
    const shown =
      text.length > maxLine ? `${text.slice(0, maxLine).toWellFormed()}[removed: rest of line]` : text;
    return `${number(line.oldLine)} ${number(line.newLine)} ${signs[line.kind]}${shown}`;
  });
  const range = `-${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines}`;
  return [`@@ ${range} @@`, ...lines].join('\n');
}

function number(line: number | null): string {
  return (line === null ? '' : String(line)).padStart(6);
}
