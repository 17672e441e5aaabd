import { isNameAt } from './words.ts';

/** Whether the quote at `at` opens a string of three of them. */
export function isTripleAt(text: string, at: number): boolean {
  const quote = text.charCodeAt(at);
  return text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
}

/**
 * The end of the string, of whatever prefix but those of formatted ones, whose quote is at `at`. A backslash keeps a
 * quote from closing it in raw strings too. One that is not closed on its line ends there, so that a stray quote
 * costs a line and not the file; one of three quotes that is not closed is the rest of the text.
 * Syntax: https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
 */
export function endOfString(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  if (isTripleAt(text, at)) return endOfTriple(text, at + 3, quote === 34 ? '"""' : "'''");
  for (let position = at + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === quote) return position + 1;
    if (code === 92 /* \ */) position = endOfEscape(text, position) - 1;
    else if (code === 10) return position;
  }
  return text.length;
}

function endOfTriple(text: string, from: number, quotes: string): number {
  let end = text.indexOf(quotes, from);
  while (end !== -1) {
    let before = end;
    while (before > from && text.charCodeAt(before - 1) === 92) before--;
    if ((end - before) % 2 === 0) return end + 3;
    end = text.indexOf(quotes, end + 1);
  }
  return text.length;
}

/** The end of what the backslash at `at` keeps from being read: a character, or a line's end of two. */
export function endOfEscape(text: string, at: number): number {
  return text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? at + 3 : at + 2;
}

/** Whether the letters before the quote at `at` make it a formatted or template string: `f`, `rf`, `fr`, `t`, … */
export function isFormattedAt(text: string, at: number): boolean {
  const last = lower(text, at - 1);
  const before = lower(text, at - 2);
  if (isFormat(last)) return !isNameAt(text, at - (before === raw ? 3 : 2));
  return last === raw && isFormat(before) && !isNameAt(text, at - 3);
}

const raw = 114; // r

function isFormat(code: number): boolean {
  return code === 102 /* f */ || code === 116 /* t */;
}

function lower(text: string, at: number): number {
  return text.charCodeAt(at) | 32;
}
