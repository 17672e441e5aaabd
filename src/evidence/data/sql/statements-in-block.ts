import { splitStatements } from './split-statements.ts';
import type { Statement, Token } from './token.ts';

/** What a block's statement may start with before the SQL in it. */
const openers = new Set(['BEGIN', 'ELSE', 'LOOP', 'THEN']);
/** These are followed by a condition up to THEN or LOOP. */
const conditions = new Set(['IF', 'ELSIF', 'ELSEIF', 'WHEN', 'WHILE', 'FOR', 'FOREACH', 'CASE']);
const sqlVerbs = new Set('ALTER CREATE DROP RENAME TRUNCATE INSERT UPDATE DELETE MERGE WITH DO'.split(' '));

/** SQL statements found in a block, without what guards them, and what of it cannot be read. */
interface BlockStatements {
  statements: Statement[];
  unread: { line: number; reason: string }[];
}

/**
 * The SQL statements in the body of a `DO $$ … $$`, with offsets and lines of the text around it. SQL that the block
 * computes is unread.
 */
export function statementsInBlock(tokens: readonly Token[]): BlockStatements {
  const found: BlockStatements = { statements: [], unread: [] };
  const body = tokens.find((token) => token.type === 'body');
  const { line } = tokens[0]!;
  const language = tokens.findIndex((token) => token.keyword === 'LANGUAGE');
  const foreign = language !== -1 && tokens[language + 1]?.value.toLowerCase() !== 'plpgsql';
  if (!body || foreign) {
    const reason = foreign
      ? 'a block in a language other than SQL'
      : 'a block without a body in dollar quotes';
    return { statements: [], unread: [{ line, reason }] };
  }
  const offset = body.start + (body.end - body.start - body.value.length) / 2;
  for (const statement of splitStatements(body.value, 'postgres', body.line)) {
    if (statement.broken !== null) {
      found.unread.push({ line: statement.line, reason: statement.broken });
      continue;
    }
    const inner = statement.tokens.slice(sqlStart(statement.tokens));
    const first = inner[0];
    if (!first) continue;
    if (first.keyword === 'EXECUTE') {
      const plain = inner[1] && (inner[1].type === 'string' || inner[1].type === 'body');
      const whole = inner.length === 2 || inner[2]?.keyword === 'USING';
      if (!plain || !whole) found.unread.push({ line: first.line, reason: 'computed SQL' });
      else found.statements.push(...shift(statementsInText(inner[1]!), offset));
    } else if (sqlVerbs.has(first.keyword)) {
      const { start } = first;
      found.statements.push(...shift([{ ...statement, tokens: inner, line: first.line, start }], offset));
    }
  }
  return found;
}

/** The statements of a text that a block executes, with its offsets; quotes doubled in it are left as they are. */
function statementsInText(text: Token): Statement[] {
  const offset = text.start + (text.end - text.start - text.value.length) / 2;
  return shift(splitStatements(text.value, 'postgres', text.line), offset);
}

function shift(statements: Statement[], offset: number): Statement[] {
  return statements.map((statement) => ({
    ...statement,
    start: statement.start + offset,
    end: statement.end + offset,
    tokens: statement.tokens.map((token) => ({
      ...token,
      start: token.start + offset,
      end: token.end + offset,
    })),
  }));
}

/** Where the SQL of a block's statement starts: behind BEGIN, IF … THEN, FOR … LOOP and the like. */
function sqlStart(tokens: readonly Token[]): number {
  let at = 0;
  while (at < tokens.length) {
    const keyword = tokens[at]!.keyword;
    if (keyword === 'DECLARE') {
      // Declarations end in `;`, so this one is the first of them.
      return tokens.length;
    }
    if (openers.has(keyword)) at++;
    else if (keyword === 'EXCEPTION' && tokens[at + 1]?.keyword === 'WHEN') at++;
    else if (conditions.has(keyword)) {
      while (at < tokens.length && tokens[at]!.keyword !== 'THEN' && tokens[at]!.keyword !== 'LOOP') at++;
    } else return at;
  }
  return at;
}
