import type { Database } from '../schema-operation.ts';
import type { Statement, Token } from './token.ts';

const space = /[\s\u00a0\ufeff]+/y;
/** A placeholder of Flyway's (`${schema}`) is part of a name; so are MySQL's variables. */
const word =
  /(?:[A-Za-z_\u0080-\uffff]|@{1,2}[A-Za-z_]|\$\{[\w.:-]{1,100}\})(?:[\w$\u0080-\uffff]|\{[\w.:-]{1,100}\})*/y;
const number = /(?:0x[\da-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)/iy;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const bracketed = /\[([A-Za-z_][\w $]{0,127})\]/y;
const delimiterLine = /[ \t]+(\S{1,16})[^\n]*/y;
const restOfLine = /[^\n]*/y;
/** To Postgres a carriage return ends a comment as well; a line of a file ends by a line feed alone. */
const restOfComment = /[^\r\n]*/y;
const copyEnd = /^\\\.[ \t\r]*$/gm;
const commentEdge = /\/\*|\*\//g;
const quoteOrEscape = { "'": /['\\]/g, '"': /["\\]/g, '`': /[`\\]/g };

const routines = new Set(['TRIGGER', 'PROCEDURE', 'FUNCTION', 'EVENT']);
/** Behind these a routine's word is a column's name. */
const noRoutine = new Set(['TABLE', 'INDEX', 'VIEW']);
/** `END IF` and the like close what no `BEGIN` opened. */
const blockEnds = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);

/**
 * The statements of a SQL text with their tokens, in time linear in its length. Knows comments, quotes, dollar quotes,
 * MySQL's DELIMITER lines and conditional comments, bodies between BEGIN and END, COPY data and psql's own commands.
 * `dialect` decides what is ambiguous (backslashes, `#`, brackets); null reads standard SQL with Postgres' dollar quotes.
 * `firstLine` is the line on which the text starts in its file.
 */
export function splitStatements(text: string, dialect: Database | null = null, firstLine = 1): Statement[] {
  const statements: Statement[] = [];
  let tokens: Token[] = [];
  let broken: string | null = null;
  let delimiter = ';';
  let conditional = false;
  let copiesEnd = true;
  let at = 0;
  let line = firstLine;
  let counted = 0;

  /** Offsets only grow, so every line break is counted once. */
  const lineAt = (offset: number): number => {
    for (
      let next = text.indexOf('\n', counted);
      next !== -1 && next < offset;
      next = text.indexOf('\n', counted)
    ) {
      line++;
      counted = next + 1;
    }
    return line;
  };
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const push = (type: Token['type'], value: string, end: number) => {
    const keyword = type === 'word' ? value.toUpperCase() : '';
    tokens.push({ type, value, keyword, line: lineAt(at), start: at, end });
    at = end;
  };
  const finish = () => {
    const first = tokens[0];
    const last = tokens.at(-1);
    if (first && last) {
      statements.push({ tokens, line: first.line, start: first.start, end: last.end, broken });
    }
    tokens = [];
    broken = null;
    routine = null;
  };
  const quoted = (quote: "'" | '"' | '`', type: Token['type'], escapes: boolean, from: number) => {
    const end = closing(text, from, quote, escapes);
    if (end === -1) broken ??= `a ${quote} that is never closed`;
    push(type, text.slice(from, end === -1 ? text.length : end), end === -1 ? text.length : end + 1);
  };
  let routine: Routine | null = null;

  while (at < text.length) {
    const blank = take(space);
    if (blank) at += blank[0].length;
    if (at >= text.length) break;
    const char = text[at]!;
    const next = text[at + 1];
    const opening = tokens.length === 0;

    if (delimiter !== ';' && text.startsWith(delimiter, at)) {
      finish();
      at += delimiter.length;
    } else if (char === ';' && delimiter === ';') {
      if (routine !== null && routine.depth > 0) {
        push('symbol', ';', at + 1);
        continue;
      }
      const copies = isCopyFromStdin(tokens);
      finish();
      at++;
      if (copies) {
        // Without an end there is no data, as in a script that psql feeds from elsewhere.
        copyEnd.lastIndex = at;
        const end = copiesEnd ? copyEnd.exec(text) : null;
        if (end) at = end.index + end[0].length;
        else copiesEnd = false;
      }
    } else if (
      char === '-' &&
      next === '-' &&
      (dialect !== 'mysql' || /[\s\u0000]/.test(text[at + 2] ?? '\n'))
    ) {
      at += take(dialect === 'mysql' || dialect === 'sqlite' ? restOfLine : restOfComment)![0].length;
    } else if (char === '#' && startsComment(text, at, dialect)) {
      at += take(restOfLine)![0].length;
    } else if (char === '/' && next === '*') {
      if (text[at + 2] === '!' && dialect !== 'postgres' && dialect !== 'sqlite') {
        conditional = true;
        at += 3;
        const version = take(/\d{5,6}/y);
        if (version) at += version[0].length;
        continue;
      }
      const end = commentEnd(text, at, dialect === 'postgres' || dialect === null);
      if (end === -1) broken ??= 'a comment that is never closed';
      at = end === -1 ? text.length : end;
    } else if (char === '*' && next === '/' && conditional) {
      conditional = false;
      at += 2;
    } else if (char === '\\' && opening && dialect !== 'mysql' && dialect !== 'sqlite') {
      at += take(restOfLine)![0].length;
    } else if (char === "'") {
      quoted("'", 'string', dialect === 'mysql', at + 1);
    } else if (char === '"') {
      quoted('"', dialect === 'mysql' ? 'string' : 'name', dialect === 'mysql', at + 1);
    } else if (char === '`') {
      quoted('`', 'name', false, at + 1);
    } else if (char === '[' && opensName(text, at, dialect)) {
      const name = take(bracketed);
      if (name) push('name', name[1]!, at + name[0].length);
      else push('symbol', '[', at + 1);
    } else {
      if (char === '$' && next !== '{' && dialect !== 'mysql' && dialect !== 'sqlite') {
        const tag = take(dollarTag)?.[0];
        if (tag !== undefined) {
          const from = at + tag.length;
          const end = text.indexOf(tag, from);
          if (end === -1) broken ??= `a ${tag} that is never closed`;
          push(
            'body',
            text.slice(from, end === -1 ? text.length : end),
            end === -1 ? text.length : end + tag.length,
          );
          continue;
        }
      }
      const found = take(word)?.[0];
      if (found !== undefined) {
        // With `DELIMITER $$` the word of `END$$` ends before it.
        const cut = delimiter === ';' ? -1 : found.indexOf(delimiter);
        const name = cut > 0 ? found.slice(0, cut) : found;
        const upper = name.toUpperCase();
        if (upper === 'DELIMITER' && opening && dialect !== 'postgres' && dialect !== 'sqlite') {
          at += found.length;
          const line = take(delimiterLine);
          if (line) {
            delimiter = line[1]!;
            at += line[0].length;
          }
          continue;
        }
        if (upper === 'E' && text[at + 1] === "'" && dialect !== 'mysql' && dialect !== 'sqlite') {
          quoted("'", 'string', true, at + 2);
          continue;
        }
        push('word', name, at + name.length);
        routine = followRoutine(routine, tokens);
        continue;
      }
      const digits = take(number);
      if (digits) {
        push('number', digits[0], at + digits[0].length);
        continue;
      }
      // `<%` alone is an operator of Postgres' pg_trgm.
      const erb = char === '<' && next === '%' && '=-#'.includes(text[at + 2] ?? ' ');
      if ((char === '{' && (next === '{' || next === '%')) || erb) {
        broken ??= 'a template, not plain SQL';
      }
      push('symbol', char, at + 1);
    }
  }
  if (routine !== null && routine.depth > 0) broken ??= 'a BEGIN without its END';
  finish();
  return statements;
}

/** A `CREATE TRIGGER …` and the like being read, and how many blocks stand open in it. */
interface Routine {
  depth: number;
}

function followRoutine(routine: Routine | null, tokens: Token[]): Routine | null {
  const keyword = tokens.at(-1)!.keyword;
  if (routine === null) {
    // `CREATE DEFINER = x TRIGGER` is the longest way there.
    if (tokens[0]!.keyword !== 'CREATE' || tokens.length > 12 || !routines.has(keyword)) return null;
    return tokens.some((token) => noRoutine.has(token.keyword) || token.value === '(') ? null : { depth: 0 };
  }
  const before = tokens.at(-2)?.keyword;
  if (keyword === 'BEGIN' || (keyword === 'CASE' && before !== 'END')) routine.depth++;
  else if (keyword === 'END' && routine.depth > 0) routine.depth--;
  else if (before === 'END' && blockEnds.has(keyword)) routine.depth++;
  return routine;
}

/** Where the quoted text that starts at `from` ends: the offset of its closing quote, or -1. */
function closing(text: string, from: number, quote: "'" | '"' | '`', escapes: boolean): number {
  const pattern = quoteOrEscape[quote];
  let at = from;
  for (;;) {
    let end: number;
    if (escapes) {
      pattern.lastIndex = at;
      end = pattern.exec(text)?.index ?? -1;
      if (end !== -1 && text[end] === '\\') {
        at = end + 2;
        continue;
      }
    } else end = text.indexOf(quote, at);
    if (end === -1 || text[end + 1] !== quote) return end;
    at = end + 2;
  }
}

function commentEnd(text: string, start: number, nested: boolean): number {
  if (!nested) {
    const end = text.indexOf('*/', start + 2);
    return end === -1 ? -1 : end + 2;
  }
  let depth = 0;
  commentEdge.lastIndex = start;
  for (let edge = commentEdge.exec(text); edge !== null; edge = commentEdge.exec(text)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.index + 2;
  }
  return -1;
}

/** `#` is MySQL's comment and one of Postgres' operators: without a dialect only one that starts a line counts. */
function startsComment(text: string, at: number, dialect: Database | null): boolean {
  if (dialect === 'mysql') return true;
  if (dialect !== null || text[at + 1] === '>' || text[at + 1] === '-') return false;
  return at === 0 || text[at - 1] === '\n';
}

/** `[users]` is a name to SQLite; to Postgres a bracket belongs to an array. */
function opensName(text: string, at: number, dialect: Database | null): boolean {
  if (dialect === 'sqlite') return true;
  return dialect === null && !/[\w\])]/.test(text[at - 1] ?? '');
}

function isCopyFromStdin(tokens: Token[]): boolean {
  if (tokens[0]?.keyword !== 'COPY') return false;
  return tokens.some((token, at) => token.keyword === 'STDIN' && tokens[at - 1]?.keyword === 'FROM');
}
