import { isTestPath } from '../../source/test-files.ts';
import type { Hub } from '../evidence.ts';
import { keyOf, type Link } from './links.ts';

/** What a node may reach before it is one that too much hangs on, or that hangs on too much. */
interface HubLimits {
  importers: number;
  imports: number;
}

/**
 * The `touched` nodes that exceed their limits before or after, with how many nodes import them and how many they
 * import on both sides. Tests neither count nor are counted: a helper that a hundred tests use is no hub of the system.
 * Sorted by path.
 */
export function findHubs(
  links: { base: readonly Link[]; head: readonly Link[] },
  touched: ReadonlySet<string>,
  limitsOf: (node: string) => HubLimits,
): Hub[] {
  const [base, head] = [countsOf(links.base, touched), countsOf(links.head, touched)];
  const hubs: Hub[] = [];
  for (const path of [...touched].sort()) {
    const hub: Hub = {
      path,
      importers: { base: base.importers.get(path) ?? 0, head: head.importers.get(path) ?? 0 },
      imports: { base: base.imports.get(path) ?? 0, head: head.imports.get(path) ?? 0 },
    };
    const limits = limitsOf(path);
    const exceeds = (kind: 'importers' | 'imports') =>
      Math.max(hub[kind].base, hub[kind].head) > limits[kind];
    if (exceeds('importers') || exceeds('imports')) hubs.push(hub);
  }
  return hubs;
}

function countsOf(links: readonly Link[], touched: ReadonlySet<string>) {
  const importers = new Map<string, number>();
  const imports = new Map<string, number>();
  const seen = new Set<string>();
  for (const link of links) {
    const { from, to, edge } = link;
    if (from === to || !(touched.has(from) || touched.has(to))) continue;
    if (isTestPath(edge.from) || seen.has(keyOf(link))) continue;
    seen.add(keyOf(link));
    if (touched.has(to)) importers.set(to, (importers.get(to) ?? 0) + 1);
    if (touched.has(from)) imports.set(from, (imports.get(from) ?? 0) + 1);
  }
  return { importers, imports };
}
