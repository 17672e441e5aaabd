/** A word, a string (its text without quotes) or one delimiter. */
export interface Token {
  kind: 'word' | 'string' | 'mark';
  text: string;
  /** 1-based. */
  line: number;
}

/** What a .proto file says that cannot be read; the message names the line. */
export class ProtoSyntaxError extends Error {
  constructor(what: string, line: number) {
    super(`${what} (line ${line})`);
    this.name = 'ProtoSyntaxError';
  }
}

const marks = new Set('{}[]()<>=;,:'.split(''));

/**
 * The tokens of a .proto file, without comments and white space, in linear time. Throws a {@link ProtoSyntaxError} for
 * a string or a comment without an end.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '\n') line++;
    if (char === '/' && text[at + 1] === '/') {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    } else if (char === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      if (end === -1) throw new ProtoSyntaxError('a comment without an end', line);
      for (let each = at; each < end; each++) if (text.charCodeAt(each) === 10) line++;
      at = end + 2;
    } else if (char === '"' || char === "'") {
      const end = endOfString(text, at, line);
      tokens.push({ kind: 'string', text: text.slice(at + 1, end), line });
      at = end + 1;
    } else if (marks.has(char)) {
      tokens.push({ kind: 'mark', text: char, line });
      at++;
    } else if (isSpace(char)) at++;
    else {
      const start = at;
      while (at < text.length && isWordPart(text, at)) at++;
      tokens.push({ kind: 'word', text: text.slice(start, at), line });
    }
  }
  return tokens;
}

function endOfString(text: string, start: number, line: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === text[start]) return at;
    else if (char === '\n') break;
  }
  throw new ProtoSyntaxError('a string without an end', line);
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r' || char === '\f' || char === '\v';
}

function isWordPart(text: string, at: number): boolean {
  const char = text[at]!;
  if (marks.has(char) || char === '"' || char === "'" || isSpace(char)) return false;
  return !(char === '/' && (text[at + 1] === '/' || text[at + 1] === '*'));
}
