/** A text as a comparison sees it: without comments of SQL, any blanks as one. Only for comparing: quotes are not read. */
export function normaliseSql(text: string): string {
  const kept: string[] = [];
  let line = -1;
  let block = -1;
  for (let at = 0; at < text.length; ) {
    // Sought again only once passed, or a text of one kind alone would be searched for the other from each comment on.
    if (line < at) line = indexFrom(text, '--', at);
    if (block < at) block = indexFrom(text, '/*', at);
    const start = Math.min(line, block);
    kept.push(text.slice(at, start));
    at = start === line ? lineEnd(text, start) : indexFrom(text, '*/', start + 2) + 2;
  }
  return kept.join(' ').replace(/\s+/g, ' ').trim();
}

/** Postgres ends a comment at a carriage return too. */
function lineEnd(text: string, from: number): number {
  const end = /[\r\n]/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

function indexFrom(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at === -1 ? text.length : at;
}
