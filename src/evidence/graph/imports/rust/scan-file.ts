import type { Extract, Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { parseUse } from './parse-use.ts';
import { createScopes } from './scopes.ts';
import {
  endOfLiteral,
  endOfName,
  endOfRawString,
  endOfString,
  endOfTokens,
  isNameAt,
  isRawPrefix,
  skipTrivia,
} from './skip.ts';

// Macros that pass their items on as they are, but for an attribute: `cfg_if!`, tokio's `cfg_rt!` and `feature!`.
const conditional = /^(?:cfg\w*|feature)$/;

/**
 * What a Rust text imports and declares, in one pass; time and memory are linear in the text's length.
 *
 * Imports: each path of each `use` and `extern crate`, at any depth of blocks, and each `mod x;`. The arguments of
 * macros and the bodies of `macro_rules!` are no items and are passed over, but for macros called `cfg…!` and
 * `feature!`, which hold items under a condition. Paths in expressions and types (`crate::a::f()`) are not read.
 * A path is seen from the file: `use super::*` in an inline `mod tests` is `self::*`. Notation: the path as it is
 * written, `::x` for `extern crate x`, `mod a::b` for `mod b;` in an inline `mod a`, `mod b=c.rs` with `#[path]`.
 * `mod x;` and `pub use x::Y` of a module below count as type-only: they say what a module consists of and shows, and
 * make it depend on nothing in its parts; with them, every file that uses its parent (`super`) would be a cycle.
 *
 * Declares: `a::b` for an inline module, `b;` and `b;c.rs` for those in files of their own.
 */
export function scanFile(text: string): Extract {
  const imports: Import[] = [];
  const lineOf = lineCounter(text);
  const scopes = createScopes();
  let depth = 0;
  /** Depths of the braces of `cfg…!` that are open: items in them are the module's. */
  const conditions: number[] = [];
  let attributePath: string | null = null;
  /** Where the item begins that the last `pub` stands before. */
  let publicFrom = -1;

  function readWord(at: number): number {
    const end = endOfName(text, at);
    const length = end - at;
    if (length > 6 && text.charCodeAt(end) !== 33) return end;
    const next = text.charCodeAt(end);
    if (next === 33 /* ! */) return readMacro(at, end);
    if ((next === 34 || next === 35) && isRawPrefix(text, at, end)) {
      const raw = endOfRawString(text, end);
      // `r#use` is a name.
      return raw === end ? (next === 35 ? endOfName(text, end + 1) : end) : raw;
    }
    if (length === 3) {
      if (text.startsWith('pub', at)) return readVisibility(end);
      if (text.startsWith('use', at)) return readUse(at, end);
      if (text.startsWith('mod', at)) return readMod(at, end);
    } else if (length === 6 && text.startsWith('extern', at)) return readExtern(at, end);
    return end;
  }

  /** How deep the items of the innermost module stand. */
  function itemDepth(): number {
    const last = conditions.at(-1) ?? 0;
    return Math.max(last, scopes.depth());
  }

  function readUse(at: number, end: number): number {
    const next = skipTrivia(text, end);
    // `impl Trait + use<'a>` captures.
    if (text[next] === '<') return next;
    const found = parseUse(text, end);
    if (found.paths.length > 0) {
      const line = lineOf(at);
      for (const { path, name } of found.paths) {
        const one: Import = { specifier: path, line, typeOnly: false };
        imports.push(one);
        scopes.use({ written: one, isPublic: at === publicFrom, inBlock: depth > itemDepth() }, name);
      }
    }
    return found.end;
  }

  /** `pub` or `pub(in a::b)`, whose first word ends at `end`. */
  function readVisibility(end: number): number {
    const open = skipTrivia(text, end);
    publicFrom = text[open] === '(' ? skipTrivia(text, endOfTokens(text, open)) : open;
    return publicFrom;
  }

  function readExtern(at: number, end: number): number {
    const crate = skipTrivia(text, end);
    if (!text.startsWith('crate', crate) || isNameAt(text, crate + 5)) return end;
    const start = skipTrivia(text, crate + 5);
    const close = endOfName(text, start);
    const name = text.slice(start, close);
    if (name !== '' && name !== 'self' && name.length <= 100) {
      imports.push({ specifier: `::${name}`, line: lineOf(at), typeOnly: false });
    }
    return Math.max(close, crate + 5);
  }

  function readMod(at: number, end: number): number {
    const written = skipTrivia(text, end);
    const start = text.startsWith('r#', written) ? written + 2 : written;
    const close = endOfName(text, start);
    const next = skipTrivia(text, close);
    const path = attributePath;
    if (close === start || /\d/.test(text[start]!)) return end;
    const name = text.slice(start, close);
    if (text[next] === '{') {
      depth++;
      scopes.open(name, depth);
      return next + 1;
    }
    if (text[next] !== ';') return close;
    const declared = scopes.declare(name, path);
    if (declared !== null) imports.push({ specifier: `mod ${declared}`, line: lineOf(at), typeOnly: true });
    attributePath = null;
    return next + 1;
  }

  /** `#[path = "x.rs"]`, within `cfg_attr` too, is kept for the next `mod`; other attributes are passed over. */
  function readAttribute(at: number): number {
    const open = text.charCodeAt(at + 1) === 33 ? at + 2 : at + 1;
    if (text.charCodeAt(open) !== 91) return at + 1;
    const end = endOfTokens(text, open);
    const word = text.slice(open, Math.min(end, open + 300)).search(/\bpath\s*=\s*"/);
    if (word !== -1) {
      const quote = text.indexOf('"', open + word);
      const close = endOfString(text, quote);
      const path = text.slice(quote + 1, close - 1);
      if (path.length <= 200 && !path.includes('\\')) attributePath = path;
    }
    return end;
  }

  /** Past the arguments of a macro, unless they are items under a condition. */
  function readMacro(at: number, end: number): number {
    if (text.charCodeAt(end + 1) === 61) return end + 1;
    let open = skipTrivia(text, end + 1);
    const name = text.slice(at, Math.min(end, at + 100));
    if (name === 'macro_rules') open = skipTrivia(text, endOfName(text, open));
    const bracket = text[open];
    if (bracket === '{' && conditional.test(name)) {
      // Within a function it holds statements.
      if (depth === itemDepth()) conditions.push(depth + 1);
      return open;
    }
    if (bracket !== '(' && bracket !== '[' && bracket !== '{') return end + 1;
    return operators.has(name) ? open : endOfTokens(text, open);
  }

  let at = text.startsWith('#!') && !text.startsWith('#![') ? text.indexOf('\n') : 0;
  if (at === -1) at = text.length;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isNameAt(text, at)) at = readWord(at);
    else if (code === 35 /* # */) at = readAttribute(at);
    else {
      if (code === 123 /* { */) depth++;
      else if (code === 125 /* } */) {
        scopes.close(depth);
        if (conditions.at(-1) === depth) conditions.pop();
        if (depth > 0) depth--;
      }
      // What an attribute says holds for the item after it.
      if (code === 59 || code === 123) attributePath = null;
      at = code === 47 || code === 34 || code === 39 ? Math.max(endOfLiteral(text, at), at + 1) : at + 1;
    }
  }
  return { imports, declares: scopes.finish() };
}

/** Words before `!` and a bracket that are no macro's name. */
const operators = new Set(['if', 'while', 'return', 'match', 'in', 'else', 'break', 'move', 'await']);
