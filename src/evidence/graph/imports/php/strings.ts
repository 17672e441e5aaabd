import { endOfName, isWord } from '../scanning/names.ts';

/** A string in which code may stand: up to its quote, or up to the line that begins with `id` in a heredoc. */
export interface Template {
  close: number;
  /** The word that ends a heredoc; null for a string. */
  id: string | null;
  interpolates: boolean;
}

/** The end of the string in single quotes that begins at `at`. */
export function endOfSingleQuoted(text: string, at: number): number {
  for (let position = at + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 39) return position + 1;
    if (code === 92 /* \ */) position++;
  }
  return text.length;
}

/**
 * Reads on in a template from `at`: to behind its end, or to behind the brace of `{$` and `${`, where code begins.
 */
export function skipTemplate(
  text: string,
  at: number,
  { close, id, interpolates }: Template,
): { end: number; isCode: boolean } {
  if (id !== null && (at === 0 || text.charCodeAt(at - 1) === 10)) {
    const end = endOfHeredoc(text, at, id);
    if (end !== -1) return { end, isCode: false };
  }
  for (let position = at; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 92 /* \ */ && interpolates) {
      if (text.charCodeAt(position + 1) !== 10) position++;
    } else if (id === null && code === close) {
      return { end: position + 1, isCode: false };
    } else if (code === 123 /* { */ && interpolates) {
      const opens = text.charCodeAt(position + 1) === 36 || text.charCodeAt(position - 1) === 36;
      if (opens && (position > at || text.charCodeAt(position + 1) === 36))
        return { end: position + 1, isCode: true };
    } else if (code === 10 && id !== null) {
      const end = endOfHeredoc(text, position + 1, id);
      if (end !== -1) return { end, isCode: false };
    }
  }
  return { end: text.length, isCode: false };
}

/** The heredoc or nowdoc whose `<<<` is at `at`, with the position of its first line; null when none begins there. */
export function readHeredoc(text: string, at: number): { template: Template; end: number } | null {
  let start = at + 3;
  while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) start++;
  const quote = text.charCodeAt(start);
  const isQuoted = quote === 34 || quote === 39;
  if (isQuoted) start++;
  let end = endOfName(text, start);
  const id = text.slice(start, end);
  if (id === '' || (isQuoted && text.charCodeAt(end) !== quote)) return null;
  if (isQuoted) end++;
  if (text.charCodeAt(end) === 13) end++;
  if (text.charCodeAt(end) !== 10) return null;
  return { template: { close: 0, id, interpolates: quote !== 39 }, end: end + 1 };
}

/** Where a heredoc ends on the line that begins at `at`; minus one when it goes on. */
function endOfHeredoc(text: string, at: number, id: string): number {
  let start = at;
  while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) start++;
  const end = start + id.length;
  return text.startsWith(id, start) && !isWord(text.charCodeAt(end)) ? end : -1;
}
