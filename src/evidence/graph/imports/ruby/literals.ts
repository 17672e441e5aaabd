import { endOfName, isWord } from '../scanning/names.ts';
import { isBlank } from './characters.ts';

/** A string-like literal being read: up to `close`, or up to the line that is `id` in a heredoc. */
export interface Literal {
  open: number;
  close: number;
  /** How many more `close` are due, where `open` nests. */
  depth: number;
  interpolates: boolean;
  isRegularExpression: boolean;
  /** The word that ends a heredoc; null for everything else. */
  id: string | null;
  /** Whether that word may be indented. */
  isIndented: boolean;
  /** Why reading it stopped: at its end, at `#{`, or where the bodies of other heredocs begin. */
  stop: 'closed' | 'interpolation' | 'line';
}

const interpolating = 'QWIrx';
const plain = 'qwis';

/** A literal from one delimiter to another. */
export function delimited(open: number, interpolates: boolean, isRegularExpression = false): Literal {
  const close = partner(open);
  return {
    open,
    close,
    depth: 1,
    interpolates,
    isRegularExpression,
    id: null,
    isIndented: false,
    stop: 'closed',
  };
}

/**
 * Reads on in a literal from `at` until it closes (with the text, if it must), code is interpolated, or, where
 * `stopsAtLine` says so, a line ends; answers the position behind that, and sets `stop`.
 */
export function skipLiteral(text: string, at: number, literal: Literal, stopsAtLine: boolean): number {
  const { open, close, interpolates, id } = literal;
  literal.stop = 'closed';
  if (id !== null && (at === 0 || text.charCodeAt(at - 1) === 10)) {
    const end = endOfHeredoc(text, at, literal);
    if (end !== -1) return end;
  }
  for (let position = at; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 92 /* \\ */) {
      // A heredoc's line may end in one.
      if (id === null || text.charCodeAt(position + 1) !== 10) position++;
    } else if (code === 35 /* # */ && interpolates && text.charCodeAt(position + 1) === 123) {
      literal.stop = 'interpolation';
      return position + 2;
    } else if (code === 10 && stopsAtLine) {
      literal.stop = 'line';
      return position + 1;
    } else if (id !== null) {
      const end = code === 10 ? endOfHeredoc(text, position + 1, literal) : -1;
      if (end !== -1) return end;
    } else if (code === close) {
      if (--literal.depth > 0) continue;
      return literal.isRegularExpression ? endOfName(text, position + 1) : position + 1;
    } else if (code === open) {
      literal.depth++;
    }
  }
  return text.length;
}

/** The `%` literal that begins at `at` with the position behind its opener; null when the `%` begins none. */
export function readPercent(text: string, at: number): { literal: Literal; end: number } | null {
  const code = text.charCodeAt(at + 1);
  if (!isWord(code)) return opens(code) ? { literal: delimited(code, true), end: at + 2 } : null;
  const letter = text[at + 1]!;
  const opener = text.charCodeAt(at + 2);
  const interpolates = interpolating.includes(letter);
  if ((!interpolates && !plain.includes(letter)) || isWord(opener) || !opens(opener)) return null;
  return { literal: delimited(opener, interpolates, letter === 'r'), end: at + 3 };
}

/**
 * The heredoc whose `<<` is at `at` with the position behind its word; null when none begins there. After a name
 * (`isArgument`) `<<word` rather is an operator.
 */
export function readHeredoc(
  text: string,
  at: number,
  isArgument: boolean,
): { literal: Literal; end: number } | null {
  let start = at + 2;
  const sign = text.charCodeAt(start);
  const isIndented = sign === 45 /* - */ || sign === 126 /* ~ */;
  if (isIndented) start++;
  const quote = text.charCodeAt(start);
  const isQuoted = quote === 34 || quote === 39 || quote === 96;
  let id: string;
  let end: number;
  if (isQuoted) {
    end = start + 1;
    while (end < text.length && text.charCodeAt(end) !== quote && text.charCodeAt(end) !== 10) end++;
    if (text.charCodeAt(end) !== quote) return null;
    id = text.slice(start + 1, end);
    end++;
  } else {
    if (quote >= 48 && quote <= 57) return null;
    if (isArgument && !isIndented && quote >= 97) return null;
    end = endOfName(text, start);
    id = text.slice(start, end);
  }
  if (id === '') return null;
  const literal = { ...delimited(quote, quote !== 39), id, isIndented };
  return { literal, end };
}

/** Whether the line that begins at `at` ends a heredoc; the position behind it, minus one when it does not. */
function endOfHeredoc(text: string, at: number, { id, isIndented }: Literal): number {
  let start = at;
  if (isIndented) while (isBlank(text.charCodeAt(start))) start++;
  if (!text.startsWith(id!, start)) return -1;
  let end = start + id!.length;
  if (text.charCodeAt(end) === 13) end++;
  if (end >= text.length) return text.length;
  return text.charCodeAt(end) === 10 ? end + 1 : -1;
}

function opens(code: number): boolean {
  return code > 32 && code < 127;
}

function partner(open: number): number {
  if (open === 40 /* ( */) return 41;
  if (open === 91 /* [ */) return 93;
  if (open === 123 /* { */) return 125;
  return open === 60 /* < */ ? 62 : open;
}
