/**
 * Parts of a path put together as clients call it: one slash before each segment, none at the end; `/` for nothing.
 * Parts are segments or prefixes with or without slashes.
 */
export function joinPath(...parts: readonly string[]): string {
  const segments = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  return `/${segments.join('/')}`;
}

/**
 * Parameters written with a colon or a star as `{name}`: `/users/:id`, `/:id(\\d+)`, `/files/*path`, `/a/:b?`. Those of
 * Express, Fastify, Nest and Gin; a star alone is `{*}`.
 */
export function fromColons(path: string): string {
  let out = '';
  for (let at = 0; at < path.length; at++) {
    const character = path[at]!;
    if (character !== ':' && character !== '*') {
      out += character;
      continue;
    }
    let end = at + 1;
    while (end < path.length && /\w/.test(path[end]!)) end++;
    const name = path.slice(at + 1, end);
    if (character === ':' && name === '') {
      out += character;
      // Two colons stand for one in Fastify.
      if (path[end] === ':') at = end;
      continue;
    }
    if (path[end] === '(') end = closing(path, end) + 1;
    if (path[end] === '?' || path[end] === '+' || (path[end] === '*' && character === ':')) end++;
    out += character === '*' ? `{*${name}}` : `{${name}}`;
    at = end - 1;
  }
  return out;
}

/** Index of the bracket that closes the one at `at`; the last index where none does. */
function closing(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '(') depth++;
    else if (text[index] === ')' && --depth === 0) return index;
  }
  return text.length - 1;
}

/** A path with the names of its parameters taken out: a parameter called otherwise is no other path. */
export function erasePath(path: string): string {
  let out = '';
  for (let at = 0; at < path.length; at++) {
    const end = path[at] === '{' ? path.indexOf('}', at) : -1;
    if (end === -1) out += path[at];
    else {
      out += '{}';
      at = end;
    }
  }
  return out;
}
