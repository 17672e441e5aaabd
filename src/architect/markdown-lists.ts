import { sanitiseName } from './sanitise-untrusted.ts';

const maxListed = 12;

/** One line of a list for each entry, each begun by the label; beyond twelve they are counted. */
export function bullets<T>(label: string, entries: readonly T[], describe: (entry: T) => string): string[] {
  const lines = entries.slice(0, maxListed).map((entry) => `- ${label}: ${describe(entry)}`);
  if (entries.length > maxListed) lines.push(`- ${label}: ${entries.length - maxListed} more`);
  return lines;
}

/** Names with a word before them, four at most; empty when there are none. */
export function some(label: string, paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const more = paths.length > 4 ? ` and ${paths.length - 4} more` : '';
  return `${label} ${paths.slice(0, 4).map(code).join(', ')}${more}`;
}

/** A name from the repository as inline code that it cannot leave. */
export function code(name: string): string {
  return `\`${sanitiseName(name).replaceAll('`', 'ˋ')}\``;
}
