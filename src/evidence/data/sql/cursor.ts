import type { Token } from './token.ts';

/** A place among the tokens of a statement or of a part of one. */
export interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

/** A cursor before the first of some tokens. */
export function cursorOn(tokens: readonly Token[]): Cursor {
  return { tokens, at: 0 };
}

/** The keyword `ahead` tokens on; empty where no bare word stands. */
export function keywordAt(cursor: Cursor, ahead = 0): string {
  return cursor.tokens[cursor.at + ahead]?.keyword ?? '';
}

/** Whether a symbol stands at the cursor. */
export function isSymbol(cursor: Cursor, symbol: string, ahead = 0): boolean {
  const token = cursor.tokens[cursor.at + ahead];
  return token?.type === 'symbol' && token.value === symbol;
}

/** Goes past these keywords if they all stand there in this order, written with blanks between them. */
export function accept(cursor: Cursor, keywords: string): boolean {
  const words = keywords.split(' ');
  if (!words.every((word, ahead) => keywordAt(cursor, ahead) === word)) return false;
  cursor.at += words.length;
  return true;
}

/** Goes past the first of several keywords that stands there; that one, or empty. */
export function acceptOne(cursor: Cursor, keywords: readonly string[]): string {
  return keywords.find((keyword) => accept(cursor, keyword)) ?? '';
}

/** Reads a name with what it is qualified by (`billing.invoice`), without quotes; null where none stands. */
export function takeName(cursor: Cursor): string | null {
  const parts: string[] = [];
  for (;;) {
    const token = cursor.tokens[cursor.at];
    if (!token || (token.type !== 'word' && token.type !== 'name' && token.type !== 'string')) break;
    parts.push(token.value);
    cursor.at++;
    if (!isSymbol(cursor, '.')) break;
    cursor.at++;
  }
  return parts.length > 0 ? parts.join('.') : null;
}

/** The tokens between the parenthesis at the cursor and its closing one, going past it; null where none opens. */
export function takeParenthesis(cursor: Cursor): readonly Token[] | null {
  if (!isSymbol(cursor, '(')) return null;
  const start = cursor.at + 1;
  cursor.at = pastParenthesis(cursor.tokens, cursor.at);
  return cursor.tokens.slice(start, cursor.at - 1);
}

/** The index behind the parenthesis that closes the one at `open`, or behind the last token. */
export function pastParenthesis(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    depth += depthOf(tokens[at]!);
    if (depth === 0) return at + 1;
  }
  return tokens.length + 1;
}

/** Tokens cut at the commas that stand outside every parenthesis; no empty parts. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += depthOf(token);
    if (depth === 0 && token.type === 'symbol' && token.value === ',') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** What is left of the statement. */
export function rest(cursor: Cursor): readonly Token[] {
  return cursor.tokens.slice(cursor.at);
}

/** 1 for what opens a parenthesis or a bracket, -1 for what closes one, else 0. */
export function depthOf(token: Token): number {
  if (token.type !== 'symbol') return 0;
  if (token.value === '(' || token.value === '[') return 1;
  return token.value === ')' || token.value === ']' ? -1 : 0;
}
