import type { Extract, Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { endOfName, isWord } from '../scanning/names.ts';
import { endOfComment, endOfPath, isSpace, skipTrivia } from './characters.ts';
import { readInclude } from './read-include.ts';
import { readUse } from './read-use.ts';
import { endOfSingleQuoted, readHeredoc, skipTemplate, type Template } from './strings.ts';

/** What a brace holds, or the string that code is interpolated into. */
type Frame = 'namespace' | 'class' | 'function' | 'other' | Template;

const keywords = new Set(
  (
    'new readonly use namespace class interface trait enum function const require require_once include include_once ' +
    '__halt_compiler'
  ).split(' '),
);
/** By length and first letter, so that most names cost one look-up. */
const shelves = new Uint8Array(17 * 256);
for (const word of keywords) shelves[word.length * 128 + (word.charCodeAt(0) | 32)] = 1;

/**
 * Reads a PHP file in one pass: `use` (`A\B`, `function A\f`, `const A\C`), names with their whole namespace where they
 * stand (`\A\B`, once each), and included files (`./a.php` for `__DIR__ . '/a.php'`). Declares classes, interfaces, traits
 * and enums by full name, and functions and constants as `function A\f` and `const A\C`. Linear in the text's length.
 */
export function scanPhp(text: string): Extract {
  const imports: Import[] = [];
  const declared = new Set<string>();
  const seen = new Set<string>();
  const lineOf = lineCounter(text);
  const frames: Frame[] = [];
  /** How many frames a name inside belongs to alone: classes and functions. */
  let owners = 0;
  let namespace = '';
  /** What the next brace holds. */
  let pending: Frame = 'other';
  let hasNew = false;
  /** The last character that is neither white space nor in a comment, and where it stands. */
  let previous = -1;
  let at = 0;

  function add(specifier: string, position: number) {
    if (seen.has(specifier)) return;
    seen.add(specifier);
    imports.push({ specifier, line: lineOf(position), typeOnly: false });
  }

  /** The position behind the next opening tag. */
  function skipMarkup(from: number): number {
    for (let open = text.indexOf('<?', from); open !== -1; open = text.indexOf('<?', open + 2)) {
      if (text.charCodeAt(open + 2) === 61 /* = */) return open + 3;
      const isTag = text.slice(open + 2, open + 5).toLowerCase() === 'php';
      if (isTag && (open + 5 >= text.length || isSpace(text.charCodeAt(open + 5)))) return open + 5;
    }
    return text.length;
  }

  function isMember(position: number): boolean {
    const code = text.charCodeAt(previous);
    if (code === 58 /* : */) return text.charCodeAt(previous - 1) === 58;
    if (code === 62 /* > */) return text.charCodeAt(previous - 1) === 45;
    return code === 36 /* $ */ && previous === position - 1;
  }

  function declare(position: number, prefix: string): number {
    const start = skipTrivia(text, text.charCodeAt(position) === 38 ? position + 1 : position);
    const end = endOfName(text, start);
    if (end > start && owners === 0) {
      declared.add(prefix + (namespace === '' ? '' : `${namespace}\\`) + text.slice(start, end));
    }
    return end;
  }

  function readWord(position: number): number {
    const end = endOfName(text, position);
    const wasNew = hasNew;
    hasNew = false;
    const mayBeKeyword = shelves[Math.min(end - position, 16) * 128 + (text.charCodeAt(position) | 32)] === 1;
    const word = mayBeKeyword ? text.slice(position, end).toLowerCase() : '';
    if (!mayBeKeyword || !keywords.has(word) || isMember(position)) {
      // What is left of a name such as `A\B` begins with a backslash that says nothing.
      return endOfPath(text, position);
    }
    const next = skipTrivia(text, end);
    const code = text.charCodeAt(next);
    // A named argument.
    if (code === 58 && text.charCodeAt(next + 1) !== 58 && word !== 'namespace') return end;
    switch (word) {
      case 'new':
      case 'readonly':
        hasNew = wasNew || word === 'new';
        return end;
      case 'use': {
        const top = frames.at(-1);
        const use = top === undefined || top === 'namespace' ? readUse(text, end) : null;
        if (use === null) return end;
        for (const name of use.names) add(name, position);
        return use.end;
      }
      case 'namespace': {
        if (code === 92 /* \ */) return endOfPath(text, end);
        const last = endOfPath(text, next);
        const after = text.charCodeAt(skipTrivia(text, last));
        if (after !== 59 && after !== 123 && after !== 63) return end;
        namespace = text.slice(next, last);
        if (after === 123) pending = 'namespace';
        return last;
      }
      case 'class':
      case 'interface':
      case 'trait':
      case 'enum': {
        const isAnonymous = word === 'class' && (wasNew || code === 40);
        if (isAnonymous) pending = 'class';
        if (isAnonymous || !isWord(code) || (word === 'enum' && !isEnum(next))) return end;
        pending = 'class';
        return declare(next, '');
      }
      case 'function':
        pending = 'function';
        return code === 40 ? end : declare(next, 'function ');
      case 'const':
        return owners === 0 ? readConstants(next) : end;
      case '__halt_compiler':
        return text.length;
      default: {
        const path = readInclude(text, end);
        if (path !== null) add(path, position);
        return end;
      }
    }
  }

  /** `enum` is a name, too: only one that a brace, a type or `implements` follows is declared. */
  function isEnum(position: number): boolean {
    const end = endOfName(text, position);
    const next = skipTrivia(text, end);
    const code = text.charCodeAt(next);
    return code === 123 || code === 58 || text.slice(next, next + 10).toLowerCase() === 'implements';
  }

  function readConstants(position: number): number {
    const end = endOfName(text, position);
    const isAssigned = text.charCodeAt(skipTrivia(text, end)) === 61;
    if (isAssigned) declare(position, 'const ');
    return end;
  }

  function closeBrace(position: number): number {
    const top = frames.at(-1);
    if (typeof top === 'object') return position + 1;
    frames.pop();
    if (top === 'class' || top === 'function') owners--;
    return position + 1;
  }

  function readSign(position: number, code: number): number {
    switch (code) {
      case 39 /* ' */:
        return endOfSingleQuoted(text, position);
      case 34 /* " */:
      case 96 /* ` */:
        frames.push({ close: code, id: null, interpolates: true });
        return position + 1;
      case 60 /* < */:
        {
          const heredoc = text.startsWith('<<<', position) ? readHeredoc(text, position) : null;
          if (heredoc === null) return position + 1;
          frames.push(heredoc.template);
          return heredoc.end;
        }
      case 63 /* ? */:
        return text.charCodeAt(position + 1) === 62 ? skipMarkup(position + 2) : position + 1;
      case 92 /* \ */:
        {
          const end = endOfPath(text, position);
          const path = text.slice(position + 1, end);
          if (path.includes('\\')) add(path, position);
          return Math.max(end, position + 1);
        }
      case 123 /* { */:
        if (pending === 'class' || pending === 'function') owners++;
        frames.push(pending);
        pending = 'other';
        return position + 1;
      case 125 /* } */:
        return closeBrace(position);
      case 59 /* ; */:
        pending = 'other';
        return position + 1;
      case 36 /* $ */:
        return Math.max(endOfName(text, position + 1), position + 1);
      default:
        return position + 1;
    }
  }

  at = skipMarkup(0);
  while (at < text.length) {
    const top = frames.at(-1);
    if (typeof top === 'object') {
      const { end, isCode } = skipTemplate(text, at, top);
      if (isCode) frames.push('other');
      else frames.pop();
      previous = end - 1;
      at = end;
      continue;
    }
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      at++;
      continue;
    }
    const comment = endOfComment(text, at, code);
    if (comment !== at) {
      at = comment;
      continue;
    }
    const isName = isWord(code) && !(code >= 48 && code <= 57);
    const end = isName ? readWord(at) : isWord(code) ? endOfName(text, at) : readSign(at, code);
    if (!isName) hasNew = false;
    previous = end - 1;
    at = end;
  }
  return { imports, declares: [...declared].sort() };
}
