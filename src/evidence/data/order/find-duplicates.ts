import { migrationName } from '../migration-name.ts';
import { compareVersions } from './compare-versions.ts';
import { byFamily, type OrderProblem, type Versioned } from './placed.ts';
import { toolOf } from './tools.ts';

/**
 * New migrations whose version another one of their family has. `base` and `head` hold whole families, `added` the
 * paths that stood at no version before. Where two shared a version at base already, the tool evidently bears it, and
 * nothing is said. Sorted by path.
 */
export function findDuplicates(
  base: readonly Versioned[],
  head: readonly Versioned[],
  added: ReadonlySet<string>,
): OrderProblem[] {
  const before = byFamily(base);
  const problems: OrderProblem[] = [];
  for (const [key, family] of byFamily(head)) {
    if (!family.some(({ path }) => added.has(path))) continue;
    if (sharing(before.get(key) ?? []).length > 0) continue;
    for (const group of sharing(family)) {
      const paths = group.map(({ path }) => path).sort();
      const path = paths.findLast((one) => added.has(one));
      if (path === undefined) continue;
      const { format, order } = group[0]!;
      const tool = toolOf(format, path);
      // It tells them apart by their whole names.
      if (!tool.refusesDuplicates && tool.mindsOrder === 'no') continue;
      const others = paths.filter((one) => one !== path);
      problems.push({
        path,
        certain: tool.refusesDuplicates,
        message: `Version ${order.version} of ${migrationName(path)} is taken by ${others.map(migrationName).slice(0, 3).join(', ')}`,
        others,
        version: order.version,
      });
    }
  }
  return problems.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function sharing(family: readonly Versioned[]): Versioned[][] {
  const sorted = [...family].sort((a, b) => compareVersions(a.order.version, b.order.version));
  const groups: Versioned[][] = [];
  for (let at = 0; at < sorted.length; ) {
    let end = at + 1;
    while (
      end < sorted.length &&
      compareVersions(sorted[at]!.order.version, sorted[end]!.order.version) === 0
    )
      end++;
    const paths = new Set(sorted.slice(at, end).map(({ path }) => path));
    if (paths.size > 1) groups.push(sorted.slice(at, end));
    at = end;
  }
  return groups;
}
