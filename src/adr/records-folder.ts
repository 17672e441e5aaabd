import type { Tree } from '../source/tree.ts';

/** How a repository keeps its records. */
export interface RecordsFolder {
  /** Without a slash at the end. */
  path: string;
  /** Digits of the numbers that file names begin with; 0 when they have none. */
  digits: number;
  /** Whether there are records already. */
  exists: boolean;
}

/** Where records are met, the most usual first. */
const usual = [
  'docs/adr',
  'docs/adrs',
  'docs/decisions',
  'docs/architecture/decisions',
  'docs/architecture-decisions',
  'docs/architecture/adr',
  'doc/adr',
  'doc/adrs',
  'doc/decisions',
  'doc/architecture/decisions',
  'architecture/decisions',
  'architecture/adr',
  'decisions',
  'adr',
  'adrs',
];

/**
 * The folder of the records: the settings' one, else the first usual folder that the tree has Markdown in, else
 * `docs/adr`. Follows the digits that most names there begin with; four where there are none yet.
 */
export function findRecordsFolder(tree: Pick<Tree, 'entries'>, configured: string | null): RecordsFolder {
  const names = new Map<string, string[]>();
  for (const path of tree.entries.keys()) {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, slash));
    if (!/\.(?:md|markdown|adoc|rst)$/i.test(path)) continue;
    const list = names.get(folder);
    if (list === undefined) names.set(folder, [path.slice(slash + 1)]);
    else list.push(path.slice(slash + 1));
  }
  const chosen = configured?.replace(/^\.?\/+|\/+$/g, '');
  const path = chosen ?? usual.find((folder) => names.has(folder)) ?? 'docs/adr';
  const records = (names.get(path) ?? []).filter((name) => !/^(?:readme|index|template)\b/i.test(name));
  return { path, digits: usualDigits(records), exists: records.length > 0 };
}

function usualDigits(names: readonly string[]): number {
  if (names.length === 0) return 4;
  const counts = new Map<number, number>();
  for (const name of names) {
    const digits = /^(?:adr[-_]?)?(\d{1,6})[-_. ]/i.exec(name)?.[1]?.length ?? 0;
    counts.set(digits, (counts.get(digits) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || b - a)[0]?.[0] ?? 4;
}
