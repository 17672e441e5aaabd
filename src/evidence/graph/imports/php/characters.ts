import { endOfName, isWord } from '../scanning/names.ts';

/** The end of a name with its namespace, `A\B\C`, that begins at `at`; a leading `\` belongs to it. */
export function endOfPath(text: string, at: number): number {
  let end = endOfName(text, text.charCodeAt(at) === 92 ? at + 1 : at);
  while (text.charCodeAt(end) === 92 && isWord(text.charCodeAt(end + 1))) end = endOfName(text, end + 1);
  return end;
}

/** Whether a char code is white space, lines' ends included. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** The first position from `at` that is neither white space nor in a comment. */
export function skipTrivia(text: string, at: number): number {
  let position = at;
  for (;;) {
    const code = text.charCodeAt(position);
    if (isSpace(code)) {
      position++;
      continue;
    }
    const end = endOfComment(text, position, code);
    if (end === position) return position;
    position = end;
  }
}

/**
 * The end of the comment that begins at `at` with the character `code`; `at` when none does. One of a line also ends
 * where the code does, at `?>`.
 */
export function endOfComment(text: string, at: number, code: number): number {
  const next = text.charCodeAt(at + 1);
  if (code === 47 /* / */ && next === 42 /* * */) {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  const isLine = code === 47 ? next === 47 : code === 35 /* # */ && next !== 91; /* [ begins an attribute */
  if (!isLine) return at;
  let end = at;
  for (; end < text.length; end++) {
    const here = text.charCodeAt(end);
    if (here === 10 || here === 13 || (here === 63 && text.charCodeAt(end + 1) === 62)) break;
  }
  return end;
}
