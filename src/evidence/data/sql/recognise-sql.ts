import type { Database, SchemaOperation } from '../schema-operation.ts';
import { joinRebuilds } from './join-rebuilds.ts';
import { recogniseStatement } from './recognise-statement.ts';
import { splitStatements } from './split-statements.ts';

/** What a SQL text does. */
export interface RecognisedSql {
  /** In the order of the text; `line` as in the file. */
  operations: SchemaOperation[];
  /** Statements that may matter and were not understood: a template, computed SQL, a broken quote. */
  unread: { line: number; reason: string }[];
}

/**
 * What a SQL text does, for any of the three databases; `database` null takes the reading that is right for most.
 * `firstLine` is the line on which the text starts in its file; `scratch` the names of what texts before it in the same
 * migration made for themselves (temporary tables, materialized views), to which its own are added. Never throws: what is not understood is `unread`;
 * what is understood and of no interest to any rule is `other` with its first words.
 */
export function recogniseSql(
  sql: string,
  database: Database | null,
  firstLine = 1,
  scratch = new Set<string>(),
): RecognisedSql {
  const recognised: RecognisedSql = { operations: [], unread: [] };
  for (const statement of splitStatements(sql, database, firstLine)) {
    if (statement.broken !== null) {
      recognised.unread.push({ line: statement.line, reason: statement.broken });
      continue;
    }
    const { operations, unread } = recogniseStatement(statement.tokens, database, scratch);
    recognised.operations.push(...operations);
    recognised.unread.push(...unread);
  }
  // ClickHouse's DROP TABLE and RENAME TABLE take a view as well: what is made again as one was one.
  recognised.operations = recognised.operations.map((operation) =>
    (operation.kind === 'drop-table' || operation.kind === 'rename-table') &&
    scratch.has(operation.table.toLowerCase())
      ? { kind: 'other', line: operation.line, what: operation.kind.replace('-', ' ') }
      : operation,
  );
  if (database !== 'postgres' && database !== 'mysql') {
    recognised.operations = joinRebuilds(recognised.operations);
  }
  return recognised;
}
