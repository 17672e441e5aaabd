import type { Database } from '../schema-operation.ts';
import { splitStatements } from './split-statements.ts';
import type { Token } from './token.ts';

/** A database by the words people name it with; `elsewhere`: one whose behaviour is not known here. */
export type NamedDatabase = Database | 'elsewhere';

const names: Readonly<Record<NamedDatabase, readonly string[]>> = {
  postgres: ['postgres', 'postgresql', 'postgressql', 'pg', 'pgsql', 'psql', 'timescaledb', 'supabase'],
  mysql: ['mysql', 'mysql8', 'mariadb'],
  sqlite: ['sqlite', 'sqlite3', 'd1', 'libsql', 'turso'],
  elsewhere: [
    ...[
      'cockroach',
      'cockroachdb',
      'crdb',
      'mssql',
      'sqlserver',
      'oracle',
      'clickhouse',
      'snowflake',
      'h2',
      'hsqldb',
    ],
    ...[
      'db2',
      'bigquery',
      'redshift',
      'cassandra',
      'spanner',
      'duckdb',
      'hive',
      'tidb',
      'yugabyte',
      'ydb',
      'derby',
    ],
  ],
};
const byName = new Map(
  Object.entries(names).flatMap(([database, words]) =>
    words.map((word) => [word, database as NamedDatabase] as const),
  ),
);

/** The database that a path's folders or its name's parts name (`migrations/mysql/1.sql`, `1_a.postgres.up.sql`); null for none. */
export function databaseOfPath(path: string): NamedDatabase | null {
  const parts = path.toLowerCase().split('/');
  const file = parts.pop() ?? '';
  // The innermost says it best.
  const words = [...file.split('.').slice(1).reverse(), ...parts.reverse()];
  for (const word of words) {
    const found = byName.get(word) ?? byName.get(word.split(/[-_]/).find((each) => byName.has(each)) ?? '');
    if (found !== undefined) return found;
  }
  return null;
}

/** The database that SQL can only be meant for; null when it is anybody's or several could be meant. */
export function databaseOfSql(sql: string): NamedDatabase | null {
  if (isTransactSql(sql)) return 'elsewhere';
  const counts = new Map<NamedDatabase, number>();
  const hint = (database: NamedDatabase) => counts.set(database, (counts.get(database) ?? 0) + 1);
  for (const { tokens } of splitStatements(sql)) {
    const first = tokens[0]?.keyword;
    if (first === 'PRAGMA') hint('sqlite');
    if (first === 'DO' && tokens.some((token) => token.type === 'body')) hint('postgres');
    for (const [at, token] of tokens.entries()) {
      const found = hintOf(sql, tokens, at, token);
      if (found !== null) hint(found);
    }
  }
  if (counts.has('elsewhere')) return 'elsewhere';
  const found = [...counts.keys()];
  return found.length === 1 ? found[0]! : null;
}

/** Whether a text has batches of Transact-SQL: `GO` alone on a line, outside of comments and strings. */
export function isTransactSql(sql: string): boolean {
  if (!/^[ \t]*go[ \t]*\r?$/im.test(sql)) return false;
  return splitStatements(sql).some(({ tokens }) =>
    tokens.some(
      ({ keyword, line, start, end }, at) =>
        keyword === 'GO' &&
        line !== tokens[at + 1]?.line &&
        /(?:^|\n)[ \t]*$/.test(sql.slice(Math.max(0, start - longestIndent), start)) &&
        /^[ \t]*\r?(?:\n|$)/.test(sql.slice(end, end + longestIndent)),
    ),
  );
}

const longestIndent = 100;

const wordHints = new Map<string, NamedDatabase>([
  ...[
    'JSONB',
    'TIMESTAMPTZ',
    'BIGSERIAL',
    'SMALLSERIAL',
    'BYTEA',
    'TSVECTOR',
    'CONCURRENTLY',
    'PLPGSQL',
    'CITEXT',
    'REGCLASS',
  ].map((word) => [word, 'postgres'] as const),
  ...[
    'AUTO_INCREMENT',
    'MEDIUMTEXT',
    'LONGTEXT',
    'TINYTEXT',
    'LONGBLOB',
    'MEDIUMBLOB',
    'MEDIUMINT',
    'UNSIGNED',
  ].map((word) => [word, 'mysql'] as const),
  ['AUTOINCREMENT', 'sqlite'],
  ['SQLITE_SEQUENCE', 'sqlite'],
  ...['NVARCHAR', 'UNIQUEIDENTIFIER', 'NONCLUSTERED', 'VARCHAR2', 'SP_RENAME', 'MERGETREE', 'NVARCHAR2'].map(
    (word) => [word, 'elsewhere'] as const,
  ),
]);

function hintOf(sql: string, tokens: readonly Token[], at: number, token: Token): NamedDatabase | null {
  if (token.type === 'body') return 'postgres';
  if (token.type === 'name') {
    // SQLite takes backticks as well, but writes with them are MySQL's nearly always; one word of SQLite's outweighs it.
    return null;
  }
  if (token.keyword !== '') {
    if (token.keyword === 'ENGINE' && tokens[at + 1]?.value === '=') {
      return /mergetree/i.test(tokens[at + 2]?.value ?? '') ? 'elsewhere' : 'mysql';
    }
    if (token.keyword === 'SERIAL' && tokens[at - 1] !== undefined) return 'postgres';
    const hinted = wordHints.get(token.keyword) ?? null;
    // A name of its own, not a type: `table.unsigned`.
    return tokens[at - 1]?.value === '.' ? null : hinted;
  }
  const cast = token.value === ':' && sql[token.end] === ':' && tokens[at + 1]?.end === token.end + 1;
  return cast ? 'postgres' : null;
}
