import type { SchemaOperation } from '../schema-operation.ts';
import { clausesOfAlterTable } from './alter-table.ts';
import { depthOf } from './cursor.ts';
import { recogniseStatement } from './recognise-statement.ts';
import { splitStatements } from './split-statements.ts';
import { type IsIgnored, readIgnores } from './squawk-ignores.ts';
import { statementsInBlock } from './statements-in-block.ts';
import type { Statement } from './token.ts';

/** A statement as the linter sees it. */
export interface LintedStatement {
  /** Offsets in the text, the whole of it. */
  start: number;
  end: number;
  line: number;
  lastLine: number;
  /** It stands in a DO block, where PL/pgSQL adds to SQL what is none. */
  inBlock: boolean;
  /** Of an ALTER TABLE each of its clauses, else one; in the order of the text. */
  clauses: { start: number; operations: SchemaOperation[] }[];
}

/** A text made ready for the linter. */
export interface PreparedSql {
  /** As long as the original, each statement at its place and line; all else blank. */
  text: string;
  statements: LintedStatement[];
  unread: { line: number; reason: string }[];
  /** Of statements that the linter is not given: the lines they stand on. */
  leftOut: { line: number; lastLine: number }[];
  isIgnored: IsIgnored;
}

/**
 * Keeps of a SQL text what the linter can read: its statements, and those inside DO blocks, which it would pass over;
 * no comments, no COPY data, no commands of psql's, nothing broken. Flyway's placeholders become names.
 */
export function preparePostgres(sql: string): PreparedSql {
  const prepared: PreparedSql = {
    text: '',
    statements: [],
    unread: [],
    leftOut: [],
    isIgnored: readIgnores(sql),
  };
  const scratch = new Set<string>();
  const pieces: string[] = [];
  let written = 0;
  const blankTo = (end: number) => {
    pieces.push(blank(sql.slice(written, end)));
    written = end;
  };
  const keep = (statement: Statement, inBlock: boolean) => {
    const lastLine = statement.tokens.at(-1)!.line;
    if (isTooLarge(statement)) {
      prepared.leftOut.push({ line: statement.line, lastLine });
      // A long list of rows is common, and squawk has nothing to say of it.
      if (statement.tokens[0]!.keyword !== 'INSERT') {
        prepared.unread.push({ line: statement.line, reason: 'a statement too long or nested too deep' });
      }
      return;
    }
    // The semicolon of the statement before stands somewhere between, mostly behind it at once.
    const semicolon = prepared.statements.length === 0 ? -1 : sql.indexOf(';', written);
    if (semicolon !== -1 && semicolon < statement.start) {
      blankTo(semicolon);
      pieces.push(';');
      written++;
    }
    const { operations, unread } = recogniseStatement(statement.tokens, 'postgres', scratch);
    prepared.unread.push(...unread);
    for (const token of statement.tokens) {
      blankTo(token.start);
      const text = sql.slice(token.start, token.end);
      pieces.push(
        token.type === 'word' ? text.replace(/[^\w\u0080-\uffff]/g, '_') : text.replaceAll('\r', ' '),
      );
      written = token.end;
    }
    const { start, end, line } = statement;
    const clauses = clausesOf(statement, operations);
    prepared.statements.push({ start, end, line, lastLine, inBlock, clauses });
  };
  for (const statement of splitStatements(sql, 'postgres')) {
    if (statement.broken !== null) prepared.unread.push({ line: statement.line, reason: statement.broken });
    else if (statement.tokens[0]!.keyword === 'DO') {
      const { statements, unread } = statementsInBlock(statement.tokens);
      prepared.unread.push(...unread);
      for (const inner of statements) keep(inner, true);
    } else keep(statement, false);
  }
  blankTo(sql.length);
  prepared.text = pieces.join('');
  return prepared;
}

/** Squawk's parser recurses and dies of what is nested too deep, for all files of its run. */
const mostTokens = 5_000;
const deepest = 100;

function isTooLarge({ tokens }: Statement): boolean {
  if (tokens.length > mostTokens) return true;
  let depth = 0;
  return tokens.some((token) => {
    depth += depthOf(token);
    return depth > deepest;
  });
}

function clausesOf(statement: Statement, operations: SchemaOperation[]): LintedStatement['clauses'] {
  const whole = [{ start: statement.start, operations }];
  const clauses = clausesOfAlterTable(statement.tokens, 'postgres');
  if (clauses === null) return whole;
  let at = 0;
  return clauses.map((clause) => {
    const start = at;
    at += clause.operations.length;
    return { start: clause.start, operations: operations.slice(start, at) };
  });
}

/** As long as the text, with its line feeds: squawk counts lines by carriage returns too. */
export function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
