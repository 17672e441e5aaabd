import { endOfString, isTripleAt } from './skip-strings.ts';
import { endOfName, isKeywordAt, isNameAt, skipBlanks } from './words.ts';

/** What a statement or call imports. `end` is where scanning goes on, past all that was read. */
export interface Statement {
  specifiers: string[];
  end: number;
}

// No module's name comes near it; it keeps a hostile text's specifiers in proportion to the text.
const longestName = 300;

/** `import a.b as c, d`: the rest of the statement whose keyword ends at `at`. */
export function parseImport(text: string, at: number): Statement {
  const specifiers: string[] = [];
  let position = at;
  for (;;) {
    const module = dottedName(text, skipBlanks(text, position, false));
    if (module.name !== '') specifiers.push(module.name);
    position = skipBlanks(text, skipAlias(text, module.end, false), false);
    if (module.name === '' || text[position] !== ',') return { specifiers, end: position };
    position++;
  }
}

/**
 * `from ..a import b, c` or `from a import (b, c)`: the rest of the statement whose keyword ends at `at`, one
 * specifier `module:name` for each name, `module:*` for all of them.
 */
export function parseFrom(text: string, at: number): Statement {
  let position = skipBlanks(text, at, false);
  let dots = '';
  while (text[position] === '.') {
    dots += '.';
    position = skipBlanks(text, position + 1, false);
  }
  let module = dots;
  if (dots === '' || !isKeywordAt(text, position, 'import')) {
    const written = dottedName(text, position);
    if (written.name === '') return { specifiers: [], end: written.end };
    module += written.name;
    position = skipBlanks(text, written.end, false);
  }
  if (!isKeywordAt(text, position, 'import') || module.length > longestName) {
    return { specifiers: [], end: position };
  }
  position = skipBlanks(text, position + 'import'.length, false);
  if (text[position] === '*') return { specifiers: [`${module}:*`], end: position + 1 };
  const inBrackets = text[position] === '(';
  return parseNames(text, inBrackets ? position + 1 : position, module, inBrackets);
}

function parseNames(text: string, at: number, module: string, inBrackets: boolean): Statement {
  const specifiers: string[] = [];
  let position = at;
  /** Past the last name or comma: where an unclosed bracket is left, the next line is one of its own. */
  let read = at;
  for (;;) {
    position = skipBlanks(text, position, inBrackets);
    const end = endOfName(text, position);
    if (end === position) break;
    if (end - position <= longestName) specifiers.push(`${module}:${text.slice(position, end)}`);
    read = skipAlias(text, end, inBrackets);
    position = skipBlanks(text, read, inBrackets);
    if (text[position] !== ',') break;
    position++;
    read = position;
  }
  return { specifiers, end: inBrackets && text[position] === ')' ? position + 1 : read };
}

/** The end of `as name` after what ends at `at`; `at` where there is none. */
function skipAlias(text: string, at: number, inBrackets: boolean): number {
  const position = skipBlanks(text, at, inBrackets);
  if (!isKeywordAt(text, position, 'as')) return at;
  return endOfName(text, skipBlanks(text, position + 2, inBrackets));
}

/** The dotted name at `at`, '' when there is none or it is longer than any module's. */
export function dottedName(text: string, at: number): { name: string; end: number } {
  let name = '';
  let position = at;
  let end = at;
  for (;;) {
    const endOfPart = endOfName(text, position);
    if (endOfPart === position) break;
    if (name.length <= longestName) name += (name === '' ? '' : '.') + text.slice(position, endOfPart);
    end = endOfPart;
    const dot = skipBlanks(text, end, false);
    if (text[dot] !== '.') break;
    position = skipBlanks(text, dot + 1, false);
  }
  return { name: name.length > longestName ? '' : name, end };
}

const calls = ['import_module', '__import__'];

/**
 * The module that a call names whose parenthesis is at `open`, or null: `importlib.import_module("a.b")`,
 * `import_module(".b", "a")`, `import_module(".b", __package__)`, `__import__("a")`. Only a plain string counts;
 * `name` is where the call's name begins.
 */
export function parseCall(text: string, open: number): { specifier: string; name: number } | null {
  const call = calls.find((word) => text.startsWith(word, open - word.length));
  if (call === undefined) return null;
  const name = open - call.length;
  if (name > 0 && isNameAt(text, name - 1)) return null;
  if (text[name - 1] === '.' && !text.endsWith('importlib.', name)) return null;
  const first = literal(text, skipBlanks(text, open + 1, true));
  if (first === null) return null;
  let position = skipBlanks(text, first.end, true);
  if (text[position] !== ')' && text[position] !== ',') return null;
  if (!first.value.startsWith('.')) return { specifier: first.value, name };
  if (text[position] !== ',') return null;
  position = skipBlanks(text, position + 1, true);
  if (isKeywordAt(text, position, 'package')) {
    position = skipBlanks(text, position + 'package'.length, true);
    if (text[position] !== '=') return null;
    position = skipBlanks(text, position + 1, true);
  }
  if (isKeywordAt(text, position, '__package__')) return { specifier: first.value, name };
  const anchor = literal(text, position);
  if (anchor === null) return null;
  const from = relativeTo(anchor.value, first.value);
  return from === null ? null : { specifier: from, name };
}

/** `..b` seen from the package `a.c` is `a.b`; null where there are more dots than packages. */
function relativeTo(anchor: string, relative: string): string | null {
  const dots = /^\.+/.exec(relative)![0].length;
  const parts = anchor.split('.');
  if (dots > parts.length) return null;
  const module = relative.slice(dots);
  return [...parts.slice(0, parts.length - dots + 1), ...(module === '' ? [] : [module])].join('.');
}

const dotted = /^\.*[^\s\\.,:/]+(?:\.[^\s\\.,:/]+)*$/;

/** A string of one line without escapes that names a module. */
function literal(text: string, at: number): { value: string; end: number } | null {
  const prefixed = 'ruRU'.includes(text[at] ?? ' ') ? at + 1 : at;
  const quote = text[prefixed];
  if ((quote !== '"' && quote !== "'") || isTripleAt(text, prefixed)) return null;
  const end = endOfString(text, prefixed);
  if (end - prefixed > longestName || text[end - 1] !== quote) return null;
  const value = text.slice(prefixed + 1, end - 1);
  return dotted.test(value) ? { value, end } : null;
}
