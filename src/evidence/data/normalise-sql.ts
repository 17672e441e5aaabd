/** A text as a comparison sees it: without comments of SQL, any blanks as one. Only for comparing: quotes are not read. */
export function normaliseSql(text: string): string {
  let kept = '';
  for (let at = 0; at < text.length; ) {
    const line = indexFrom(text, '--', at);
    const block = indexFrom(text, '/*', at);
    const start = Math.min(line, block);
    kept += `${text.slice(at, start)} `;
    at = start === line ? indexFrom(text, '\n', start) : indexFrom(text, '*/', start + 2) + 2;
  }
  return kept.replace(/\s+/g, ' ').trim();
}

function indexFrom(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at === -1 ? text.length : at;
}
