import { endOfName } from '../scanning/names.ts';
import { endOfPath, skipTrivia } from './characters.ts';

/** What a `use` statement imports, whose keyword ends at `at`, and where it ends. Null when it is no such statement. */
export function readUse(text: string, at: number): { names: string[]; end: number } | null {
  const names: string[] = [];
  let position = skipTrivia(text, at);
  const kind = readKind(text, position);
  position = kind.end;
  for (;;) {
    const path = readPath(text, position);
    if (path === null) return null;
    position = skipTrivia(text, path.end);
    if (text.charCodeAt(position) === 92 /* \ */) {
      const group = readGroup(text, position + 1, path.name, kind.prefix, names);
      if (group === null) return null;
      position = skipTrivia(text, group);
    } else {
      names.push(kind.prefix + path.name);
      position = skipAlias(text, position);
    }
    if (text.charCodeAt(position) !== 44 /* , */) break;
    position = skipTrivia(text, position + 1);
  }
  // The end of the code ends a statement too.
  const code = text.charCodeAt(position);
  return code === 59 /* ; */ || code === 63 /* ? */ ? { names, end: position } : null;
}

function readGroup(text: string, at: number, prefix: string, kind: string, names: string[]): number | null {
  let position = skipTrivia(text, at);
  if (text.charCodeAt(position) !== 123 /* { */) return null;
  position = skipTrivia(text, position + 1);
  while (text.charCodeAt(position) !== 125 /* } */) {
    const own = readKind(text, position);
    const path = readPath(text, own.end);
    if (path === null) return null;
    names.push(`${own.prefix || kind}${prefix}\\${path.name}`);
    position = skipAlias(text, skipTrivia(text, path.end));
    if (text.charCodeAt(position) === 44) position = skipTrivia(text, position + 1);
    else if (text.charCodeAt(position) !== 125) return null;
  }
  return position + 1;
}

/** `function` or `const` before a name, with a space behind, and where the name begins. */
function readKind(text: string, at: number): { prefix: string; end: number } {
  const end = endOfName(text, at);
  const word = text.slice(at, end).toLowerCase();
  const next = skipTrivia(text, end);
  const isKind = (word === 'function' || word === 'const') && next > end;
  return isKind ? { prefix: `${word} `, end: next } : { prefix: '', end: at };
}

/** A name without the `\` before it. */
function readPath(text: string, at: number): { name: string; end: number } | null {
  const end = endOfPath(text, at);
  const start = text.charCodeAt(at) === 92 ? at + 1 : at;
  return end > start ? { name: text.slice(start, end), end } : null;
}

function skipAlias(text: string, at: number): number {
  const end = endOfName(text, at);
  if (end - at !== 2 || text.slice(at, end).toLowerCase() !== 'as') return at;
  return skipTrivia(text, endOfName(text, skipTrivia(text, end)));
}
