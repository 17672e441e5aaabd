import { endOfString, endOfWord, isWordAt, skipTrivia } from '../scanning/skip.ts';
import { decodeEscapes } from './decode-escapes.ts';

/** An import statement or call that was read to its specifier. `end` is where scanning goes on. */
export interface Statement {
  specifier: string;
  typeOnly: boolean;
  end: number;
}

// No path or package name comes near it; a `data:` URL may.
const longestSpecifier = 1000;

/**
 * The rest of an import statement whose keyword ends at `at`, or null when it is none that names a module.
 * Looks ahead a few tokens, or to the next brace: so a storm of `import` words costs no more than its length.
 * Syntax: ECMAScript import declarations, TypeScript's `import type` and `import x = require()`,
 * Flow's `import typeof`.
 */
export function parseImport(text: string, at: number): Statement | null {
  let position = skipTrivia(text, at);
  if (isQuote(text, position)) return specifierAt(text, position, false);
  let typeOnly = false;
  const modifierEnd = modifierAt(text, position);
  if (modifierEnd > position) {
    typeOnly = text[position] === 't';
    position = skipTrivia(text, modifierEnd);
  }
  if (isWordAt(text, position)) {
    position = skipTrivia(text, endOfName(text, position));
    if (text[position] === '=') return importEquals(text, position + 1, typeOnly);
    if (text[position] !== ',') return fromClause(text, position, typeOnly);
    position = skipTrivia(text, position + 1);
    if (text[position] === '*') return namespaceClause(text, position, typeOnly);
    const names = namesAt(text, position);
    return names && fromClause(text, names.end, typeOnly);
  }
  if (text[position] === '*') return namespaceClause(text, position, typeOnly);
  const names = namesAt(text, position);
  return names && fromClause(text, names.end, typeOnly || names.typeOnly);
}

/** The rest of `export … from` whose keyword ends at `at`; null for every other export. */
export function parseExport(text: string, at: number): Statement | null {
  let position = skipTrivia(text, at);
  let typeOnly = false;
  if (wordAt(text, position, 'type')) {
    typeOnly = true;
    position = skipTrivia(text, position + 4);
  }
  if (text[position] === '*') return namespaceClause(text, position, typeOnly);
  const names = namesAt(text, position);
  return names && fromClause(text, names.end, typeOnly || names.typeOnly);
}

/**
 * `(` string `)` after `require` or `import`, the string in any number of parentheses of its own: a comma may follow,
 * anything else is no literal.
 */
export function parseCall(text: string, at: number): Statement | null {
  let position = skipTrivia(text, at);
  let depth = 0;
  for (; text[position] === '('; position = skipTrivia(text, position + 1)) depth++;
  const literal = depth === 0 ? null : literalAt(text, position);
  if (literal === null) return null;
  position = skipTrivia(text, literal.end);
  // A comma inside the inner ones makes what follows it the argument.
  for (; depth > 1 && text[position] === ')'; position = skipTrivia(text, position + 1)) depth--;
  if (depth > 1 || (text[position] !== ')' && text[position] !== ',')) return null;
  return { ...literal, end: text[position] === ')' ? position + 1 : position };
}

/** Whether a call's result is used as only TypeScript's `import('x').Name` is: a promise has no such member. */
export function isTypeMember(text: string, at: number): boolean {
  const dot = skipTrivia(text, at);
  if (text[dot] === '<') return true;
  if (text[dot] !== '.') return false;
  const name = skipTrivia(text, dot + 1);
  if (!isWordAt(text, name)) return false;
  return !['then', 'catch', 'finally'].includes(text.slice(name, endOfWord(text, name)));
}

function isQuote(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 39 || code === 34;
}

function wordAt(text: string, at: number, word: string): boolean {
  return text.startsWith(word, at) && !isWordAt(text, at + word.length);
}

function specifierAt(text: string, at: number, typeOnly: boolean): Statement | null {
  if (!isQuote(text, at)) return null;
  const literal = literalAt(text, at);
  return literal && { ...literal, typeOnly };
}

function literalAt(text: string, at: number): Statement | null {
  const quote = text[at];
  if (quote !== '"' && quote !== "'" && quote !== '`') return null;
  const isTemplate = quote === '`';
  const end = isTemplate ? endOfTemplate(text, at) : endOfString(text, at);
  if (end - at < 3 || text[end - 1] !== quote) return null;
  if (end - at > longestSpecifier) {
    // Padding must not hide a path: cut, it leads nowhere, which is counted and said.
    const isPath = /[./\\]/.test(text[at + 1]!);
    return isPath ? { specifier: `${text.slice(at + 1, at + 200)}…`, typeOnly: false, end } : null;
  }
  const specifier = decodeEscapes(text.slice(at + 1, end - 1), isTemplate);
  return specifier === '' ? null : { specifier, typeOnly: false, end };
}

/** The end of the template whose backtick is at `at`; minus one when it computes something, or is too long. */
function endOfTemplate(text: string, at: number): number {
  const last = Math.min(text.length, at + longestSpecifier);
  for (let position = at + 1; position < last; position++) {
    const code = text.charCodeAt(position);
    if (code === 96 /* ` */) return position + 1;
    if (code === 92 /* \ */) position++;
    else if (code === 36 /* $ */ && text.charCodeAt(position + 1) === 123) return -1;
  }
  return -1;
}

/** As `endOfWord`, and past escapes with braces: `\u{61}`. */
function endOfName(text: string, at: number): number {
  let end = endOfWord(text, at);
  while (text[end] === '{' && end - at >= 2 && text.startsWith('\\u', end - 2)) {
    let close = end + 1;
    while (/^[\dA-Fa-f]$/.test(text[close] ?? '')) close++;
    if (text[close] !== '}') return end;
    end = endOfWord(text, close + 1);
  }
  return end;
}

/** The end of `type`, `typeof`, `defer` or `source` where it is a modifier; `at` where it is a binding's name. */
function modifierAt(text: string, at: number): number {
  const modifier = ['type', 'typeof', 'defer', 'source'].find((word) => wordAt(text, at, word));
  if (modifier === undefined) return at;
  const end = at + modifier.length;
  const next = skipTrivia(text, end);
  if (text[next] === '{' || text[next] === '*') return end;
  if (!isWordAt(text, next)) return at;
  if (!wordAt(text, next, 'from')) return end;
  // `import type from './x'` binds `type`; in `import type from from './x'` it is the modifier.
  return isQuote(text, skipTrivia(text, next + 4)) ? at : end;
}

function importEquals(text: string, at: number, typeOnly: boolean): Statement | null {
  const position = skipTrivia(text, at);
  if (!wordAt(text, position, 'require')) return null;
  const call = parseCall(text, position + 7);
  return call && { ...call, typeOnly };
}

function namespaceClause(text: string, at: number, typeOnly: boolean): Statement | null {
  let position = skipTrivia(text, at + 1);
  if (wordAt(text, position, 'as')) {
    position = skipTrivia(text, position + 2);
    position = isQuote(text, position) ? endOfString(text, position) : endOfName(text, position);
  }
  return fromClause(text, position, typeOnly);
}

function fromClause(text: string, at: number, typeOnly: boolean): Statement | null {
  const position = skipTrivia(text, at);
  if (!wordAt(text, position, 'from')) return null;
  return specifierAt(text, skipTrivia(text, position + 4), typeOnly);
}

/** The names in braces at `at`: type-only when there are some and every one has `type` before it. */
function namesAt(text: string, at: number): { end: number; typeOnly: boolean } | null {
  if (text[at] !== '{') return null;
  let types = 0;
  let names = 0;
  let words = 0;
  let startsWithType = false;
  let position = at + 1;
  while (position < text.length) {
    position = skipTrivia(text, position);
    const character = text[position];
    if (character === ',' || character === '}') {
      if (words > 0) names++;
      // `type as X` renames a value called `type`; `type as` and `type as as X` are types called `as`.
      if (startsWithType && (words === 2 || words === 4)) types++;
      words = 0;
      startsWithType = false;
      position++;
      if (character === '}') return { end: position, typeOnly: names > 0 && types === names };
    } else if (isWordAt(text, position)) {
      if (words === 0) startsWithType = wordAt(text, position, 'type') || wordAt(text, position, 'typeof');
      words++;
      position = endOfName(text, position);
    } else if (isQuote(text, position)) {
      words++;
      position = endOfString(text, position);
    } else return null;
  }
  return null;
}
