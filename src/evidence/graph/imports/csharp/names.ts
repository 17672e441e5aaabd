import { skipTrivia } from '../scanning/skip.ts';

const word = new Uint8Array(128);
for (let code = 48; code <= 57; code++) word[code] = 1;
for (let code = 65; code <= 90; code++) word[code] = word[code + 32] = 1;
word[95] = 1;

/** Whether a character can be part of a name of C#. */
export function isNameCharacter(code: number): boolean {
  if (code < 128) return word[code] === 1;
  return code !== 0xa0 && code !== 0x2028 && code !== 0x2029 && code !== 0xfeff;
}

/** The end of the name that begins at `at`. */
export function endOfName(text: string, at: number): number {
  let end = at;
  while (end < text.length && isNameCharacter(text.charCodeAt(end))) end++;
  return end;
}

/**
 * The dotted name that begins at `at`, without what stands before `::`, the signs `@` and any white space, and where it
 * ends; null when none begins there.
 */
export function readQualifiedName(text: string, at: number): { name: string; end: number } | null {
  let name = '';
  let position = at;
  for (;;) {
    const start = text.charCodeAt(position) === 64 /* @ */ ? position + 1 : position;
    const end = endOfName(text, start);
    if (end === start) return name === '' ? null : { name, end: position };
    name = name === '' ? text.slice(start, end) : `${name}.${text.slice(start, end)}`;
    position = end;
    const next = skipTrivia(text, end);
    const code = text.charCodeAt(next);
    if (code === 46 /* . */) position = skipTrivia(text, next + 1);
    else if (code === 58 /* : */ && text.charCodeAt(next + 1) === 58) {
      name = '';
      position = skipTrivia(text, next + 2);
    } else return { name, end };
  }
}
