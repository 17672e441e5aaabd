/** As many whole lines from the start as fit into `limit` characters, with a last line that counts the rest. */
export function capLines(lines: readonly string[], limit: number): string {
  let length = 0;
  let kept = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > limit) break;
    kept += 1;
  }
  if (kept === lines.length) return lines.join('\n');
  return [...lines.slice(0, kept), `(${lines.length - kept} more lines left out)`].join('\n');
}
