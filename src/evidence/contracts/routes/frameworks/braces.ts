/**
 * Parameters in braces by their names alone: `{id:\d{3}}`, `{id:int?}`, `{*path}`, `{page=1}` and `{id?}` are `{id}` and
 * the like. Those of Spring, ASP.NET and Laravel. A brace that nothing closes stays as it is.
 */
export function bareBraces(path: string): string {
  let out = '';
  for (let at = 0; at < path.length; at++) {
    const end = path[at] === '{' ? closing(path, at) : -1;
    if (end === -1) out += path[at];
    else {
      out += `{${/^\**([^:=?*]*)/.exec(path.slice(at + 1, end))?.[1]?.trim() ?? ''}}`;
      at = end;
    }
  }
  return out;
}

function closing(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    if (text[index] === '{') depth++;
    else if (text[index] === '}' && --depth === 0) return index;
  }
  return -1;
}
