import { ProtoSyntaxError, type Token } from './tokenize.ts';

/** `tokens ;` or `tokens { body }`: all that the language is made of. */
export interface Statement {
  /** Never empty. */
  tokens: Token[];
  /** Null for one that ends with a semicolon. */
  body: Statement[] | null;
  line: number;
}

/** protoc's own limit on nested messages is 32; options in braces are not counted here. */
const deepest = 64;

/**
 * The statements of a .proto file as a tree, in linear time and without recursion. Braces inside of options belong to
 * their statement. Throws a {@link ProtoSyntaxError} for braces that do not match.
 */
export function readStatements(tokens: readonly Token[]): Statement[] {
  const root: Statement[] = [];
  const open: Statement[][] = [root];
  let at = 0;
  while (at < tokens.length) {
    const first = tokens[at]!;
    if (isMark(first, ';')) {
      at++;
    } else if (isMark(first, '}')) {
      if (open.length === 1) throw new ProtoSyntaxError('a } without its {', first.line);
      open.pop();
      at++;
    } else {
      const end = endOfStatement(tokens, at);
      const statement: Statement = { tokens: tokens.slice(at, end), body: null, line: first.line };
      open.at(-1)!.push(statement);
      if (isMark(tokens[end]!, '{')) {
        statement.body = [];
        open.push(statement.body);
        if (open.length > deepest) throw new ProtoSyntaxError('blocks nested too deep', first.line);
      }
      at = end + 1;
    }
  }
  if (open.length > 1) throw new ProtoSyntaxError('a { without its }', tokens.at(-1)!.line);
  return root;
}

/** Position of the `;` or `{` that ends a statement. */
function endOfStatement(tokens: readonly Token[], start: number): number {
  const isOption = tokens[start]!.text === 'option';
  let brackets = 0;
  let braces = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind !== 'mark') continue;
    if (token.text === '[') brackets++;
    else if (token.text === ']') brackets--;
    else if (token.text === '{') {
      if (at === start) break;
      if (brackets === 0 && !isOption) return at;
      braces++;
    } else if (token.text === '}') {
      braces--;
      if (braces < 0) break;
    } else if (token.text === ';' && brackets === 0 && braces === 0) return at;
  }
  throw new ProtoSyntaxError('a statement without an end', tokens[start]!.line);
}

/** Whether a token is this delimiter and no string that looks like it. */
export function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}
