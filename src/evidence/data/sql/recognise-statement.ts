import type { Database, SchemaOperation } from '../schema-operation.ts';
import { clausesOfAlterTable } from './alter-table.ts';
import { recogniseChangeOfData } from './change-of-data.ts';
import { accept, acceptOne, type Cursor, cursorOn, isSymbol, keywordAt, rest, takeName } from './cursor.ts';
import { readIndex } from './read-index.ts';
import type { RecognisedSql } from './recognise-sql.ts';
import { statementsInBlock } from './statements-in-block.ts';
import type { Token } from './token.ts';

/** Statements that change neither tables nor their rows. */
const harmless = new Set(
  (
    'ANALYZE ANALYSE ATTACH BEGIN CALL CHECKPOINT CLOSE COMMENT COMMIT CONNECT COPY DECLARE DEALLOCATE DESCRIBE DETACH DISCARD ' +
    'END EXPLAIN FETCH FLUSH GRANT IMPORT LISTEN LOAD LOCK MOVE NOTIFY OPTIMIZE PRAGMA REASSIGN REFRESH REINDEX RELEASE RESET ' +
    'REVOKE ROLLBACK SAVEPOINT SECURITY SELECT SET SHOW START TABLE UNLISTEN UNLOCK USE VACUUM VALUES CLUSTER ABORT KILL'
  ).split(' '),
);

/**
 * What one statement does. `scratch` holds the names of what the text made for itself (temporary tables, materialized
 * views): operations on them are `other`; the caller keeps it between the statements of one text.
 */
export function recogniseStatement(
  tokens: readonly Token[],
  database: Database | null,
  scratch: Set<string>,
): RecognisedSql {
  const cursor = cursorOn(tokens);
  const first = tokens[0];
  if (!first) return { operations: [], unread: [] };
  const { line } = first;
  const found = recognise(cursor, line, database, scratch);
  if (found === null) {
    return {
      operations: [],
      unread: [{ line, reason: `SQL that was not understood: ${firstWords(tokens)}` }],
    };
  }
  if (!Array.isArray(found)) return found;
  const operations = found.map((operation) => {
    if (!concerns(operation, scratch)) return operation;
    if (operation.kind === 'rename-table') scratch.add(operation.to.toLowerCase());
    return other(operation.line, tokens);
  });
  return { operations, unread: [] };
}

function recognise(
  cursor: Cursor,
  line: number,
  database: Database | null,
  scratch: Set<string>,
): SchemaOperation[] | RecognisedSql | null {
  const { tokens } = cursor;
  switch (keywordAt(cursor)) {
    case 'CREATE':
      return recogniseCreate(cursor, line, database, scratch);
    case 'ALTER':
      return recogniseAlter(tokens, line, database);
    case 'DROP':
      return recogniseDrop(cursor, line, database);
    case 'RENAME':
      return recogniseRename(cursor, line);
    case 'DO':
      return recogniseBlock(tokens, database, scratch);
    case 'TRUNCATE':
    case 'INSERT':
    case 'REPLACE':
    case 'UPDATE':
    case 'DELETE':
    case 'MERGE':
    case 'WITH':
      return recogniseChangeOfData(tokens) ?? [other(line, tokens)];
    case 'SELECT':
      return recogniseSelect(tokens, line);
    case 'PREPARE':
    case 'EXECUTE':
      // Postgres prepares what is written there; MySQL a text.
      if (database === 'postgres' || tokens.some((token) => token.keyword === 'AS'))
        return [other(line, tokens)];
      return { operations: [], unread: [{ line, reason: 'computed SQL' }] };
    case 'EXEC':
      return { operations: [], unread: [{ line, reason: 'computed SQL' }] };
    default:
      return harmless.has(keywordAt(cursor)) || isSymbol(cursor, '(') ? [other(line, tokens)] : null;
  }
}

function recogniseAlter(
  tokens: readonly Token[],
  line: number,
  database: Database | null,
): SchemaOperation[] | null {
  const clauses = clausesOfAlterTable(tokens, database);
  if (clauses !== null) return clauses.flatMap((clause) => clause.operations);
  return tokens[1]?.keyword === 'TABLE' ? null : [other(line, tokens)];
}

function recogniseCreate(
  cursor: Cursor,
  line: number,
  database: Database | null,
  scratch: Set<string>,
): SchemaOperation[] | null {
  const { tokens } = cursor;
  accept(cursor, 'CREATE');
  accept(cursor, 'OR REPLACE');
  if (acceptOne(cursor, ['GLOBAL TEMPORARY', 'LOCAL TEMPORARY', 'LOCAL TEMP', 'TEMPORARY', 'TEMP']) !== '') {
    if (accept(cursor, 'TABLE')) {
      accept(cursor, 'IF NOT EXISTS');
      const name = takeName(cursor);
      if (name !== null) scratch.add(name.toLowerCase());
    }
    return [other(line, tokens)];
  }
  const index = readIndex(cursor, line, database);
  if (index !== null) return [index];
  acceptOne(cursor, ['UNLOGGED', 'VIRTUAL', 'COLUMN']);
  if (accept(cursor, 'TABLE')) {
    accept(cursor, 'IF NOT EXISTS');
    const table = takeName(cursor);
    return table === null ? null : [{ kind: 'create-table', line, table }];
  }
  if (accept(cursor, 'MATERIALIZED VIEW')) {
    accept(cursor, 'IF NOT EXISTS');
    const name = takeName(cursor);
    if (name !== null) scratch.add(name.toLowerCase());
  }
  return [other(line, tokens)];
}

function recogniseDrop(cursor: Cursor, line: number, database: Database | null): SchemaOperation[] | null {
  const { tokens } = cursor;
  accept(cursor, 'DROP');
  if (accept(cursor, 'INDEX')) {
    const concurrent = accept(cursor, 'CONCURRENTLY') || database === 'mysql';
    accept(cursor, 'IF EXISTS');
    const names = takeNames(cursor);
    const table = accept(cursor, 'ON') ? takeName(cursor) : null;
    if (names.length === 0) return null;
    return names.map((name) => ({ kind: 'drop-index', line, table, name, concurrent }));
  }
  if (accept(cursor, 'TEMPORARY TABLE')) return [other(line, tokens)];
  if (!accept(cursor, 'TABLE')) return [other(line, tokens)];
  accept(cursor, 'IF EXISTS');
  const tables = takeNames(cursor);
  return tables.length === 0 ? null : tables.map((table) => ({ kind: 'drop-table', line, table }));
}

/** MySQL's `RENAME TABLE a TO b, c TO d`. */
function recogniseRename(cursor: Cursor, line: number): SchemaOperation[] | null {
  const { tokens } = cursor;
  accept(cursor, 'RENAME');
  if (acceptOne(cursor, ['TABLE', 'TABLES']) === '') return [other(line, tokens)];
  accept(cursor, 'IF EXISTS');
  const operations: SchemaOperation[] = [];
  for (;;) {
    const table = takeName(cursor);
    const to = accept(cursor, 'TO') ? takeName(cursor) : null;
    if (table === null || to === null) return null;
    operations.push({ kind: 'rename-table', line, table, to });
    if (!isSymbol(cursor, ',')) return operations;
    cursor.at++;
  }
}

/** `SELECT … INTO t FROM …` makes a table; any other only reads. */
function recogniseSelect(tokens: readonly Token[], line: number): SchemaOperation[] {
  const into = tokens.findIndex((token) => token.keyword === 'INTO');
  const from = tokens.findIndex((token) => token.keyword === 'FROM');
  if (into === -1 || (from !== -1 && from < into)) return [other(line, tokens)];
  const cursor: Cursor = { tokens, at: into + 1 };
  if (acceptOne(cursor, ['TEMPORARY', 'TEMP', 'OUTFILE', 'DUMPFILE']) !== '') return [other(line, tokens)];
  accept(cursor, 'TABLE');
  const table = takeName(cursor);
  return table === null || table.startsWith('@')
    ? [other(line, tokens)]
    : [{ kind: 'create-table', line, table }];
}

function takeNames(cursor: Cursor): string[] {
  const names: string[] = [];
  for (;;) {
    const name = takeName(cursor);
    if (name === null) return names;
    names.push(name);
    if (!isSymbol(cursor, ',')) return names;
    cursor.at++;
  }
}

function concerns(operation: SchemaOperation, scratch: ReadonlySet<string>): boolean {
  if (scratch.size === 0 || !('table' in operation) || operation.table === null) return false;
  return operation.kind !== 'create-table' && scratch.has(operation.table.toLowerCase());
}

function other(line: number, tokens: readonly Token[]): SchemaOperation {
  return { kind: 'other', line, what: firstWords(tokens) };
}

/** Up to three words that a statement starts with, in lower case, for people. */
function firstWords(tokens: readonly Token[]): string {
  const words: string[] = [];
  for (const token of rest(cursorOn(tokens)).slice(0, 3)) {
    if (token.type !== 'word') break;
    words.push(token.value.toLowerCase().slice(0, 40));
  }
  return words.length > 0 ? words.join(' ') : 'it starts with no word';
}

/** What a block does: each SQL statement in it as if it runs, whatever guards it. */
function recogniseBlock(
  tokens: readonly Token[],
  database: Database | null,
  scratch: Set<string>,
): RecognisedSql {
  const { statements, unread } = statementsInBlock(tokens);
  const recognised: RecognisedSql = { operations: [], unread };
  for (const statement of statements) {
    const found = recogniseStatement(statement.tokens, database, scratch);
    recognised.operations.push(...found.operations);
    recognised.unread.push(...found.unread);
  }
  if (recognised.operations.length === 0 && recognised.unread.length === 0) {
    recognised.operations.push({ kind: 'other', line: tokens[0]!.line, what: 'do' });
  }
  return recognised;
}
