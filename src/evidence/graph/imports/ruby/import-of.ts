import { endOfName, isWord } from '../scanning/names.ts';
import { skipBlanks } from './characters.ts';
import { keyword } from './keywords.ts';

/**
 * What the call of a method of `keyword`'s imports, named at [at, end), imports by a literal path; null when it does not.
 * Of methods of other objects (`isMember`), only `Kernel`'s require and load, and anyone's autoload, import.
 */
export function importOf(
  text: string,
  kind: number,
  at: number,
  end: number,
  isMember: boolean,
): string | null {
  if (kind === keyword.autoload) return readAutoloadArgument(text, end);
  if (isMember && !/(?:^|[^\w.])Kernel\.$/.test(text.slice(Math.max(0, at - 8), at))) return null;
  const path = readPathArgument(text, end);
  if (path === null) return null;
  const isRelative = path.startsWith('./') || path.startsWith('../');
  if (kind === keyword.requireRelative) return isRelative ? path : `./${path}`;
  return isRelative ? `$PWD/${path.replace(/^\.\//, '')}` : path;
}

/**
 * The literal string that is the only argument of the call whose name ends at `at` (`require 'a'`, `require("a")`);
 * null when the argument is anything else: interpolated, escaped, joined with another.
 */
function readPathArgument(text: string, at: number): string | null {
  const start = enterArguments(text, at);
  return start === -1 ? null : readString(text, start);
}

/** The path of `autoload :Name, 'path'`, whose name ends at `at`. */
function readAutoloadArgument(text: string, at: number): string | null {
  let position = enterArguments(text, at);
  if (position === -1) return null;
  const code = text.charCodeAt(position);
  if (code === 58 /* : */) {
    const end = endOfName(text, position + 1);
    if (end === position + 1) return null;
    position = end;
  } else if (code === 34 || code === 39) {
    const end = endOfName(text, position + 1);
    if (text.charCodeAt(end) !== code) return null;
    position = end + 1;
  } else {
    return null;
  }
  position = skipBlanks(text, position);
  if (text.charCodeAt(position) !== 44 /* , */) return null;
  return readString(text, skipLines(text, position + 1));
}

/** Where the first argument begins, minus one when there is none. */
function enterArguments(text: string, at: number): number {
  const start = skipBlanks(text, at);
  return text.charCodeAt(start) === 40 /* ( */ ? skipLines(text, start + 1) : start;
}

function skipLines(text: string, at: number): number {
  let position = skipBlanks(text, at);
  while (text.charCodeAt(position) === 10) position = skipBlanks(text, position + 1);
  return position;
}

function readString(text: string, at: number): string | null {
  const quote = text.charCodeAt(at);
  if (quote !== 34 && quote !== 39) return null;
  let end = at + 1;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) break;
    if (end >= text.length || code === 10 || code === 92 /* \ */) return null;
    if (code === 35 /* # */ && quote === 34 && text.charCodeAt(end + 1) === 123) return null;
  }
  return end > at + 1 && endsArgument(text, end + 1) ? text.slice(at + 1, end) : null;
}

/** Whether what follows a string leaves it as it is: `'a' + b` and `'a'.b` do not. */
function endsArgument(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  if (next >= text.length) return true;
  const code = text.charCodeAt(next);
  if (isWord(code)) return true;
  return '\n;),}#&|]:\0'.includes(text[next]!) && !(code === 38 && text[next + 1] === '.');
}
