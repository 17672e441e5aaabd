import type { Extract, Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { endOfComment, endOfLine, skipTrivia } from '../scanning/skip.ts';
import { endOfName, isNameCharacter, readQualifiedName } from './names.ts';
import { parseUsing } from './parse-using.ts';
import { endOfLiteral } from './skip-literals.ts';

/** A namespace that is open; '' is none. Linked, so that the branches of an `#if` begin alike at no cost. */
interface Scope {
  name: string;
  outer: Scope | null;
}

/** Where the scanner is between declarations. */
interface State {
  scope: Scope;
  /** Braces open in the scope: above 0 it is inside a type or a function. */
  depth: number;
  /** Parentheses and brackets open outside of braces: attributes, parameters. */
  nest: number;
  /** Between the name of a type and its body, where `where T : class` may stand. */
  declaring: boolean;
}

// The runtime's own limit is 1,023; without one, namespaces within namespaces would be names of quadratic length.
const longestNamespace = 500;

const typeWords = new Set(['class', 'struct', 'interface', 'enum', 'record', 'delegate']);

/** What means something inside a type's body: braces, strings, comments, preprocessor lines. */
const telling = new Uint8Array(128);
for (const sign of '{}"\'/#@$') telling[sign.charCodeAt(0)] = 1;

/**
 * The using directives of a C# text, and the namespaces and top-level types it declares (`Acme.Orders` and
 * `Acme.Orders.Order`, generics without their parameters). A directive inside a namespace, whose name may be relative
 * to it, is told as `Models in Acme.Web`. Both branches of an `#if` count. One pass; linear in the text's length.
 */
export function scanCsharp(text: string): Extract {
  const imports: Import[] = [];
  const declared = new Set<string>();
  const lineAt = lineCounter(text);
  const branches: State[] = [];
  let scope: Scope = { name: '', outer: null };
  let depth = 0;
  let nest = 0;
  let declaring = false;
  let globalAt = -1;

  function declare(name: string): void {
    declaring = true;
    if (name === '') return;
    if (scope.name !== '') declared.add(scope.name);
    declared.add(scope.name === '' ? name : `${scope.name}.${name}`);
  }

  function readDirective(at: number): number {
    const word = skipBlanks(text, at + 1);
    if (text.startsWith('if', word)) branches.push({ scope, depth, nest, declaring });
    else if (text.startsWith('endif', word)) branches.pop();
    else if (text.startsWith('el', word)) {
      const before = branches.at(-1);
      if (before !== undefined) ({ scope, depth, nest, declaring } = before);
    }
    return endOfLine(text, at);
  }

  function readWord(at: number): number {
    const end = endOfName(text, at);
    const length = end - at;
    if (nest > 0 || declaring || length < 4 || length > 9) return end;
    const word = text.slice(at, end);
    if (word === 'using') {
      const directive = parseUsing(text, end);
      const start = globalAt !== -1 && skipTrivia(text, globalAt + 6) === at ? globalAt : at;
      for (const name of directive.names) {
        const specifier = scope.name === '' ? name : `${name} in ${scope.name}`;
        imports.push({ specifier, line: lineAt(start), typeOnly: false });
      }
      return directive.end;
    }
    if (word === 'global') globalAt = at;
    else if (word === 'namespace') return readNamespace(end);
    else if (word === 'delegate') declare(delegateName(text, end));
    else if (typeWords.has(word)) return readType(word, end);
    return end;
  }

  function readNamespace(at: number): number {
    const found = readQualifiedName(text, skipTrivia(text, at));
    if (found === null) return at;
    const next = skipTrivia(text, found.end);
    const code = text.charCodeAt(next);
    if (code !== 123 /* { */ && code !== 59 /* ; */) return next;
    const name = scope.name === '' ? found.name : `${scope.name}.${found.name}`;
    scope = { name: name.length > longestNamespace ? scope.name : name, outer: scope };
    return next + 1;
  }

  function readType(word: string, at: number): number {
    let start = nameAt(text, at);
    let end = endOfName(text, start);
    if (word === 'record') {
      const kind = text.slice(start, end);
      if (kind === 'struct' || kind === 'class') {
        start = nameAt(text, end);
        end = endOfName(text, start);
      }
    }
    if (end > start) declare(text.slice(start, end));
    return Math.max(end, at);
  }

  /** Reads on inside braces from `start`: to the end of the last of them, or to a preprocessor line. */
  function readBody(start: number): number {
    let open = depth;
    let at = start;
    while (at < text.length && open > 0) {
      const code = text.charCodeAt(at);
      if (code >= 128 || telling[code] === 0) at++;
      else if (code === 123 /* { */) {
        open++;
        at++;
      } else if (code === 125 /* } */) {
        open--;
        at++;
      } else if (code === 47 /* / */) at = Math.max(endOfComment(text, at), at + 1);
      else if (code === 35 /* # */) break;
      else at = endOfLiteral(text, at);
    }
    depth = open;
    if (open === 0 && nest === 0) declaring = false;
    return at;
  }

  for (let at = text.startsWith('#!') ? endOfLine(text, 0) : 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (depth > 0 && code !== 35 /* # */) {
      at = readBody(at);
      continue;
    }
    if (isNameCharacter(code)) {
      at = readWord(at);
      continue;
    }
    switch (code) {
      case 123 /* { */:
        depth++;
        at++;
        break;
      case 125 /* } */:
        if (scope.outer !== null) scope = scope.outer;
        at++;
        break;
      case 34 /* " */:
      case 39 /* ' */:
      case 36 /* $ */:
      case 64 /* @ */:
        at = endOfLiteral(text, at);
        // `@class` is a name.
        if (text.charCodeAt(at - 1) === 64) at = endOfName(text, at);
        break;
      case 47 /* / */:
        at = Math.max(endOfComment(text, at), at + 1);
        break;
      case 35 /* # */:
        at = readDirective(at);
        break;
      case 40 /* ( */:
      case 91 /* [ */:
        nest++;
        at++;
        break;
      case 41 /* ) */:
      case 93 /* ] */:
        if (nest > 0) nest--;
        at++;
        break;
      case 59 /* ; */:
        if (nest === 0) declaring = false;
        at++;
        break;
      default:
        at++;
    }
  }
  return { imports, declares: [...declared].sort() };
}

function skipBlanks(text: string, at: number): number {
  let position = at;
  while (text.charCodeAt(position) === 32 || text.charCodeAt(position) === 9) position++;
  return position;
}

/** Where the name after the word that ends at `at` begins, without the sign `@`. */
function nameAt(text: string, at: number): number {
  const start = skipTrivia(text, at);
  return text.charCodeAt(start) === 64 /* @ */ ? start + 1 : start;
}

// A delegate's return type and name are longer than this in nobody's code.
const longestDelegate = 2000;

/** The name in `delegate Task<A> Name<T>(…)` after the word: the last one outside of brackets before the parameters. */
function delegateName(text: string, at: number): string {
  const last = Math.min(text.length, at + longestDelegate);
  let name = '';
  let open = 0;
  for (let position = skipTrivia(text, at); position < last; position = skipTrivia(text, position)) {
    const code = text.charCodeAt(position);
    if (isNameCharacter(code)) {
      const end = endOfName(text, position);
      if (open === 0) name = text.slice(position, end);
      position = end;
      continue;
    }
    if (code === 40 /* ( */ && open === 0 && name !== '') return name;
    if (code === 59 || code === 123 || code === 61) return '';
    if (code === 60 || code === 91 || code === 40) open++;
    else if ((code === 62 || code === 93 || code === 41) && open > 0) open--;
    position++;
  }
  return '';
}
