import type { Database, DefaultKind } from '../schema-operation.ts';
import { cursorOn, depthOf, isSymbol, pastParenthesis } from './cursor.ts';
import { defaultKind } from './default-kind.ts';
import type { Token } from './token.ts';

/** What stands behind a column's name in CREATE TABLE, ADD COLUMN, MODIFY and CHANGE. */
export interface ColumnDefinition {
  /** As written, lower case, one blank between words; null where none stands (SQLite allows that). */
  type: string | null;
  nullable: boolean;
  default: DefaultKind;
  /** Constraints written on the column. */
  constraints: { constraint: 'foreign-key' | 'check' | 'unique' | 'primary-key'; name: string | null }[];
}

/** Words that end the type or an expression before them. */
const clauseStarts = new Set(
  (
    'NOT NULL DEFAULT PRIMARY UNIQUE CHECK REFERENCES CONSTRAINT COLLATE GENERATED AS AUTO_INCREMENT AUTOINCREMENT ' +
    'COMMENT FIRST AFTER ON KEY USING CHARSET STORED VIRTUAL PERSISTENT INVISIBLE VISIBLE STORAGE COMPRESSION ' +
    'DEFERRABLE INITIALLY COLUMN_FORMAT SRID'
  ).split(' '),
);
const serial = /^(?:small|big)?serial[248]?$/;

/**
 * Reads the definition of a column from the tokens behind its name. What fills existing rows with something else in
 * each (a sequence, an identity, a stored generated column) counts as a volatile default: the table is written anew.
 */
export function readColumnDefinition(tokens: readonly Token[], database: Database | null): ColumnDefinition {
  const cursor = cursorOn(tokens);
  const typeEnd = expressionEnd(tokens, 0, false);
  const type = typeEnd > 0 ? spell(tokens.slice(0, typeEnd)) : null;
  const found: ColumnDefinition = { type, nullable: true, default: 'none', constraints: [] };
  if (type !== null && serial.test(type) && database !== 'sqlite') fillEachRow(found);
  cursor.at = typeEnd;
  let named: string | null = null;
  while (cursor.at < tokens.length) {
    const keyword = tokens[cursor.at]!.keyword;
    const next = tokens[cursor.at + 1]?.keyword ?? '';
    if (keyword === 'CONSTRAINT') {
      named = tokens[cursor.at + 1]?.value ?? null;
      cursor.at += 2;
      continue;
    }
    if (keyword === 'NOT' && next === 'NULL') {
      found.nullable = false;
      cursor.at += 2;
    } else if (keyword === 'DEFAULT') {
      const end = expressionEnd(tokens, cursor.at + 1, true);
      found.default = defaultKind(tokens.slice(cursor.at + 1, end), database);
      cursor.at = end;
    } else if (keyword === 'PRIMARY') {
      found.nullable = false;
      found.constraints.push({ constraint: 'primary-key', name: named });
      cursor.at += next === 'KEY' ? 2 : 1;
    } else if (keyword === 'UNIQUE') {
      found.constraints.push({ constraint: 'unique', name: named });
      cursor.at += next === 'KEY' ? 2 : 1;
    } else if (keyword === 'REFERENCES') {
      // MySQL parses a reference on a column and forgets it.
      if (database !== 'mysql') found.constraints.push({ constraint: 'foreign-key', name: named });
      cursor.at++;
    } else if (keyword === 'CHECK') {
      found.constraints.push({ constraint: 'check', name: named });
      cursor.at++;
    } else if (keyword === 'AUTO_INCREMENT') {
      fillEachRow(found);
      cursor.at++;
    } else if (keyword === 'AS' && isSymbol(cursor, '(', 1)) {
      const end = pastParenthesis(tokens, cursor.at + 1);
      const kind = tokens[end]?.keyword;
      // MySQL and SQLite compute a generated column when it is read unless STORED is said; Postgres before 18 must store.
      const stored = kind === 'STORED' || kind === 'PERSISTENT';
      found.default = stored ? 'volatile' : 'constant';
      cursor.at = end;
    } else if (keyword === 'AS' && next === 'IDENTITY') {
      fillEachRow(found);
      cursor.at += 2;
    } else if (isSymbol(cursor, '(')) {
      cursor.at = pastParenthesis(tokens, cursor.at);
    } else cursor.at++;
    named = null;
  }
  return found;
}

function fillEachRow(column: ColumnDefinition): void {
  column.nullable = false;
  column.default = 'volatile';
}

/** Where a type or a default ends: at the first word outside parentheses that starts another clause. */
function expressionEnd(tokens: readonly Token[], start: number, nonEmpty: boolean): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (depth === 0 && !(nonEmpty && at === start)) {
      if (clauseStarts.has(token.keyword)) return at;
      // `CHARACTER SET utf8`, but not `CHARACTER VARYING`.
      if (token.keyword === 'CHARACTER' && tokens[at + 1]?.keyword === 'SET') return at;
    }
    depth += depthOf(token);
  }
  return tokens.length;
}

const tight = new Set(['(', ')', '[', ']', ',', '.', ':']);

/** Tokens as a text in lower case, with blanks only between words. */
export function spell(tokens: readonly Token[]): string {
  let text = '';
  let before = '(';
  for (const token of tokens) {
    const value = token.type === 'string' ? `'${token.value}'` : token.value.toLowerCase();
    if (!tight.has(value) && (!tight.has(before) || before === ')' || before === ']')) text += ' ';
    text += value;
    before = value;
  }
  return text;
}
