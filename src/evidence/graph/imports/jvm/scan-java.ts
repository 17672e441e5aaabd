import type { Extract, Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { endOfString, endOfWord, isWordAt, skipTrivia } from '../scanning/skip.ts';
import { declaredNames } from './declared-names.ts';

const openBrace = 123;
const openParenthesis = 40;
const quote = 34;

/** Imported names that were not yet seen in the code, and for quickness the ASCII characters they begin with. */
interface Unseen {
  names: Set<string>;
  initials: Uint8Array;
}

/**
 * Reads a Java file in one pass: its imports (`a.b.C`, `a.b.C.member` of a static one, `a.b.*`, `module a.b`), and what
 * it declares: the package, the top-level types, a module as `module a.b`. Of bodies only the words are read: an import
 * whose name stands nowhere but in comments (Javadoc's `{@link C}`) is type-only, since nothing of it is compiled.
 */
export function scanJava(text: string): Extract {
  const imports: Import[] = [];
  const names = new Set<string>();
  const modules: string[] = [];
  const unseen: Unseen = { names: new Set(), initials: new Uint8Array(128) };
  // In package-info.java annotations use imports that stand behind them.
  let isAnnotated = false;
  const lineOf = lineCounter(text);
  let packageName = '';
  let at = skipTrivia(text, 0);
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === openBrace || code === openParenthesis) at = endOfBlock(text, at, unseen);
    else if (code === quote || code === 39 /* ' */) at = endOfLiteral(text, at);
    else if (!isWordAt(text, at)) {
      if (code === 64 /* @ */ && imports.length === 0) isAnnotated = true;
      at++;
    } else {
      const begin = at;
      at = endOfWord(text, begin);
      const length = at - begin;
      see(unseen, text, begin, at);
      if (length < 4 || length > 9) {
        at = skipTrivia(text, at);
        continue;
      }
      switch (text.slice(begin, at)) {
        case 'import': {
          const { specifier, end } = readImport(text, at);
          at = end;
          if (specifier === null) break;
          imports.push({ specifier, line: lineOf(begin), typeOnly: false });
          expect(unseen, specifier);
          break;
        }
        case 'package': {
          const { name, end } = readName(text, skipTrivia(text, at));
          at = end;
          if (text.charCodeAt(at) === 59 /* ; */) packageName = name;
          break;
        }
        case 'module': {
          const { name, end } = readName(text, skipTrivia(text, at));
          at = end;
          if (name !== '' && text.charCodeAt(at) === openBrace) modules.push(`module ${name}`);
          break;
        }
        case 'class':
        case 'interface':
        case 'enum':
        case 'record': {
          const start = skipTrivia(text, at);
          const end = endOfWord(text, start);
          const name = text.slice(start, end);
          at = skipTrivia(text, end);
          // `record` is a name elsewhere: only before a header is it a declaration.
          if (name !== '' && (length !== 6 || isHeader(text.charCodeAt(at)))) names.add(name);
        }
      }
    }
    at = skipTrivia(text, at);
  }
  if (names.size > 0 && !isAnnotated) {
    for (const one of imports) one.typeOnly = unseen.names.has(simpleName(one.specifier));
  }
  const declares = declaredNames(packageName, names);
  return { imports, declares: modules.length === 0 ? declares : [...declares, ...modules].sort() };
}

function simpleName(specifier: string): string {
  return specifier.slice(specifier.lastIndexOf('.') + 1);
}

/** Of a package or a module it is not known what of them the code names. */
function expect(unseen: Unseen, specifier: string): void {
  const name = simpleName(specifier);
  if (name === '*' || specifier.startsWith('module ')) return;
  unseen.names.add(name);
  const initial = name.charCodeAt(0);
  if (initial < 128) unseen.initials[initial] = 1;
}

function see({ names, initials }: Unseen, text: string, begin: number, end: number): void {
  if (names.size === 0) return;
  const initial = text.charCodeAt(begin);
  if (initial >= 128 || initials[initial] === 1) names.delete(text.slice(begin, end));
}

function isHeader(code: number): boolean {
  return code === openParenthesis || code === 60; /* < */
}

/** What stands after `import`; null when it is not closed by a semicolon, and so not Java. */
function readImport(text: string, after: number): { specifier: string | null; end: number } {
  let prefix = '';
  let at = skipTrivia(text, after);
  const first = text.slice(at, Math.min(endOfWord(text, at), at + 7));
  if (first === 'static' || first === 'module') {
    const next = skipTrivia(text, at + 6);
    // `module` may also begin a package's name.
    if (isWordAt(text, next)) {
      at = next;
      if (first === 'module') prefix = 'module ';
    }
  }
  const { name, end } = readName(text, at);
  const isWhole = name !== '' && text.charCodeAt(end) === 59; /* ; */
  return { specifier: isWhole ? prefix + name : null, end };
}

/** A qualified name with its white space and comments taken out (`a.b.C`, `a.b.*`), and the end of what follows it. */
function readName(text: string, begin: number): { name: string; end: number } {
  const parts: string[] = [];
  let at = begin;
  for (;;) {
    const isStar = text.charCodeAt(at) === 42 /* * */ && parts.length > 0;
    const end = isStar ? at + 1 : endOfWord(text, at);
    if (end === at) return { name: '', end };
    parts.push(text.slice(at, end));
    at = skipTrivia(text, end);
    if (isStar || text.charCodeAt(at) !== 46 /* . */) return { name: parts.join('.'), end: at };
    at = skipTrivia(text, at + 1);
  }
}

/** The end of the block or of the parentheses that open at `at`: strings and comments in them do not count. */
function endOfBlock(text: string, at: number, unseen: Unseen): number {
  const open = text.charCodeAt(at);
  const close = open === openBrace ? 125 : 41;
  const { names, initials } = unseen;
  const { length } = text;
  let depth = 1;
  let position = at + 1;
  while (position < length) {
    const code = text.charCodeAt(position);
    if (code === open) depth++;
    else if (code === close) {
      if (--depth === 0) return position + 1;
    } else if (code === quote || code === 39 /* ' */) {
      position = endOfLiteral(text, position);
      continue;
    } else if (code === 47 /* / */) {
      const next = text.charCodeAt(position + 1);
      if (next === 47 || next === 42) {
        position = skipTrivia(text, position);
        continue;
      }
    } else if ((code >= 128 || initials[code] === 1) && names.size > 0 && !isWordAt(text, position - 1)) {
      const begin = position;
      position = endOfWord(text, begin);
      if (position === begin) position++;
      else names.delete(text.slice(begin, position));
      continue;
    }
    position++;
  }
  return length;
}

/** The end of the string, character or text block that opens at `at`. */
function endOfLiteral(text: string, at: number): number {
  if (!text.startsWith('"""', at)) return endOfString(text, at);
  for (let position = at + 3; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 92 /* \ */) position++;
    else if (code === quote && text.startsWith('""', position + 1)) return position + 3;
  }
  return text.length;
}
