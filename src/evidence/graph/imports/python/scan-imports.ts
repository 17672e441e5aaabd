import type { Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { dottedName, parseCall, parseFrom, parseImport } from './parse-statement.ts';
import { endOfEscape, endOfString, isFormattedAt, isTripleAt } from './skip-strings.ts';
import { endOfContinuation, isKeywordAt, skipBlanks } from './words.ts';

/** Files of `stub` (.pyi) are read by type checkers alone. */
export type Dialect = 'module' | 'stub';

/** Characters that end the scanner's stride; all others are passed over. */
const kind = { plain: 0, feed: 1, quote: 2, hash: 3, backslash: 4, open: 5, close: 6, divider: 7 } as const;
const kinds = new Uint8Array(128);
for (const [characters, value] of [
  ['\n', kind.feed],
  [`"'`, kind.quote],
  ['#', kind.hash],
  ['\\', kind.backslash],
  ['([{', kind.open],
  [')]}', kind.close],
  [':;', kind.divider],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = value;
}

/**
 * A replacement field of a formatted string, packed into a number, since a hostile text opens many: how many brackets
 * are open where it begins, times eight, and these of the string around it.
 */
const doubleQuote = 1;
const tripleQuote = 2;
/** It stands in the format of another field: `{a:{b}}`. */
const nestedField = 4;

function depthOf(field: number): number {
  return Math.floor(field / 8);
}

/**
 * Every import of a Python text, at any depth of its blocks: `import`, `from … import`, `importlib.import_module`
 * and `__import__` of a plain string. `import` and `from` are keywords, so they are looked for only where a statement
 * can begin: at the start of a line, after a colon, after a semicolon. One pass; time and memory are linear in the
 * text's length whatever stands in it.
 */
export function scanImports(text: string, dialect: Dialect): Import[] {
  if (!text.includes('import')) return [];
  // The parenthesis of the last call of `import_module`.
  const last = text.lastIndexOf('import') + 'import_module'.length;

  const imports: Import[] = [];
  const lineOf = lineCounter(text);
  const fields: number[] = [];
  let depth = 0;
  /** The column of the `if TYPE_CHECKING` in whose block we are, minus one outside. */
  let typeColumn = -1;

  function record(at: number, specifiers: readonly string[]): void {
    if (specifiers.length === 0) return;
    const line = lineOf(at);
    const typeOnly = dialect === 'stub' || typeColumn !== -1;
    for (const specifier of specifiers) imports.push({ specifier, line, typeOnly });
  }

  /** Where a line begins: its indentation, which may end a block, and the statement on it. */
  function readLine(at: number): number {
    let column = 0;
    let position = at;
    for (; ; position++) {
      const code = text.charCodeAt(position);
      if (code === 32) column++;
      else if (code === 9) column = (column | 7) + 1;
      else if (code === 12) column = 0;
      else break;
    }
    const code = text.charCodeAt(position);
    if (code === 10 || code === 13 || code === 35 /* # */) return position;
    if (depth === 0 && column <= typeColumn) typeColumn = -1;
    const isBranch = code === 105 ? isKeywordAt(text, position, 'if') : isKeywordAt(text, position, 'elif');
    if (!isBranch) return readStatement(position);
    if (depth > 0 || typeColumn !== -1) return position + 2;
    const condition = dottedName(text, skipBlanks(text, position + (code === 105 ? 2 : 4), false));
    const after = skipBlanks(text, condition.end, false);
    const isTypes = condition.name === 'TYPE_CHECKING' || condition.name.endsWith('.TYPE_CHECKING');
    if (isTypes && (text[after] === ':' || isKeywordAt(text, after, 'and'))) typeColumn = column;
    return Math.max(after, position + 2);
  }

  /** The import at `at`, if a statement that begins there is one. */
  function readStatement(at: number): number {
    const code = text.charCodeAt(at);
    if (code !== 105 /* i */ && code !== 102 /* f */) return at;
    const isImport = isKeywordAt(text, at, 'import');
    if (!isImport && !isKeywordAt(text, at, 'from')) return at;
    const found = isImport ? parseImport(text, at + 6) : parseFrom(text, at + 4);
    record(at, found.specifiers);
    // No import stands in brackets: those before it were never closed.
    if (found.specifiers.length > 0) depth = 0;
    return found.end;
  }

  /** Reads a formatted string on from `at`, to its end or into its next replacement field. */
  function readFormatted(at: number, string: number, inFormat: boolean): number {
    const quote = string & doubleQuote ? 34 : 39;
    const isTriple = (string & tripleQuote) !== 0;
    let position = at;
    let format = inFormat;
    while (position < text.length) {
      const code = text.charCodeAt(position);
      if (code === 123 /* { */) {
        if (!format && text.charCodeAt(position + 1) === 123) position += 2;
        else {
          depth++;
          fields.push(depth * 8 + (format ? nestedField : 0) + (string & (doubleQuote | tripleQuote)));
          return position + 1;
        }
      } else if (code === 125 /* } */ && format) {
        position++;
        const closed = fields.pop() ?? 0;
        depth = Math.max(depthOf(closed) - 1, 0);
        format = (closed & nestedField) !== 0;
      } else if (code === 92 /* \ */) {
        const next = text.charCodeAt(position + 1);
        position = next === 123 || next === 125 ? position + 1 : endOfEscape(text, position);
      } else if (code === quote && (!isTriple || isTripleAt(text, position))) {
        if (format) abandonFormat();
        return position + (isTriple ? 3 : 1);
      } else if (code === 10 && !isTriple) {
        if (format) abandonFormat();
        return position;
      } else position++;
    }
    return text.length;
  }

  /** Leaves the fields of a string that ends within a field's format, where none can. */
  function abandonFormat(): void {
    for (let field = fields.pop(); field !== undefined; field = fields.pop()) {
      depth = depthOf(field) - 1;
      if (!(field & nestedField)) return;
    }
  }

  let at = readLine(text.charCodeAt(0) === 0xfeff ? 1 : 0);
  while (at <= last && at < text.length) {
    const code = text.charCodeAt(at);
    switch (code < 128 ? kinds[code]! : kind.plain) {
      case kind.plain:
        at++;
        break;
      case kind.feed:
        at = fields.length === 0 ? readLine(at + 1) : at + 1;
        break;
      case kind.quote:
        if (isFormattedAt(text, at)) {
          const triple = isTripleAt(text, at) ? tripleQuote : 0;
          at = readFormatted(at + (triple ? 3 : 1), triple + (code === 34 ? doubleQuote : 0), false);
        } else at = endOfString(text, at);
        break;
      case kind.hash: {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end;
        break;
      }
      case kind.backslash:
        at = Math.max(endOfContinuation(text, at), at + 1);
        break;
      case kind.open: {
        depth++;
        const before = code === 40 ? text.charCodeAt(at - 1) : 0;
        const call = before === 101 || before === 95 ? parseCall(text, at) : null;
        if (call !== null) record(call.name, [call.specifier]);
        at++;
        break;
      }
      case kind.close: {
        const field = fields.at(-1);
        if (field !== undefined && code === 125 && depth === depthOf(field)) {
          fields.pop();
          depth--;
          at = readFormatted(at + 1, field, (field & nestedField) !== 0);
        } else {
          if (depth > depthOf(field ?? 0)) depth--;
          at++;
        }
        break;
      }
      default: {
        const field = fields.at(-1);
        if (field === undefined) at = readStatement(skipBlanks(text, at + 1, false));
        else if (code === 58 /* : */ && depth === depthOf(field)) at = readFormatted(at + 1, field, true);
        else at++;
      }
    }
  }
  return imports;
}
