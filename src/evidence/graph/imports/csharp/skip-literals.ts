import { endOfComment } from '../scanning/skip.ts';

const quote = 34;
const backslash = 92;

/** An interpolated string whose hole is being read. */
interface Interpolation {
  /** How many quotes open and close it; three and more make it raw. */
  quotes: number;
  verbatim: boolean;
  /** How many braces open a hole. */
  braces: number;
  /** Brackets of any kind that are open in the hole. */
  open: number;
}

/**
 * The end of the string or character that begins at `at` with `"`, `'`, `@` or `$`; when none begins there, the end of
 * these signs. Interpolated, verbatim and raw strings in any combination, with what stands in their holes, to any depth. A
 * plain string that is not closed ends with its line, so that a stray quote costs one line; others end with the text.
 */
export function endOfLiteral(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === 39 /* ' */) return endOfCharacter(text, at);
  const outer: Interpolation[] = [];
  let position = enter(at);

  /** Reads the string that opens at `start` to its end, or into its first hole; past the signs when none opens. */
  function enter(start: number): number {
    let dollars = 0;
    let verbatim = false;
    let opening = start;
    for (; ; opening++) {
      const code = text.charCodeAt(opening);
      if (code === 36 /* $ */) dollars++;
      else if (code === 64 /* @ */ && !verbatim) verbatim = true;
      else break;
    }
    if (text.charCodeAt(opening) !== quote) return opening;
    let quotes = verbatim ? 1 : runOf(text, opening, quote);
    if (quotes === 2) return opening + 2;
    if (quotes === 1 || verbatim) quotes = 1;
    const inside = opening + quotes;
    const string = { quotes, verbatim, braces: quotes > 1 ? dollars : Math.min(dollars, 1), open: 0 };
    return readText(string, inside);
  }

  function readText(string: Interpolation, start: number): number {
    const { quotes, verbatim, braces } = string;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (quotes > 1) {
          const run = runOf(text, at, quote);
          if (run >= quotes) return at + run;
          at += run - 1;
        } else if (verbatim && text.charCodeAt(at + 1) === quote) at++;
        else return at + 1;
      } else if (quotes === 1 && !verbatim) {
        if (code === backslash) at++;
        else if (code === 10) return at;
      }
      if (code === 123 /* { */ && braces > 0) {
        const run = runOf(text, at, code);
        at += run - 1;
        // Twice as many braces stand for themselves; in raw strings more than needed belong to the text.
        if (quotes > 1 ? run >= braces : run % 2 === 1) {
          outer.push(string);
          return at + 1;
        }
      }
    }
    return text.length;
  }

  /** Reads on in the hole of the innermost string from `start`: to what may be code there, or back into the text. */
  function readHole(start: number): number {
    const string = outer.at(-1)!;
    const code = text.charCodeAt(start);
    switch (code) {
      case quote:
      case 36 /* $ */:
      case 64 /* @ */:
        return enter(start);
      case 39 /* ' */:
        return endOfCharacter(text, start);
      case 47 /* / */:
        return Math.max(endOfComment(text, start), start + 1);
      case 40 /* ( */:
      case 91 /* [ */:
      case 123 /* { */:
        string.open++;
        return start + 1;
      case 41 /* ) */:
      case 93 /* ] */:
        string.open--;
        return start + 1;
      case 58 /* : */:
        if (text.charCodeAt(start + 1) === 58) return start + 2;
        return string.open > 0 ? start + 1 : endOfFormat(string, start + 1);
      case 125 /* } */:
        if (string.open > 0) {
          string.open--;
          return start + 1;
        }
        return leaveHole(start);
      default:
        return start + 1;
    }
  }

  function leaveHole(brace: number): number {
    const string = outer.pop()!;
    string.open = 0;
    const run = runOf(text, brace, 125);
    return readText(string, brace + Math.min(run, Math.max(string.braces, 1)));
  }

  /** The format after a colon is text up to the brace. */
  function endOfFormat(string: Interpolation, start: number): number {
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 125) return at;
      if (string.quotes > 1) continue;
      if (code === backslash && !string.verbatim) at++;
      else if (code === quote && string.verbatim && text.charCodeAt(at + 1) === quote) at++;
      else if (code === quote || (code === 10 && !string.verbatim)) {
        outer.pop();
        return code === quote ? at + 1 : at;
      }
    }
    return text.length;
  }

  while (outer.length > 0 && position < text.length) position = readHole(position);
  return Math.min(position, text.length);
}

/** `'a'`, `'\''`, `'\u0041'`; an apostrophe that opens none of these stands alone, as in text that `#if` leaves out. */
function endOfCharacter(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === backslash) {
    // The longest is `'\U0001F600'`.
    for (let end = at + 3; end < at + 12; end++) if (text.charCodeAt(end) === 39) return end + 1;
    return at + 1;
  }
  return text.charCodeAt(at + 2) === 39 ? at + 3 : at + 1;
}

function runOf(text: string, at: number, code: number): number {
  let end = at;
  while (text.charCodeAt(end) === code) end++;
  return end - at;
}
