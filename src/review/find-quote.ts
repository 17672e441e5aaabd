/** Where a quote stands in a file, 1-based and inclusive, with the file's own text of these lines. */
interface QuotePlace {
  startLine: number;
  endLine: number;
  text: string;
}

export type QuoteSearch =
  | { found: true; place: QuotePlace }
  | { found: false; reason: 'empty quote' | 'quote not in the file' | 'line not in the file' };

/**
 * Looks for a quote in the lines of a file, letter by letter but for white space at the ends of lines: it may begin
 * within its first line and end within its last. Of several places the one nearest to the claimed line counts, the
 * upper one of two as near; then the claimed line must be in the file, since it decides. Linear in file and quote.
 */
export function findQuote(lines: readonly string[], quote: string, claimedLine: number): QuoteSearch {
  const wanted = quoteLines(quote);
  // Brackets alone stand everywhere and prove nothing.
  if (!wanted.some((line) => /[\p{L}\p{N}]/u.test(line))) return { found: false, reason: 'empty quote' };
  const places: number[] = [];
  for (let at = 0; at + wanted.length <= lines.length; at += 1) {
    if (standsAt(lines, wanted, at)) places.push(at);
  }
  if (places.length === 0) return { found: false, reason: 'quote not in the file' };
  const inFile = Number.isInteger(claimedLine) && claimedLine >= 1 && claimedLine <= lines.length;
  if (places.length > 1 && !inFile) return { found: false, reason: 'line not in the file' };
  const distance = (at: number) => Math.abs(at + 1 - claimedLine);
  const start = places.reduce((best, at) => (distance(at) < distance(best) ? at : best));
  const text = lines.slice(start, start + wanted.length).map((line) => line.trimEnd());
  return {
    found: true,
    place: { startLine: start + 1, endLine: start + wanted.length, text: text.join('\n') },
  };
}

/** Lines without white space at their ends and without blank lines around them. */
function quoteLines(quote: string): string[] {
  const lines = quote.split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  if (first < 0) return [];
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(first, last + 1);
}

function standsAt(lines: readonly string[], wanted: readonly string[], at: number): boolean {
  const last = wanted.length - 1;
  if (last === 0) return (lines[at] as string).trimEnd().includes(wanted[0] as string);
  return wanted.every((want, i) => {
    const line = (lines[at + i] as string).trimEnd();
    if (i === 0) return line.endsWith(want);
    return i === last ? line.startsWith(want) : line === want;
  });
}
