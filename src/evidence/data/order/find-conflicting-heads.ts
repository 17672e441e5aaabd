import { byFamily, type Chained, type OrderProblem } from './placed.ts';

/**
 * Chains that the change leaves with more than one last migration, where they had one or none: their tool runs none of
 * them then. One problem for each such family, on a new one of its ends. Sorted by path.
 */
export function findConflictingHeads(
  base: readonly Chained[],
  head: readonly Chained[],
  added: ReadonlySet<string>,
): OrderProblem[] {
  const before = byFamily(base);
  const problems: OrderProblem[] = [];
  for (const [key, family] of byFamily(head)) {
    const ends = endsOf(family);
    if (ends.length < 2 || endsOf(before.get(key) ?? []).length > 1) continue;
    const paths = ends.map(({ path }) => path).sort();
    const path = paths.findLast((one) => added.has(one));
    const end = ends.find((one) => one.path === path);
    if (path === undefined || end === undefined) continue;
    const others = ends.filter((one) => one !== end);
    const names = others.map(({ order }) => order.id).sort();
    problems.push({
      path,
      certain: true,
      message: `${end.order.id} and ${names.slice(0, 3).join(', ')} are both the last migration of their chain, so that none of them runs until one follows the other`,
      others: others.map((one) => one.path).sort(),
      version: end.order.id,
    });
  }
  return problems.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Migrations that no other of the family comes after. */
function endsOf(family: readonly Chained[]): Chained[] {
  const followed = new Set(family.flatMap(({ order }) => order.after));
  return family.filter(({ order }) => !followed.has(order.id));
}
