import { asObject } from './parse-jsonc.ts';

// Node's own packages nest conditions two or three deep.
const deepest = 8;
const mostTargets = 40;

/**
 * The files that `exports` or `imports` of a package.json name for a subpath (`.`, `./sub`, `#name`), best first.
 * All conditions are taken, the one for sources first: which of them applies is the build's affair, and all come
 * from one source. Patterns: https://nodejs.org/api/packages.html#subpath-patterns
 */
export function exportTargets(field: unknown, subpath: string): string[] {
  const table = asObject(field);
  const keys = table === null ? [] : Object.keys(table);
  const isTable = keys.some((key) => key.startsWith('.') || key.startsWith('#'));
  if (table === null || !isTable) return subpath === '.' ? flatten(field) : [];
  if (Object.hasOwn(table, subpath)) return flatten(table[subpath]);
  let best: { key: string; star: number } | null = null;
  for (const key of keys) {
    const star = key.indexOf('*');
    if (star === -1 || !subpath.startsWith(key.slice(0, star)) || !subpath.endsWith(key.slice(star + 1)))
      continue;
    if (subpath.length < key.length) continue;
    if (best === null || star > best.star) best = { key, star };
  }
  if (best === null) return [];
  const matched = subpath.slice(best.star, subpath.length - (best.key.length - best.star - 1));
  return flatten(table[best.key]).map((target) => target.replaceAll('*', () => matched));
}

function flatten(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (depth > deepest) return [];
  const table = asObject(value);
  const parts = Array.isArray(value) ? value : table === null ? [] : Object.values(table);
  const first = table === null ? [] : ['source', 'development'].map((condition) => table[condition]);
  return [
    ...new Set([...first, ...parts].slice(0, mostTargets).flatMap((part) => flatten(part, depth + 1))),
  ].slice(0, mostTargets);
}
