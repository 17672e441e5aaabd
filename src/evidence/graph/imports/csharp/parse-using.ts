import { skipTrivia } from '../scanning/skip.ts';
import { endOfName, readQualifiedName } from './names.ts';

/** Words that name types of the language itself. */
const ownTypes = new Set(
  'bool byte sbyte char decimal double float int uint nint nuint long ulong object short ushort string void dynamic'.split(
    ' ',
  ),
);
/** Words that say something about the type after them. */
const modifiers = new Set('delegate managed unmanaged ref in out readonly unsafe'.split(' '));

/** What stands between the names of a type: generics, arrays, pointers, tuples. */
const signs = new Set([...'<>[],?*().'].map((sign) => sign.charCodeAt(0)));

/**
 * Reads what follows the word `using` at `at`: the names of a directive, none when it is a statement or a declaration
 * (`using (…)`, `using var a = …`), and how far was read. An alias gives the type or namespace it stands for, and the
 * dotted names among its type arguments.
 */
export function parseUsing(text: string, at: number): { names: string[]; end: number } {
  let position = skipTrivia(text, at);
  for (let end = endOfName(text, position); ; end = endOfName(text, position)) {
    const word = end - position <= 6 ? text.slice(position, end) : '';
    if (word !== 'static' && word !== 'unsafe') break;
    position = skipTrivia(text, end);
  }
  const found = readQualifiedName(text, position);
  if (found === null) return { names: [], end: position };
  position = skipTrivia(text, found.end);
  const code = text.charCodeAt(position);
  if (code === 59 /* ; */) return { names: [found.name], end: position + 1 };
  if (code === 60 /* < */) return parseType(text, position, [found.name], true);
  if (code !== 61 /* = */ || found.name.includes('.')) return { names: [], end: position };
  return parseType(text, position + 1, [], false);
}

/** Reads the rest of a type up to the semicolon; `afterType` tells that a type, whose rest this is, was read. */
function parseType(
  text: string,
  at: number,
  names: string[],
  afterType: boolean,
): { names: string[]; end: number } {
  let position = skipTrivia(text, at);
  let isHead = names.length === 0;
  let isElementName = afterType;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === 59 /* ; */) return { names, end: position + 1 };
    if (signs.has(code)) {
      // After `(`, `,` and `<` comes a type; after all else the name of a tuple's element, or of a nested type.
      isElementName = code !== 40 && code !== 44 && code !== 60;
      position = skipTrivia(text, position + 1);
      continue;
    }
    const found = readQualifiedName(text, position);
    if (found === null) break;
    const isModifier = modifiers.has(found.name);
    if (!isModifier && !ownTypes.has(found.name) && !isElementName) {
      if (isHead || found.name.includes('.')) names.push(found.name);
    }
    isHead &&= isModifier;
    isElementName = !isModifier;
    position = skipTrivia(text, found.end);
  }
  return { names: [], end: position };
}
