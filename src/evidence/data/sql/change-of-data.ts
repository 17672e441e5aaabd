import type { SchemaOperation } from '../schema-operation.ts';
import {
  accept,
  acceptOne,
  type Cursor,
  depthOf,
  isSymbol,
  keywordAt,
  pastParenthesis,
  takeName,
} from './cursor.ts';
import type { Token } from './token.ts';

type ChangeOfData = SchemaOperation & { kind: 'change-data' };

const verbs = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'MERGE', 'TRUNCATE']);
/** The database's own tables: as large as the schema, not as its data. */
const catalog = /^(?:pg_catalog\.|information_schema\.|pg_)/i;
/** Columns whose equality with a value picks a few rows. */
const keyColumn = /^(?:id|uuid|guid|key|slug|code|name|version)$|_(?:id|uuid|key|slug)$|[a-z]Id$/;

/**
 * What INSERT, UPDATE, DELETE, REPLACE, MERGE, TRUNCATE or a WITH in front of them does, with the changes inside the
 * WITH; null when it changes nothing.
 */
export function recogniseChangeOfData(tokens: readonly Token[]): SchemaOperation[] | null {
  const found: SchemaOperation[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (!startsChange(tokens, at)) continue;
    const change = readChange(tokens, at);
    if (change !== null) found.push(...change.filter(({ table }) => table === null || !catalog.test(table)));
    // The rest of a plain statement cannot hold another change.
    if (at === 0) break;
  }
  return found.length > 0 ? found : null;
}

/** A verb counts at the start, behind `AS (` and behind the parenthesis that closes a WITH. */
function startsChange(tokens: readonly Token[], at: number): boolean {
  if (!verbs.has(tokens[at]!.keyword)) return false;
  if (at === 0) return true;
  if (tokens[0]!.keyword !== 'WITH') return false;
  const before = tokens[at - 1]!.value;
  return before === ')' || (before === '(' && /^(?:AS|MATERIALIZED)$/.test(tokens[at - 2]?.keyword ?? ''));
}

function readChange(tokens: readonly Token[], start: number): ChangeOfData[] | null {
  const cursor: Cursor = { tokens: tokens.slice(start, endOf(tokens, start)), at: 1 };
  const { line } = tokens[start]!;
  switch (tokens[start]!.keyword) {
    case 'TRUNCATE': {
      accept(cursor, 'TABLE');
      accept(cursor, 'ONLY');
      const changes: ChangeOfData[] = [];
      for (let table = takeName(cursor); table !== null; table = takeName(cursor)) {
        changes.push({ kind: 'change-data', line, table, statement: 'truncate', bounded: false });
        if (isSymbol(cursor, '*')) cursor.at++;
        if (!isSymbol(cursor, ',')) break;
        cursor.at++;
        accept(cursor, 'ONLY');
      }
      return changes.length > 0 ? changes : null;
    }
    case 'INSERT':
    case 'REPLACE': {
      skip(cursor, [
        'LOW_PRIORITY',
        'DELAYED',
        'HIGH_PRIORITY',
        'IGNORE',
        'OR',
        'REPLACE',
        'ABORT',
        'FAIL',
        'ROLLBACK',
      ]);
      accept(cursor, 'INTO');
      const table = takeName(cursor);
      return [{ kind: 'change-data', line, table, statement: 'insert', bounded: insertsFew(cursor) }];
    }
    case 'DELETE': {
      skip(cursor, ['LOW_PRIORITY', 'QUICK', 'IGNORE']);
      // MySQL's `DELETE a FROM a JOIN b` names the table first.
      if (!accept(cursor, 'FROM')) {
        const table = takeName(cursor);
        return [{ kind: 'change-data', line, table, statement: 'delete', bounded: isBounded(cursor.tokens) }];
      }
      accept(cursor, 'ONLY');
      const table = takeName(cursor);
      return [{ kind: 'change-data', line, table, statement: 'delete', bounded: isBounded(cursor.tokens) }];
    }
    case 'MERGE':
      accept(cursor, 'INTO');
      accept(cursor, 'ONLY');
      return [{ kind: 'change-data', line, table: takeName(cursor), statement: 'update', bounded: false }];
    default: {
      skip(cursor, ['LOW_PRIORITY', 'IGNORE', 'OR', 'REPLACE', 'ROLLBACK', 'ABORT', 'FAIL']);
      accept(cursor, 'ONLY');
      const table = takeName(cursor);
      return [{ kind: 'change-data', line, table, statement: 'update', bounded: isBounded(cursor.tokens) }];
    }
  }
}

function skip(cursor: Cursor, words: readonly string[]): void {
  while (acceptOne(cursor, words) !== '');
}

/** Where a change inside parentheses ends: before the one that closes them. */
function endOf(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    depth += depthOf(tokens[at]!);
    if (depth < 0) return at;
  }
  return tokens.length;
}

/** VALUES, DEFAULT VALUES and a SELECT of literals are as many rows as are written; a SELECT from a table is not. */
function insertsFew(cursor: Cursor): boolean {
  if (isSymbol(cursor, '(')) {
    const inner = cursor.tokens[cursor.at + 1]?.keyword;
    if (inner !== 'SELECT' && inner !== 'WITH') cursor.at = pastParenthesis(cursor.tokens, cursor.at);
  }
  const left = cursor.tokens.slice(cursor.at);
  const select = left.findIndex((token) => token.keyword === 'SELECT');
  const values = left.findIndex((token) => token.keyword === 'VALUES' || token.keyword === 'VALUE');
  if (values !== -1 && (select === -1 || values < select)) return true;
  if (select === -1) return keywordAt(cursor) !== 'TABLE';
  const from = left.findIndex((token, at) => at > select && token.keyword === 'FROM');
  return from === -1 || isBounded(left);
}

/**
 * Whether a change is bounded: by a LIMIT, or by a key that equals a value, is in a list of values or lies between two.
 * An OR outside parentheses opens it again.
 */
function isBounded(tokens: readonly Token[]): boolean {
  if (tokens.some((token, at) => token.keyword === 'LIMIT' && tokens[at + 1]?.keyword !== 'ALL')) return true;
  const where = indexOfWhere(tokens);
  if (where === -1) return false;
  let depth = 0;
  let bounded = false;
  for (let at = where + 1; at < tokens.length; at++) {
    const token = tokens[at]!;
    depth += depthOf(token);
    if (depth > 0) continue;
    if (token.keyword === 'OR') return false;
    if (token.keyword === 'RETURNING') break;
    if (token.type !== 'word' && token.type !== 'name') continue;
    if (keyColumn.test(token.value) && picksFew(tokens, at + 1)) bounded = true;
  }
  return bounded;
}

function indexOfWhere(tokens: readonly Token[]): number {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    depth += depthOf(token);
    if (depth === 0 && token.keyword === 'WHERE') return at;
  }
  return -1;
}

function picksFew(tokens: readonly Token[], at: number): boolean {
  const operator = tokens[at];
  const value = tokens[at + 1];
  if (operator?.value === '=') return isValue(value);
  if (operator?.keyword === 'BETWEEN') return isValue(value);
  return operator?.keyword === 'IN' && value?.value === '(' && isValue(tokens[at + 2]);
}

/** A literal or a parameter. */
function isValue(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.type === 'string' || token.type === 'number') return true;
  return token.value.startsWith('@') || token.value === '?' || token.value === ':' || token.value === '$';
}
