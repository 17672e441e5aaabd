/**
 * One piece of SQL. `word`: a keyword or a bare name; `name`: a quoted one; `body`: a dollar-quoted text, mostly code;
 * `symbol`: one character of anything else. Comments are no tokens.
 */
export interface Token {
  type: 'word' | 'name' | 'string' | 'body' | 'number' | 'symbol';
  /** Without quotes; escapes inside are left as they stand. */
  value: string;
  /** Of a word, upper case; of anything else empty, so that no quoted name is taken for a keyword. */
  keyword: string;
  /** 1-based in the text's file. */
  line: number;
  /** Offset in the text; `end` is behind the last character, quotes included. */
  start: number;
  end: number;
}

/** One statement of a SQL text, without its `;`. */
export interface Statement {
  tokens: Token[];
  /** Of its first token. */
  line: number;
  start: number;
  end: number;
  /** Why its text cannot be trusted to be what a database would see; null for sound SQL. */
  broken: string | null;
}
