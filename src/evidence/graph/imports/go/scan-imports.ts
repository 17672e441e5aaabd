import type { Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { endOfWord, skipTrivia } from '../scanning/skip.ts';

const quote = 34;
const backtick = 96;
const open = 40;
const close = 41;
const dot = 46;
const semicolon = 59;

/** https://pkg.go.dev/cmd/go#hdr-Build_constraints and its older spelling. */
const leftOut = /^\/\/(?:go:build|[ \t]*\+build)[ \t]+ignore[ \t\r]*$/m;

/**
 * Every import of a Go text, each name of a group with the line it stands on; `import "C"`, which is no package, is
 * left out. Imports come before all other declarations, so reading ends at the first of these, or at the first thing
 * that is no Go: what was found until then stands. Linear in the length of what is read.
 *
 * A file under `//go:build ignore` is a program to be run by hand that no build of its folder's package takes in: its
 * imports count as `typeOnly`, so that they close no cycle of packages, which Go does not have.
 */
export function scanImports(text: string): Import[] {
  const imports: Import[] = [];
  const lineAt = lineCounter(text);
  const clause = skipTrivia(text, 0);
  let at = wordAt(text, clause, 'package');
  if (at === -1) return imports;
  const typeOnly = leftOut.test(text.slice(0, clause));
  at = endOfWord(text, skipTrivia(text, at));

  /** Reads one `name "path"` from `at`; minus one when none is there. */
  function readSpec(start: number): number {
    let path = start;
    const first = text.charCodeAt(path);
    if (first === dot) path = skipTrivia(text, path + 1);
    else if (first !== quote && first !== backtick) path = skipTrivia(text, endOfWord(text, path));
    const end = endOfPath(text, path);
    if (end === -1) return -1;
    const specifier = text.slice(path + 1, end - 1);
    if (specifier !== 'C') imports.push({ specifier, line: lineAt(start), typeOnly });
    return end;
  }

  for (;;) {
    at = wordAt(text, skipSeparators(text, at), 'import');
    if (at === -1) return imports;
    at = skipTrivia(text, at);
    if (text.charCodeAt(at) !== open) {
      at = readSpec(at);
      if (at === -1) return imports;
      continue;
    }
    at = skipSeparators(text, at + 1);
    while (text.charCodeAt(at) !== close) {
      const end = readSpec(at);
      if (end === -1) return imports;
      at = skipSeparators(text, end);
    }
    at++;
  }
}

/** The end of a word when it stands at `at`, else minus one. */
function wordAt(text: string, at: number, word: string): number {
  if (!text.startsWith(word, at)) return -1;
  const end = at + word.length;
  return endOfWord(text, end) === end ? end : -1;
}

function skipSeparators(text: string, at: number): number {
  let position = skipTrivia(text, at);
  while (text.charCodeAt(position) === semicolon) position = skipTrivia(text, position + 1);
  return position;
}

/** The end of the string literal at `at`; minus one when there is none, or it is not closed on its line. */
function endOfPath(text: string, at: number): number {
  const delimiter = text.charCodeAt(at);
  if (delimiter !== quote && delimiter !== backtick) return -1;
  for (let position = at + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === delimiter) return position + 1;
    if (code === 10) return -1;
    if (code === 92 /* \ */ && delimiter === quote) position++;
  }
  return -1;
}
