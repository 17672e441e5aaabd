import { endOfName } from '../scanning/names.ts';
import { isSpace, skipTrivia } from './characters.ts';

const fromFolder = /^(?:__DIR__|dirname\(__FILE__\))$/i;
const fromAbove = /^(?:dirname\(__DIR__\)|dirname\(dirname\(__FILE__\)\))$/i;

/**
 * The path of the `require` or `include` whose keyword ends at `at`: `./a.php` when it is said from the file's own folder
 * (`__DIR__ . '/a.php'`), else as it is written. Null when it is no literal.
 */
export function readInclude(text: string, at: number): string | null {
  let position = skipTrivia(text, at);
  let isOpen = false;
  if (text.charCodeAt(position) === 40 /* ( */) {
    isOpen = true;
    position = skipTrivia(text, position + 1);
  }
  let base = '';
  const end = endOfBase(text, position);
  if (end > position) {
    const written = text.slice(position, end);
    if (fromFolder.test(written)) base = '.';
    else if (fromAbove.test(written)) base = '..';
    else return null;
    position = skipTrivia(text, end);
    if (text.charCodeAt(position) !== 46 /* . */) return null;
    position = skipTrivia(text, position + 1);
  }
  const path = readString(text, position);
  if (path === null || path === '') return null;
  position = skipTrivia(text, position + path.length + 2);
  if (isOpen && text.charCodeAt(position) === 41 /* ) */) position = skipTrivia(text, position + 1);
  const next = text.charCodeAt(position);
  // `'a' . b` and `'a'[0]` are something else.
  if (next === 46 || next === 91) return null;
  if (base === '') return /[./]/.test(path) ? path.replace(/^(?:\.\/)+/, '') : null;
  return path.startsWith('/') ? base + path : null;
}

/** The end of `__DIR__` or of calls of `dirname` around it; `at` when no name stands there. */
function endOfBase(text: string, at: number): number {
  let end = endOfName(text, at);
  // Two calls, one in the other, are the most that is understood.
  for (let depth = 0; depth < 2 && text.charCodeAt(end) === 40; depth++) end = endOfName(text, end + 1);
  while (
    end > at &&
    text.charCodeAt(end) === 41 &&
    text.slice(at, end).split('(').length > text.slice(at, end).split(')').length
  ) {
    end++;
  }
  return end - at > 100 ? at : end;
}

/** A string without escapes and without variables. */
function readString(text: string, at: number): string | null {
  const quote = text.charCodeAt(at);
  if (quote !== 34 && quote !== 39) return null;
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) return text.slice(at + 1, end);
    if (code === 92 || code === 10 || (quote === 34 && code === 36)) return null;
    if (isSpace(code) && code !== 32) return null;
  }
  return null;
}
