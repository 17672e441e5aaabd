import { splitStatements } from '../../sql/split-statements.ts';

/** A text with marks of both directions in it. */
export interface Directions {
  /** The lines that run forward, at their places; all others blank. */
  forward: string;
  /** The lines of the way back, blank likewise; null where the text has no mark for it. */
  back: string | null;
  transaction: 'one' | 'none' | 'unknown';
  /** The first line above all marks that holds more than comments: no tool says what it does; null for none. */
  outside: number | null;
}

/** Marks of goose, sql-migrate, dbmate, node-pg-migrate, Play, shmig and rambler, one per line; `rest` holds options. */
const marks: readonly { pattern: RegExp; inTransaction: boolean }[] = [
  { pattern: /^\s*--\s*\+goose\s+(up|down)\b(.*)$/i, inTransaction: true },
  { pattern: /^\s*--\s*\+migrate\s+(up|down)\b(.*)$/i, inTransaction: true },
  { pattern: /^\s*--\s*migrate:(up|down)\b(.*)$/i, inTransaction: true },
  { pattern: /^\s*--\s*(up|down)\s+migration\s*()$/i, inTransaction: false },
  { pattern: /^\s*(?:#|--)[\s-]*!(up|down)s\b(.*)$/i, inTransaction: false },
  { pattern: /^\s*--\s*=+\s*(up|down)\s*=+()\s*$/i, inTransaction: false },
  { pattern: /^\s*--\s*rambler\s+(up|down)\b(.*)$/i, inTransaction: false },
];
const noTransaction = /^\s*--\s*(?:\+goose\s+no\s+transaction|no-transaction|atlas:txmode\s+none)\b/i;
const optionOff = /notransaction|transaction\s*:\s*false/i;
/** Longer lines hold data, not marks. */
const longestMark = 200;

/** Divides a text at its marks; null when none says where it runs forward. */
export function readDirections(text: string): Directions | null {
  if (!/^[ \t]*(?:--|#)[^\n]{0,40}\b(?:up|down)s?\b/im.test(text)) return null;
  const lines = text.split('\n');
  let direction: 'up' | 'down' | null = null;
  let marked = false;
  let hasForward = false;
  let hasBack = false;
  let inTransaction = false;
  let off = false;
  const above: string[] = [];
  const forward: string[] = [];
  const back: string[] = [];
  for (const line of lines) {
    const mark = line.length > longestMark ? null : markOf(line.trimEnd());
    if (mark !== null) {
      marked = true;
      direction = mark.direction;
      if (direction === 'down') hasBack = true;
      else {
        hasForward = true;
        inTransaction ||= mark.inTransaction;
        off ||= optionOff.test(mark.options);
      }
    } else if (noTransaction.test(line.slice(0, longestMark))) off = true;
    if (!marked) above.push(line);
    forward.push(mark === null && direction === 'up' ? line : '');
    back.push(mark === null && direction === 'down' ? line : '');
  }
  if (!hasForward) return null;
  return {
    forward: forward.join('\n'),
    back: hasBack ? back.join('\n') : null,
    transaction: off ? 'none' : inTransaction ? 'one' : 'unknown',
    outside: splitStatements(above.join('\n'))[0]?.line ?? null,
  };
}

/** Whether a text without marks asks to be run outside a transaction (sqlx, Atlas). */
export function refusesTransaction(text: string): boolean {
  return text
    .slice(0, 4_000)
    .split('\n')
    .some((line) => noTransaction.test(line.slice(0, longestMark)));
}

function markOf(line: string): { direction: 'up' | 'down'; options: string; inTransaction: boolean } | null {
  for (const { pattern, inTransaction } of marks) {
    const found = pattern.exec(line);
    if (found) {
      return {
        direction: found[1]!.toLowerCase() === 'up' ? 'up' : 'down',
        options: found[2]!,
        inTransaction,
      };
    }
  }
  return null;
}

/** Whether a way back is one: it holds a statement that is more than `SELECT 1`. */
export function goesBack(text: string): boolean {
  return splitStatements(text).some(({ tokens }) => tokens[0]!.keyword !== 'SELECT' || tokens.length > 2);
}
