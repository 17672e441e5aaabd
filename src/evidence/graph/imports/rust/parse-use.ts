import { endOfName, skipTrivia } from './skip.ts';

/** One path of a `use` declaration, and the name that it binds (null for `*` and `_`). */
export interface UsePath {
  path: string;
  name: string | null;
}

// No path comes near it; it keeps a hostile text's specifiers in proportion to the text.
const longestPath = 300;

/**
 * The paths of a `use` declaration whose keyword ends at `at`: groups are spread, `a::{self}` is `a`, and
 * `a::*` ends in `*`. None when it is no declaration that ends in a semicolon. `end` is where scanning goes on.
 * Syntax: https://doc.rust-lang.org/reference/items/use-declarations.html
 */
export function parseUse(text: string, at: number): { paths: UsePath[]; end: number } {
  const paths: UsePath[] = [];
  const groups: string[] = [];
  let path = '';
  let alias: string | null = null;
  let isDone = false;
  let position = skipTrivia(text, at);

  function flush(): void {
    const whole = path.endsWith('::self') ? path.slice(0, -'::self'.length) : path;
    if (!isDone && whole !== '' && !whole.endsWith('::') && whole.length <= longestPath) {
      const last = whole.slice(whole.lastIndexOf(':') + 1);
      paths.push({ path: whole, name: last === '*' || alias === '_' ? null : (alias ?? last) });
    }
    alias = null;
    isDone = false;
  }
  /** Once it is too long it grows no more, nor gets short again. */
  function append(part: string): void {
    if (path.length <= longestPath) path += part;
  }

  while (position < text.length) {
    const character = text[position];
    if (character === ':' && text[position + 1] === ':') {
      append('::');
      position += 2;
    } else if (character === '{') {
      groups.push(path);
      position++;
    } else if (character === ',' && groups.length > 0) {
      flush();
      path = groups.at(-1)!;
      position++;
    } else if (character === '}' && groups.length > 0) {
      flush();
      path = groups.pop()!;
      isDone = true;
      position++;
    } else if (character === '*') {
      append('*');
      position++;
    } else if (character === ';') {
      flush();
      return { paths: groups.length === 0 ? paths : [], end: position + 1 };
    } else {
      const raw = text.startsWith('r#', position) ? position + 2 : position;
      const end = endOfName(text, raw);
      if (end === raw) break;
      const word = text.slice(raw, end);
      if (raw === position && word === 'as') {
        position = skipTrivia(text, end);
        const start = text.startsWith('r#', position) ? position + 2 : position;
        position = endOfName(text, start);
        alias = text.slice(start, position);
      } else if (path === '' || path.endsWith(':')) {
        append(word);
        position = end;
      } else break;
    }
    position = skipTrivia(text, position);
  }
  return { paths: [], end: position };
}
