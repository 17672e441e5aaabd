import type { Database, SchemaOperation } from '../schema-operation.ts';
import { spell } from './column-definition.ts';
import { accept, acceptOne, type Cursor, rest, splitAtCommas, takeName, takeParenthesis } from './cursor.ts';
import type { Token } from './token.ts';

/** Reads `[UNIQUE] INDEX …` behind CREATE; null, and the cursor where it was, when it is no index. */
export function readIndex(cursor: Cursor, line: number, database: Database | null): SchemaOperation | null {
  const start = cursor.at;
  acceptOne(cursor, ['ONLINE', 'OFFLINE']);
  const sort = acceptOne(cursor, [
    'UNIQUE CLUSTERED',
    'UNIQUE',
    'FULLTEXT',
    'SPATIAL',
    'CLUSTERED',
    'NONCLUSTERED',
  ]);
  if (!accept(cursor, 'INDEX')) {
    cursor.at = start;
    return null;
  }
  const concurrently = accept(cursor, 'CONCURRENTLY');
  accept(cursor, 'IF NOT EXISTS');
  const name = accept(cursor, 'ON') ? null : takeName(cursor);
  if (name !== null) {
    if (accept(cursor, 'USING')) takeName(cursor);
    if (!accept(cursor, 'ON')) {
      cursor.at = start;
      return null;
    }
  }
  accept(cursor, 'ONLY');
  const table = takeName(cursor);
  if (table === null) {
    cursor.at = start;
    return null;
  }
  if (accept(cursor, 'USING')) takeName(cursor);
  const columns = takeParenthesis(cursor) ?? [];
  const concurrent =
    concurrently ||
    (database === 'mysql' && sort !== 'FULLTEXT' && sort !== 'SPATIAL' && isInPlace(rest(cursor)));
  return {
    kind: 'add-index',
    line,
    table,
    name,
    columns: indexColumns(columns),
    unique: sort.startsWith('UNIQUE'),
    concurrent,
  };
}

/**
 * Whether MySQL builds an index beside writes: its default for all but full-text and spatial ones, unless the statement
 * asks for a copy or a lock. https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
 */
export function isInPlace(tokens: readonly Token[]): boolean {
  return !tokens.some((token, at) => {
    const value = (tokens[at + 1]?.value === '=' ? tokens[at + 2] : tokens[at + 1])?.keyword;
    if (token.keyword === 'ALGORITHM') return value === 'COPY';
    return token.keyword === 'LOCK' && (value === 'SHARED' || value === 'EXCLUSIVE');
  });
}

/** The columns between an index's parentheses: names where they are names, expressions as written. */
export function indexColumns(tokens: readonly Token[]): string[] {
  return splitAtCommas(tokens).map((part) => {
    const first = part[0]!;
    const second = part[1]?.value;
    const plain =
      first.type !== 'symbol' &&
      second !== '.' &&
      second !== ':' &&
      !(second === '(' && part[2]?.type !== 'number');
    return plain ? first.value : spell(part);
  });
}
