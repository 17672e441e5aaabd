import { endOfName, isWord } from '../scanning/names.ts';
import { isBlank, isUpper, skipBlanks } from './characters.ts';

/** The end of the constant's path `A::B::C` that begins at `at`. */
export function endOfPath(text: string, at: number): number {
  let end = endOfName(text, at);
  while (
    text.charCodeAt(end) === 58 &&
    text.charCodeAt(end + 1) === 58 &&
    isUpper(text.charCodeAt(end + 2))
  ) {
    end = endOfName(text, end + 2);
  }
  return end;
}

/** Whether the `=` at `at` assigns: it begins none of `==`, `=~`, `=>`. */
export function isAssignment(text: string, at: number): boolean {
  return text.charCodeAt(at) === 61 && !isCompared(text.charCodeAt(at + 1));
}

/** Whether what follows an `=` makes another operator of it. */
function isCompared(code: number): boolean {
  return code === 61 || code === 126 || code === 62;
}

/** Whether a method's name goes on with the `?` or `!` at `at`. */
export function isSuffix(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 63 && code !== 33) return false;
  return text.charCodeAt(at + 1) !== 61 || isCompared(text.charCodeAt(at + 2));
}

/** Whether the word that ends at `end` is a key, as in `if: 1`. */
export function isKey(text: string, end: number): boolean {
  return text.charCodeAt(end) === 58 && text.charCodeAt(end + 1) !== 58;
}

/** The end of the name of the method whose `def` ends at `at`: `a`, `a=`, `self.a?`, `==`, `[]=`. */
export function endOfMethodName(text: string, at: number): number {
  let position = skipBlanks(text, at);
  for (;;) {
    const end = endOfName(text, position);
    if (end === position) return endOfOperator(text, position);
    position = end;
    const code = text.charCodeAt(position);
    if (code !== 46 /* . */) {
      return code === 63 || code === 33 || isAssignment(text, position) ? position + 1 : position;
    }
    position = skipBlanks(text, position + 1);
  }
}

/** The end of the operator that names a method at `at`; `at` when there is none. */
function endOfOperator(text: string, at: number): number {
  let end = at;
  while (end < text.length && '+-*/%=!~<>[]@&|^`'.includes(text[end]!)) end++;
  return end;
}

/** The end of the symbol whose colon is at `at` (`:a?`, `:a=`, `:@a`, and `:+` where asked for); minus one for none. */
export function endOfSymbol(text: string, at: number, mayBeOperator: boolean): number {
  const next = text.charCodeAt(at + 1);
  if (isWord(next) && !(next >= 48 && next <= 57)) {
    const end = endOfName(text, at + 1);
    const code = text.charCodeAt(end);
    if (code === 63 || code === 33) return text.charCodeAt(end + 1) === 61 ? end : end + 1;
    return isAssignment(text, end) ? end + 1 : end;
  }
  if (!mayBeOperator) return -1;
  if (next === 64 /* @ */ || next === 36 /* $ */) {
    return endOfName(text, text.charCodeAt(at + 2) === 64 ? at + 3 : at + 2);
  }
  const end = endOfOperator(text, at + 1);
  return end === at + 1 ? -1 : end;
}

/** The end of `count` names that `alias` or `undef` is followed by, whatever they are. */
export function skipNames(text: string, at: number, count: number): number {
  let position = at;
  for (let name = 0; name < count; name++) {
    position = skipBlanks(text, position);
    while (
      position < text.length &&
      !isBlank(text.charCodeAt(position)) &&
      text[position] !== ';' &&
      text[position] !== '\n'
    ) {
      position++;
    }
  }
  return position;
}

/** Where code goes on after what only a line's start can begin: `=begin` to `=end`, and `__END__`, the end of all. */
export function skipLineStart(text: string, at: number): number {
  if (text.startsWith('=begin', at) && !isWord(text.charCodeAt(at + 6))) {
    const end = text.indexOf('\n=end', at);
    if (end === -1) return text.length;
    const line = text.indexOf('\n', end + 1);
    return line === -1 ? text.length : line;
  }
  if (!text.startsWith('__END__', at)) return at;
  const next = text.charCodeAt(at + 7);
  const isAlone = at + 7 >= text.length || next === 10 || (next === 13 && text.charCodeAt(at + 8) === 10);
  return isAlone ? text.length : at;
}

/** The end of a number at `at`. */
export function endOfNumber(text: string, at: number): number {
  const end = endOfName(text, at);
  const digit = text.charCodeAt(end + 1);
  return text.charCodeAt(end) === 46 && digit >= 48 && digit <= 57 ? endOfName(text, end + 1) : end;
}

/** Whether a constant's name that ends at `at` is a method's after all: `Before do` at a statement's start, `Plugin 'a'`. */
export function takesArgument(text: string, at: number, isFresh: boolean): boolean {
  const next = skipBlanks(text, at);
  if (next === at) return false;
  const code = text.charCodeAt(next);
  if (code === 34 || code === 39) return true;
  return isFresh && text.startsWith('do', next) && !isWord(text.charCodeAt(next + 2));
}

/** Whether what stands at or behind `at` assigns to the constant that ends there. */
export function isDefinition(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  return isAssignment(text, next) || text.startsWith('||=', next);
}

/** Says whether there is another slash on the line of the one at a position: `a /b` divides unless there is. */
export function slashFinder(text: string): (at: number) => boolean {
  let noneBefore = 0;
  return (at) => {
    if (at < noneBefore) return false;
    let position = at + 1;
    for (; position < text.length; position++) {
      const code = text.charCodeAt(position);
      if (code === 47) return true;
      if (code === 10) break;
      if (code === 92) position++;
    }
    noneBefore = position;
    return false;
  };
}

/**
 * The header of the class or module whose keyword ends at `at`: its path as written (null for `class << self`), and
 * the position behind it, or behind the `<` before a superclass.
 */
export function readClassHeader(
  text: string,
  at: number,
  isClass: boolean,
): { path: string | null; end: number; hasSuperclass: boolean } {
  const start = skipBlanks(text, at);
  if (isClass && text.startsWith('<<', start)) return { path: null, end: start + 2, hasSuperclass: false };
  const name = text.startsWith('::', start) ? start + 2 : start;
  if (!isUpper(text.charCodeAt(name))) return { path: null, end: name, hasSuperclass: false };
  const end = endOfPath(text, name);
  const next = skipBlanks(text, end);
  const hasSuperclass = isClass && text.charCodeAt(next) === 60;
  return { path: text.slice(start, end), end: hasSuperclass ? next + 1 : end, hasSuperclass };
}
