import { asObject } from './parse-jsonc.ts';

/** The files that a field names for a subpath (`.`, `./sub`, `#name`), best first. */
export type Targets = (subpath: string) => string[];

interface Pattern {
  prefix: string;
  suffix: string;
  targets: string[];
}

// Node's own packages nest conditions two or three deep.
const deepest = 8;
const mostTargets = 40;
// Each is tried for every import of the package that is no key of its own. Packages list a folder or two by pattern.
const mostPatterns = 500;
// Far above any path; every star becomes what was matched.
const longestTarget = 1000;
const mostStars = 8;

/**
 * Makes ready what `exports` or `imports` of a package.json say. All conditions are taken, the one for sources first:
 * which of them applies is the build's affair, and all come from one source. A field is read when it is first asked
 * for, an entry of it once. Patterns: https://nodejs.org/api/packages.html#subpath-patterns
 */
export function exportTargets(field: unknown): Targets {
  const table = asObject(field);
  const exact = new Map<string, string[]>();
  let keys: { isTable: boolean; patterns: Pattern[] } | null = null;

  function targetsFor(subpath: string): string[] {
    keys ??= readKeys(table);
    if (table === null || !keys.isTable) return subpath === '.' ? flatten(field) : [];
    if (Object.hasOwn(table, subpath)) {
      const targets = exact.get(subpath) ?? flatten(table[subpath]);
      exact.set(subpath, targets);
      return [...targets];
    }
    for (const { prefix, suffix, targets } of keys.patterns) {
      if (subpath.length <= prefix.length + suffix.length) continue;
      if (!subpath.startsWith(prefix) || !subpath.endsWith(suffix)) continue;
      const matched = subpath.slice(prefix.length, subpath.length - suffix.length);
      return targets.map((target) => target.replaceAll('*', () => matched));
    }
    return [];
  }
  return targetsFor;
}

function readKeys(table: Record<string, unknown> | null): { isTable: boolean; patterns: Pattern[] } {
  const patterns: Pattern[] = [];
  let isTable = false;
  for (const key of Object.keys(table ?? {})) {
    if (key.startsWith('.') || key.startsWith('#')) isTable = true;
    const star = key.indexOf('*');
    if (star === -1 || patterns.length >= mostPatterns) continue;
    const targets = flatten(table?.[key]);
    patterns.push({ prefix: key.slice(0, star), suffix: key.slice(star + 1), targets });
  }
  // Of equals the first: the sort is stable.
  patterns.sort((a, b) => b.prefix.length - a.prefix.length);
  return { isTable, patterns };
}

function flatten(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return isPath(value) ? [value] : [];
  if (depth > deepest) return [];
  const table = asObject(value);
  const parts = Array.isArray(value) ? value : table === null ? [] : Object.values(table);
  const first = table === null ? [] : ['source', 'development'].map((condition) => table[condition]);
  return [
    ...new Set([...first, ...parts].slice(0, mostTargets).flatMap((part) => flatten(part, depth + 1))),
  ].slice(0, mostTargets);
}

function isPath(target: string): boolean {
  return target.length <= longestTarget && target.split('*').length <= mostStars + 1;
}
