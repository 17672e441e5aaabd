import type { Import } from '../language.ts';
import { classes, space, wordCharacter } from '../scanning/characters.ts';
import {
  endOfComment,
  endOfLine,
  endOfRegularExpression,
  endOfString,
  endOfWord,
  isWordAt,
  skipTrivia,
} from '../scanning/skip.ts';
import { lastCandidate } from './last-candidate.ts';
import { isTypeMember, parseCall, parseExport, parseImport, type Statement } from './parse-statement.ts';
import { context, enterMarkup, type Markup, skipMarkup } from './skip-markup.ts';

/** `typescript` has no JSX, `tsx` and `javascript` may; `declaration` files leave nothing at run time. */
export type Dialect = 'typescript' | 'tsx' | 'javascript' | 'declaration';

/** What a word does to the token after it. */
const operator = 1; // An operand follows: `/` begins a regular expression.
const statement = 2; // So it does, and `{` begins a block.
const condition = 3; // A parenthesis follows that is no operand.
const loading = 4; // `import`, `export`, `require`.

const keywords = new Map<string, number>([
  ...['return', 'typeof', 'instanceof', 'in', 'of', 'new', 'delete', 'void', 'throw', 'case', 'default'].map(
    (word) => [word, operator] as const,
  ),
  ['yield', operator],
  ['await', operator],
  ['else', statement],
  ['do', statement],
  ...['if', 'while', 'for', 'with'].map((word) => [word, condition] as const),
  ...['import', 'export', 'require'].map((word) => [word, loading] as const),
]);

/** Bit n is set for the first letters of keywords of n characters: most names are dismissed by it. */
const keywordLengths = new Uint32Array(128);
for (const word of keywords.keys()) keywordLengths[word.charCodeAt(0)]! |= 1 << word.length;

/**
 * Every import of a TypeScript or JavaScript text: static, side-effect, re-export, `import x = require()`,
 * `require()` and `import()` of a string, TypeScript's `import('x').Type`. One pass over the tokens that tells
 * comments, strings, templates, regular expressions and JSX text from code by the token before, as
 * es-module-lexer does; time and memory are linear in the text's length whatever stands in it.
 */
export function scanImports(text: string, dialect: Dialect): Import[] {
  const last = lastCandidate(text);
  if (last === -1) return [];

  const imports: Import[] = [];
  const contexts: number[] = [];
  const markup: Markup = { contexts, tags: [], closing: null };
  const hasMarkup = dialect === 'tsx' || dialect === 'javascript';
  const hasTypes = dialect !== 'javascript';
  /** Whether the last token ends an operand, so that a slash divides. */
  let operand = false;
  /** Whether a brace after the last token opens a block and no object. */
  let block = true;
  let afterDot = false;
  let afterCondition = false;
  let afterTypeof = false;
  /** A line that holds no end of a regular expression is searched for one only once. */
  let noRegularExpressionBefore = 0;
  let line = 1;
  let nextFeed = endOfLine(text, 0);

  function record(at: number, found: Statement): void {
    while (nextFeed < at) {
      line++;
      nextFeed = endOfLine(text, nextFeed + 1);
    }
    const typeOnly = found.typeOnly || dialect === 'declaration';
    imports.push({ specifier: found.specifier, line, typeOnly });
  }

  /** Reads on in a template from `at` to its end, or to the code of a substitution. */
  function skipTemplate(at: number): number {
    for (let position = at; position < text.length; position++) {
      const code = text.charCodeAt(position);
      if (code === 92 /* \ */) position++;
      else if (code === 96 /* ` */) {
        operand = true;
        block = true;
        return position + 1;
      } else if (code === 36 /* $ */ && text.charCodeAt(position + 1) === 123) {
        contexts.push(context.template);
        operand = false;
        block = false;
        return position + 2;
      }
    }
    return text.length;
  }

  /** Reads on in JSX from `at`; its end is an operand, an expression inside it begins afresh. */
  function leaveMarkup(position: number): number {
    operand = contexts.at(-1) !== context.expression;
    block = false;
    return position;
  }

  function closeBrace(at: number): number {
    while (contexts.length > 0 && contexts.at(-1)! <= context.condition) contexts.pop();
    const closed = contexts.pop();
    operand = closed === context.object;
    block = true;
    if (closed === context.template) return skipTemplate(at + 1);
    if (closed === context.expression) return leaveMarkup(skipMarkup(text, at + 1, markup));
    return at + 1;
  }

  function readWord(at: number): number {
    const end = endOfWord(text, at);
    const first = text.charCodeAt(at);
    const length = end - at;
    const wasTypeof = afterTypeof;
    const wasCondition = afterCondition;
    const isMember = afterDot;
    afterDot = false;
    afterTypeof = false;
    afterCondition = false;
    operand = true;
    block = true;
    if (isMember || length > 10 || first >= 128 || !(keywordLengths[first]! & (1 << length))) return end;
    const word = text.slice(at, end);
    const effect = keywords.get(word);
    if (effect === undefined) return end;
    if (effect === loading) return readLoading(word, at, end, wasTypeof);
    operand = false;
    block = effect === statement;
    afterTypeof = word === 'typeof';
    afterCondition = effect === condition || (word === 'await' && wasCondition);
    return end;
  }

  function readLoading(word: string, at: number, end: number, wasTypeof: boolean): number {
    let found: Statement | null;
    if (word === 'export') found = parseExport(text, end);
    else if (word === 'require') found = parseCall(text, end);
    else if (text[skipTrivia(text, end)] !== '(') found = parseImport(text, end);
    else {
      found = parseCall(text, end);
      if (found && hasTypes) found.typeOnly = wasTypeof || isTypeMember(text, found.end);
    }
    if (found) {
      record(at, found);
      return found.end;
    }
    // A value is exported, or a name that only looks like the keyword.
    operand = word === 'require';
    return end;
  }

  let at = text.startsWith('#!') ? endOfLine(text, 0) : 0;
  while (at <= last) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? classes[code]! : isWordAt(text, at) ? wordCharacter : space;
    if (kind & space) {
      at++;
      continue;
    }
    if (kind & wordCharacter) {
      at = readWord(at);
      continue;
    }
    if (code === 47 /* / */) {
      const comment = endOfComment(text, at);
      if (comment !== at) {
        at = comment;
        continue;
      }
    }
    const wasCondition = afterCondition;
    afterCondition = false;
    afterTypeof = false;
    afterDot = false;
    switch (code) {
      case 47 /* / */:
        {
          const searched: boolean = !operand && at >= noRegularExpressionBefore;
          const end: number = searched ? endOfRegularExpression(text, at) : -1;
          if (searched && end === -1) noRegularExpressionBefore = endOfLine(text, at);
          operand = end !== -1;
          block = false;
          at = end === -1 ? at + 1 : end;
          break;
        }
      case 34 /* " */:
      case 39 /* ' */:
        at = endOfString(text, at);
        operand = true;
        block = true;
        break;
      case 96 /* ` */:
        at = skipTemplate(at + 1);
        break;
      case 40 /* ( */:
        contexts.push(wasCondition ? context.condition : context.paren);
        operand = false;
        block = false;
        at++;
        break;
      case 41 /* ) */:
        {
          const top = contexts.at(-1);
          operand = top !== context.condition;
          block = true;
          if (top === context.paren || top === context.condition) contexts.pop();
          at++;
          break;
        }
      case 123 /* { */:
        contexts.push(block ? context.block : context.object);
        operand = false;
        block = true;
        at++;
        break;
      case 125 /* } */:
        at = closeBrace(at);
        break;
      case 93 /* ] */:
        operand = true;
        block = true;
        at++;
        break;
      case 46 /* . */:
        if (text.startsWith('...', at)) {
          operand = false;
          block = false;
          at += 3;
        } else {
          afterDot = true;
          at++;
        }
        break;
      case 60 /* < */:
        {
          const next = text.charCodeAt(at + 1);
          const opens =
            hasMarkup && !operand && (next === 62 || (isWordAt(text, at + 1) && !isDigitAt(text, at + 1)));
          const inside = opens ? enterMarkup(text, at, markup) : -1;
          if (inside !== -1) {
            at = leaveMarkup(inside);
          } else {
            operand = false;
            block = false;
            at++;
          }
          break;
        }
      case 43 /* + */:
      case 45 /* - */:
        if (text.charCodeAt(at + 1) === code) {
          at += 2;
        } else {
          operand = false;
          block = false;
          at++;
        }
        break;
      case 33 /* ! */:
        // TypeScript's `a!` is still an operand.
        if (!(hasTypes && operand && text.charCodeAt(at + 1) !== 61)) operand = false;
        block = false;
        at++;
        break;
      default:
        operand = false;
        // After `;`, and after `>` of an arrow or of a return type, a brace opens a block.
        block = code === 59 || code === 62;
        at++;
    }
  }
  return imports;
}

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
