/** Control characters, and those that turn the direction of writing. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]/;

/**
 * A text as one line: white space that breaks it becomes one blank, control characters and marks of direction go. A text
 * without any of them comes back as it is. Names from a repository can hold all of them.
 */
export function oneLine(text: string): string {
  if (!unseen.test(text)) return text;
  return text
    .replace(/[\s\u0085]+/g, (run) => (breaks.test(run) ? ' ' : run))
    .replace(new RegExp(unseen, 'gu'), '')
    .trim();
}
