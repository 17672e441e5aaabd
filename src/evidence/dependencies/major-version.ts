/**
 * The major version that a range of npm asks for at least: `^1.2.3`, `~1`, `>=1 <3`, `v1`, `npm:other@1` give 1.
 * Null for what names no number: tags, URLs, `*`, `workspace:*`.
 */
export function majorVersion(range: string): number | null {
  const version = range.startsWith('npm:')
    ? range.slice(range.lastIndexOf('@') + 1)
    : range.replace(/^workspace:/, '');
  const match = /^\s*(?:[~^]|>=?|=)?\s*v?(\d{1,6})(?:[.\s|<-]|$)/.exec(version);
  return match === null ? null : Number(match[1]);
}
