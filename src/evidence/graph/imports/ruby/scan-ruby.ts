import type { Extract, Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { endOfName, isWord } from '../scanning/names.ts';
import { endOfLine } from '../scanning/skip.ts';
import { isBlank, isUpper, skipBlanks } from './characters.ts';
import { type Frame, literalOf } from './frames.ts';
import { importOf } from './import-of.ts';
import { keyword, keywordAt } from './keywords.ts';
import { delimited, type Literal, readHeredoc, readPercent, skipLiteral } from './literals.ts';
import { createScopes } from './scopes.ts';
import { createState } from './state.ts';
import {
  endOfMethodName,
  endOfNumber,
  endOfPath,
  endOfSymbol,
  isAssignment,
  isDefinition,
  isKey,
  isSuffix,
  readClassHeader,
  skipLineStart,
  skipNames,
  slashFinder,
  takesArgument,
} from './tokens.ts';

const quote = { double: 34, single: 39, back: 96 };

/**
 * Reads a Ruby file in one pass: what it requires (`x` for `require`, `load` and `autoload`, `./x` for
 * `require_relative`, `$PWD/x` for a `require './x'`, which means the folder of the process), and once for each
 * lexical nesting the constants it names: `::Order`, or `Shop::Cart|Item` for Item in `class Shop::Cart`.
 * Declares the constants it defines, by full name. Linear in the text's length.
 */
export function scanRuby(text: string): Extract {
  const imports: Import[] = [];
  const lineOf = lineCounter(text);
  const scopes = createScopes();
  const frames: Frame[] = [];
  const heredocs: Literal[] = [];
  const state = createState();
  let parens = 0;
  /** The depth of parentheses at which `do` belongs to a `while`; minus one when none is due. */
  let loopAt = -1;
  /** The depth at which the parameters of a `def` close; minus one when none are open. */
  let parametersAt = -1;
  /** The header of a class whose superclass is being read, and the depth it stands at. */
  let header: { path: string; parens: number } | null = null;
  const hasSlash = slashFinder(text);

  function add(specifier: string, at: number) {
    imports.push({ specifier, line: lineOf(at), typeOnly: false });
  }

  function enterHeredocs() {
    while (heredocs.length > 0) frames.push({ literal: heredocs.pop()! });
  }

  function endStatement() {
    if (header !== null && parens <= header.parens) {
      scopes.enter(header.path);
      header = null;
    }
    loopAt = -1;
    state.operator();
    state.isFresh = true;
  }

  function readLiteral(at: number, literal: Literal): number {
    const end = skipLiteral(text, at, literal, heredocs.length > 0);
    switch (literal.stop) {
      case 'closed':
        frames.pop();
        if (literal.id !== null) {
          state.operator();
          state.isFresh = true;
          return literalOf(frames.at(-1)) !== null ? end : skipLineStart(text, end);
        }
        state.value();
        break;
      case 'interpolation':
        frames.push({ blocks: scopes.depth(), parens });
        state.operator();
        break;
      case 'line':
        enterHeredocs();
    }
    return end;
  }

  function closeBrace(at: number): number {
    const top = frames.at(-1);
    if (top === 'brace') frames.pop();
    else if (top !== undefined && 'blocks' in top) {
      frames.pop();
      scopes.leaveTo(top.blocks);
      parens = top.parens;
    }
    state.value();
    return at + 1;
  }

  /** Skips the name of a method being defined, and says whether its body ends with `end`. */
  function readDefinition(at: number): number {
    const end = endOfMethodName(text, at);
    scopes.enterBlock();
    const next = skipBlanks(text, end);
    if (text.charCodeAt(next) === 40 /* ( */) parametersAt = parens;
    else if (next > end && isAssignment(text, next)) scopes.leave();
    state.operator();
    return end;
  }

  function readHeader(at: number, isClass: boolean): number {
    const { path, end, hasSuperclass } = readClassHeader(text, at, isClass);
    state.operator();
    if (path === null) scopes.enterBlock();
    else if (hasSuperclass) header = { path, parens };
    else {
      scopes.enter(path);
      state.value();
    }
    return end;
  }

  /** Reads a constant at `at`, whose path is relative or begins with `::`. */
  function readConstant(at: number, isAbsolute: boolean): number {
    const start = isAbsolute ? at + 2 : at;
    let end = endOfPath(text, start);
    const code = text.charCodeAt(end);
    if (
      !state.isTernary &&
      code === 58 &&
      text.charCodeAt(end + 1) !== 58 &&
      end === endOfName(text, start)
    ) {
      state.operator();
      return end + 1;
    }
    const after = end;
    const mayCall = code === 40 /* ( */ || takesArgument(text, end, state.isFresh);
    if (mayCall) {
      // `Integer(x)` calls a method.
      const owner = text.slice(start, end).lastIndexOf('::');
      if (owner === -1) {
        state.value(true);
        return after;
      }
      end = start + owner;
    }
    const path = text.slice(isAbsolute ? at : start, end);
    if (!mayCall && isDefinition(text, after)) {
      scopes.declare(path);
      const owner = path.lastIndexOf('::');
      if (owner > 0) refer(path.slice(0, owner), at);
    } else if (path !== 'END' && path !== 'BEGIN') {
      refer(path, at);
    }
    state.value(mayCall);
    return after;
  }

  function refer(path: string, at: number) {
    const specifier = scopes.refer(path);
    if (specifier !== null) add(specifier, at);
  }

  function readWord(at: number): number {
    const first = text.charCodeAt(at);
    const isMember = state.afterDot;
    state.afterDot = false;
    if (!isMember && isUpper(first)) return readConstant(at, false);
    let end = endOfName(text, at);
    const hasSuffix = isSuffix(text, end);
    if (hasSuffix) end++;
    if (!isMember && !state.isTernary && isKey(text, end)) {
      state.operator();
      return end + 1;
    }
    if (hasSuffix) {
      state.value(true);
      return end;
    }
    const kind = keywordAt(text, at, end);
    const path = kind < keyword.require ? null : importOf(text, kind, at, end, isMember);
    if (path !== null) add(path, at);
    if (kind === keyword.none || isMember) {
      state.value(true);
      return end;
    }
    switch (kind) {
      case keyword.condition:
      case keyword.loop:
        if (!state.operand && !state.jumped) {
          scopes.enterBlock();
          if (kind === keyword.loop) loopAt = parens;
        }
        state.operator();
        break;
      case keyword.for:
      case keyword.block:
        scopes.enterBlock();
        if (kind === keyword.for) loopAt = parens;
        state.operator();
        break;
      case keyword.do:
        if (loopAt === parens) loopAt = -1;
        else scopes.enterBlock();
        state.operator();
        break;
      case keyword.end:
        if (header !== null) header = null;
        else scopes.leave();
        state.value();
        break;
      case keyword.class:
      case keyword.module:
        return readHeader(end, kind === keyword.class);
      case keyword.def:
        return readDefinition(end);
      case keyword.connective:
      case keyword.jump:
        state.operator();
        state.jumped = kind === keyword.jump;
        break;
      case keyword.alias:
      case keyword.undef:
        state.value();
        return skipNames(text, end, kind === keyword.alias ? 2 : 1);
      default:
        state.value(kind !== keyword.value);
    }
    return end;
  }

  /** Whether an operator that might open a literal does so: where a value must come, or by the spaces around it. */
  function opensLiteral(at: number, length: number): boolean {
    if (!state.operand) return true;
    if (!state.callable || !state.spaced) return false;
    const next = text.charCodeAt(at + length);
    return !isBlank(next) && next !== 10 && next !== 61;
  }

  function readColon(at: number): number {
    const next = text.charCodeAt(at + 1);
    if (next === 58 /* : */) {
      const upper = isUpper(text.charCodeAt(at + 2));
      if (upper && (!state.operand || (state.callable && state.spaced))) return readConstant(at, true);
      if (upper) {
        state.value(true); // Of a value: `self.class::NAME`.
        return endOfName(text, at + 2);
      }
      state.afterDot = true;
      return at + 2;
    }
    if (next === quote.double || next === quote.single) {
      frames.push({ literal: delimited(next, next === quote.double) });
      return at + 2;
    }
    const end = endOfSymbol(text, at, !state.operand || (state.callable && state.spaced));
    if (end === -1) state.operator();
    else state.value();
    return end === -1 ? at + 1 : end;
  }

  let at = skipLineStart(text, text.startsWith('\uFEFF') ? 1 : 0);
  while (at < text.length) {
    const literal = literalOf(frames.at(-1));
    if (literal !== null) {
      at = readLiteral(at, literal);
      continue;
    }
    const code = text.charCodeAt(at);
    if (isWord(code) && !(code >= 48 && code <= 57)) {
      at = readWord(at);
      state.spaced = false;
      continue;
    }
    if (isBlank(code)) {
      state.spaced = true;
      at++;
      continue;
    }
    if (code === 10) {
      endStatement();
      at++;
      if (heredocs.length > 0) enterHeredocs();
      else at = skipLineStart(text, at);
    } else {
      at = readSign(at, code);
    }
    state.spaced = false;
  }

  function readSign(at: number, code: number): number {
    state.afterDot = false;
    switch (code) {
      case 35 /* # */:
        return endOfLine(text, at);
      case 92 /* \ */:
        return at + 2;
      case quote.double:
      case quote.back:
      case quote.single:
        frames.push({ literal: delimited(code, code !== quote.single) });
        return at + 1;
      case 36 /* $ */:
        state.value();
        return isWord(text.charCodeAt(at + 1)) ? endOfName(text, at + 1) : at + 2;
      case 64 /* @ */:
        state.value();
        return endOfName(text, text.charCodeAt(at + 1) === 64 ? at + 2 : at + 1);
      case 47 /* / */:
        if (opensLiteral(at, 1) && (!state.operand || hasSlash(at))) {
          frames.push({ literal: delimited(code, true, true) });
        }
        state.operator();
        return at + 1;
      case 58 /* : */:
        return readColon(at);
      case 37 /* % */:
        {
          const percent = opensLiteral(at, 1) ? readPercent(text, at) : null;
          state.operator();
          if (percent === null) return at + 1;
          frames.push({ literal: percent.literal });
          return percent.end;
        }
      case 60 /* < */:
        {
          const isShift = text.charCodeAt(at + 1) === 60;
          const heredoc = isShift && opensLiteral(at, 2) ? readHeredoc(text, at, state.operand) : null;
          if (heredoc === null) {
            state.operator();
            return isShift ? at + 2 : at + 1;
          }
          heredocs.push(heredoc.literal);
          state.value();
          return heredoc.end;
        }
      case 63 /* ? */:
        {
          const next = text.charCodeAt(at + 1);
          if (!state.operand && next > 32 && !isWord(text.charCodeAt(at + 2))) {
            state.value();
            return next === 92 ? endOfName(text, at + 3) : at + 2;
          }
          state.operator();
          state.isTernary = true;
          return at + 1;
        }
      case 46 /* . */:
        if (text.charCodeAt(at + 1) === 46) {
          state.operator();
          return text.charCodeAt(at + 2) === 46 ? at + 3 : at + 2;
        }
        state.afterDot = true;
        return skipBlanks(text, at + 1);
      case 40 /* ( */:
        parens++;
        state.operator();
        return at + 1;
      case 41 /* ) */:
        parens--;
        state.value();
        if (parens === parametersAt) {
          parametersAt = -1;
          if (isAssignment(text, skipBlanks(text, at + 1))) scopes.leave();
        }
        return at + 1;
      case 93 /* ] */:
        state.value();
        return at + 1;
      case 123 /* { */:
        frames.push('brace');
        state.operator();
        return at + 1;
      case 125 /* } */:
        return closeBrace(at);
      case 59 /* ; */:
        endStatement();
        return at + 1;
      default:
        if (code >= 48 && code <= 57) {
          state.value();
          return endOfNumber(text, at);
        }
        state.operator();
        return at + 1;
    }
  }

  return { imports, declares: scopes.declared() };
}
