import { compareVersions, schemeOf } from './compare-versions.ts';
import { byFamily, type OrderProblem, type Versioned } from './placed.ts';
import { isOfPop, toolOf } from './tools.ts';

/**
 * New migrations that sort before one of their family that stood at base and still stands: it ran already wherever the
 * base is deployed. `certain`: the tool most likely refuses or skips the late one. Versions of different schemes do not compare.
 * Sorted by path.
 */
export function findOutOfOrder(
  base: readonly Versioned[],
  head: readonly Versioned[],
  added: ReadonlySet<string>,
): OrderProblem[] {
  const before = byFamily(base);
  const standing = new Set(head.map(({ path }) => path));
  const popFolders = new Set(head.filter(({ path }) => isOfPop(path)).map(({ path }) => folderOf(path)));
  const problems: OrderProblem[] = [];
  for (const [key, family] of byFamily(head)) {
    const old = (before.get(key) ?? []).filter(({ path }) => standing.has(path) && !added.has(path));
    for (const { path, format, order } of family) {
      if (!added.has(path)) continue;
      const scheme = schemeOf(order.version);
      const later = old
        .filter(
          (one) =>
            schemeOf(one.order.version) === scheme && compareVersions(one.order.version, order.version) > 0,
        )
        .sort((a, b) => compareVersions(a.order.version, b.order.version));
      const last = later.at(-1);
      if (last === undefined || scheme === 'text') continue;
      const { mindsOrder } = popFolders.has(folderOf(path))
        ? { mindsOrder: 'no' as const }
        : toolOf(format, path);
      // Times are given so that branches may be merged in any order: only a tool that minds is a reason to speak.
      if (scheme === 'time' && mindsOrder !== 'yes') continue;
      const certain = mindsOrder !== 'no';
      problems.push({
        path,
        certain,
        message: `Version ${order.version} sorts before ${last.order.version}, which stood already, so that ${certain ? 'a database that ran the later one may refuse it or never run it' : 'a new database runs them in another order than one that ran the later one'}`,
        others: later.map((one) => one.path).slice(0, 10),
        version: order.version,
      });
    }
  }
  return problems.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
