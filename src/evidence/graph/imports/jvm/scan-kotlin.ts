import type { Extract, Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { endOfLine, endOfString, endOfWord, isWordAt } from '../scanning/skip.ts';
import { declaredNames } from './declared-names.ts';
import { endOfKotlinGroup, readIdentifier, skipKotlinTrivia } from './skip-kotlin.ts';

interface Head {
  packageName: string;
  imports: Import[];
  /** The class that Java sees in place of the file, from `@file:JvmName`. */
  facades: string[];
  end: number;
}

/**
 * Reads a Kotlin file in one pass: its imports (`a.b.C`, `a.b.*`; aliases and backticks left out), and what it declares:
 * the package and the top-level names but private functions and properties, which nothing can import. Nothing can import from a script
 * either (`isScript`): reading it ends behind its imports.
 */
export function scanKotlin(text: string, isScript: boolean): Extract {
  const { packageName, imports, facades, end } = readHead(text);
  if (isScript) return { imports, declares: [] };
  const names = readDeclarations(text, end);
  for (const facade of facades) names.add(facade);
  return { imports, declares: declaredNames(packageName, names) };
}

function readHead(text: string): Head {
  const head: Head = { packageName: '', imports: [], facades: [], end: 0 };
  const lineOf = lineCounter(text);
  let at = skipKotlinTrivia(text, text.startsWith('#!') ? endOfLine(text, 0) : 0);
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 64 /* @ */) at = readFileAnnotation(text, at, head.facades);
    else if (code === 59 /* ; */) at++;
    else {
      const after = endOfWord(text, at);
      const word = text.slice(at, Math.min(after, at + 8));
      if (word !== 'package' && word !== 'import') break;
      const { name, end } = readName(text, skipKotlinTrivia(text, after));
      if (word === 'package') head.packageName = name;
      else if (name !== '') head.imports.push({ specifier: name, line: lineOf(at), typeOnly: false });
      at = endOfAlias(text, end);
    }
    at = skipKotlinTrivia(text, at);
  }
  head.end = at;
  return head;
}

/** A qualified name (`a.b.C`, `a.b.*`) without its backticks; '' when it breaks off. */
function readName(text: string, begin: number): { name: string; end: number } {
  const parts: string[] = [];
  let at = begin;
  for (;;) {
    if (text.charCodeAt(at) === 42 /* * */ && parts.length > 0)
      return { name: `${parts.join('.')}.*`, end: at + 1 };
    const { name, end } = readIdentifier(text, at);
    if (name === '') return { name: '', end };
    parts.push(name);
    const dot = skipKotlinTrivia(text, end);
    if (text.charCodeAt(dot) !== 46 /* . */) return { name: parts.join('.'), end };
    at = skipKotlinTrivia(text, dot + 1);
    // The next line is another statement, and this one is being written.
    if (text.slice(dot + 1, at).includes('\n')) return { name: '', end: at };
  }
}

function endOfAlias(text: string, at: number): number {
  const begin = skipKotlinTrivia(text, at);
  const end = endOfWord(text, begin);
  if (end - begin !== 2 || !text.startsWith('as', begin)) return at;
  return readIdentifier(text, skipKotlinTrivia(text, end)).end;
}

const jvmName = /^\(\s{0,100}(?:name\s{0,100}=\s{0,100})?"([\w$]{1,200})"/;

/** `@file:JvmName("Orders")`, `@file:[A B]`, or an annotation of the first declaration. */
function readFileAnnotation(text: string, begin: number, facades: string[]): number {
  let at = begin + 1;
  let isOfFile = false;
  if (text.startsWith('file', at)) {
    const colon = skipKotlinTrivia(text, at + 4);
    isOfFile = text.charCodeAt(colon) === 58; /* : */
    if (isOfFile) at = skipKotlinTrivia(text, colon + 1);
  }
  const isList = text.charCodeAt(at) === 91; /* [ */
  if (isList) at = skipKotlinTrivia(text, at + 1);
  do {
    let word = '';
    for (; isWordAt(text, at); at++) {
      const end = endOfWord(text, at);
      word = text.slice(at, Math.min(end, at + 8));
      at = end;
      const next = text.charCodeAt(at);
      if (next !== 46 /* . */ && next !== 58 /* : */) break;
    }
    const opening = text.charCodeAt(at);
    if (opening === 40 /* ( */) {
      const end = endOfKotlinGroup(text, at);
      if (isOfFile && word === 'JvmName') {
        const found = jvmName.exec(text.slice(at, Math.min(end, at + 600)));
        if (found !== null) facades.push(found[1]!);
      }
      at = end;
    } else if (opening === 60 /* < */) at = endOfAngles(text, at);
    if (isList) at = skipKotlinTrivia(text, at);
  } while (isList && isWordAt(text, at));
  return isList && text.charCodeAt(at) === 93 /* ] */ ? at + 1 : at;
}

/** The names declared at the top level from `begin` on, private functions and properties left out. */
function readDeclarations(text: string, begin: number): Set<string> {
  const names = new Set<string>();
  let isPrivate = false;
  // The last character that counts: `Order::class` declares nothing.
  let previous = 0;
  let at = begin;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 123 || code === 40 || code === 91 || code === 34) at = endOfKotlinGroup(text, at);
    else if (code === 39 /* ' */) at = endOfString(text, at);
    else if (code === 64 /* @ */) at = endOfWord(text, at + 1);
    else if (code === 96 /* ` */) at = readIdentifier(text, at).end;
    else if (!isWordAt(text, at)) at++;
    else {
      const end = endOfWord(text, at);
      const word =
        end - at > 11 || previous === 58 /* : */ || previous === 46 /* . */ ? '' : text.slice(at, end);
      at = end;
      let found: { name: string; end: number } | null = null;
      const isCallable = word === 'fun' || word === 'val' || word === 'var';
      switch (word) {
        case 'class':
        case 'interface':
        case 'object':
        case 'typealias':
          found = readIdentifier(text, skipKotlinTrivia(text, at));
          break;
        case 'fun':
        case 'val':
        case 'var':
          found = readCallable(text, at);
          break;
        case 'private':
          isPrivate = true;
          break;
        // `class A private constructor()`, `var a = 1; private set`: what is private is not what follows.
        case 'constructor':
        case 'get':
        case 'set':
          isPrivate = false;
      }
      if (found !== null) {
        at = found.end;
        if (found.name !== '') {
          // A file may import from a private object of its own.
          if (!isPrivate || !isCallable) names.add(found.name);
          isPrivate = false;
        }
      }
    }
    previous = text.charCodeAt(at - 1);
    at = skipKotlinTrivia(text, at);
  }
  return names;
}

/**
 * The name of a function or property whose type parameters or receiver begin at `after`: of `<T> List<T>.first`, `first`.
 * '' when it has none (`fun String.() = …`), and for `fun interface`, whose name is read as the interface's.
 */
function readCallable(text: string, after: number): { name: string; end: number } {
  let at = skipKotlinTrivia(text, after);
  if (text.charCodeAt(at) === 60 /* < */) at = skipKotlinTrivia(text, endOfAngles(text, at));
  for (;;) {
    at = endOfAnnotations(text, at);
    let name = '';
    if (text.charCodeAt(at) === 40 /* ( */) at = endOfKotlinGroup(text, at);
    else {
      const read = readIdentifier(text, at);
      if (read.name === '' || read.name === 'interface') return { name: '', end: at };
      ({ name, end: at } = read);
    }
    const end = at;
    at = skipKotlinTrivia(text, at);
    if (text.charCodeAt(at) === 60 /* < */) at = skipKotlinTrivia(text, endOfAngles(text, at));
    while (text.charCodeAt(at) === 63 /* ? */) at = skipKotlinTrivia(text, at + 1);
    if (text.charCodeAt(at) !== 46 /* . */) return { name, end };
    at = skipKotlinTrivia(text, at + 1);
    if (text.charCodeAt(at) === 40 /* ( */) return { name: '', end: at };
  }
}

function endOfAnnotations(text: string, begin: number): number {
  let at = begin;
  while (text.charCodeAt(at) === 64 /* @ */) {
    do at = endOfWord(text, at + 1);
    while (text.charCodeAt(at) === 46 /* . */ || text.charCodeAt(at) === 58 /* : */);
    if (text.charCodeAt(at) === 40 /* ( */) at = endOfKotlinGroup(text, at);
    at = skipKotlinTrivia(text, at);
  }
  return at;
}

/** The end of the type parameters or arguments that open at `at`; where they cannot go on when they are not closed. */
function endOfAngles(text: string, begin: number): number {
  let depth = 0;
  let at = begin;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 60 /* < */) depth++;
    else if (code === 62 /* > */ && text.charCodeAt(at - 1) !== 45 /* - of an arrow */) {
      if (--depth === 0) return at + 1;
    } else if (code === 40 || code === 91) {
      at = skipKotlinTrivia(text, endOfKotlinGroup(text, at));
      continue;
    } else if (code === 123 || code === 125 || code === 61 || code === 34 || code === 59) return at;
    at = code === 47 ? Math.max(at + 1, skipKotlinTrivia(text, at)) : at + 1;
  }
  return at;
}
