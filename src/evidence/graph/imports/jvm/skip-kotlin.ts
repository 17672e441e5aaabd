import { classes, space } from '../scanning/characters.ts';
import { endOfLine, endOfString, endOfWord, isWordAt } from '../scanning/skip.ts';

const quote = 34;
const dollar = 36;
const openBrace = 123;

/** The first position from `at` that is neither white space nor inside a comment; Kotlin's comments nest. */
export function skipKotlinTrivia(text: string, at: number): number {
  let position = at;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === 47 /* / */) {
      const after = endOfKotlinComment(text, position);
      if (after === position) return position;
      position = after;
    } else if (code < 128 ? classes[code]! & space : !isWordAt(text, position)) {
      position++;
    } else {
      return position;
    }
  }
  return position;
}

function endOfKotlinComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === 47 /* / */) return endOfLine(text, at);
  if (next !== 42 /* * */) return at;
  let depth = 1;
  let position = at + 2;
  for (; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 42 && text.charCodeAt(position + 1) === 47) {
      position++;
      if (--depth === 0) return position + 1;
    } else if (code === 47 && text.charCodeAt(position + 1) === 42) {
      position++;
      depth++;
    }
  }
  return text.length;
}

/** A name, in backticks or not, that begins at `at`; '' when none does. */
export function readIdentifier(text: string, at: number): { name: string; end: number } {
  if (text.charCodeAt(at) !== 96 /* ` */) {
    const end = endOfWord(text, at);
    return { name: text.slice(at, end), end };
  }
  const end = endOfBackticks(text, at);
  const isClosed = end - at > 2 && text.charCodeAt(end - 1) === 96;
  return { name: isClosed ? text.slice(at + 1, end - 1) : '', end };
}

function endOfBackticks(text: string, at: number): number {
  for (let position = at + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 96) return position + 1;
    if (code === 10) return position;
  }
  return text.length;
}

/**
 * The end of what opens at `at`: a bracket of any kind with all in it, or a string with its templates, which hold
 * code with strings of its own. What is never closed reaches to the end of the text; a string in plain quotes, of its line.
 */
export function endOfKotlinGroup(text: string, at: number): number {
  // What is open, outermost first: for code its opening bracket and how often it is open, for strings how many
  // dollars begin a template (negative when raw).
  const openers: number[] = [];
  const counts: number[] = [];
  let position = at;
  function open(code: number): void {
    if (code !== quote) {
      openers.push(code);
      counts.push(1);
      position++;
      return;
    }
    let dollars = 0;
    while (text.charCodeAt(position - 1 - dollars) === dollar) dollars++;
    const isRaw = text.startsWith('""', position + 1);
    openers.push(quote);
    counts.push(isRaw ? -Math.max(1, dollars) : Math.max(1, dollars));
    position += isRaw ? 3 : 1;
  }
  open(text.charCodeAt(at));
  while (openers.length > 0) {
    if (position >= text.length) return text.length;
    const top = openers.length - 1;
    const opener = openers[top]!;
    if (opener === quote) {
      position = endOfStringPart(text, position, counts[top]!);
      // A string may also end just before a brace.
      if (text.charCodeAt(position) === openBrace && text.charCodeAt(position - 1) === dollar)
        open(openBrace);
      else {
        openers.pop();
        counts.pop();
      }
      continue;
    }
    const close = opener === 40 ? 41 : opener + 2;
    let count = counts[top]!;
    code: for (; position < text.length; position++) {
      const code = text.charCodeAt(position);
      if (code === opener) count++;
      else if (code === close) {
        if (--count === 0) break;
      } else {
        switch (code) {
          case quote:
            break code;
          case 39 /* ' */:
            position = endOfString(text, position) - 1;
            break;
          case 96 /* ` */:
            position = endOfBackticks(text, position) - 1;
            break;
          case 47 /* / */:
            {
              const after = endOfKotlinComment(text, position);
              if (after > position) position = after - 1;
            }
        }
      }
    }
    if (count === 0) {
      position++;
      openers.pop();
      counts.pop();
    } else if (position < text.length) {
      counts[top] = count;
      open(quote);
    }
  }
  return position;
}

/** From within a string to the brace of its next template, or to its end (after the quotes, or at the line's end). */
function endOfStringPart(text: string, from: number, count: number): number {
  const isRaw = count < 0;
  const dollars = Math.abs(count);
  let position = from;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === dollar) {
      const begin = position;
      while (text.charCodeAt(position) === dollar) position++;
      if (position - begin >= dollars && text.charCodeAt(position) === openBrace) return position;
    } else if (isRaw) {
      if (code !== quote) position++;
      else {
        const begin = position;
        while (text.charCodeAt(position) === quote) position++;
        if (position - begin >= 3) return position;
      }
    } else if (code === quote) {
      return position + 1;
    } else if (code === 10) {
      return position;
    } else {
      position += code === 92 /* \ */ && text.charCodeAt(position + 1) !== 10 ? 2 : 1;
    }
  }
  return text.length;
}
