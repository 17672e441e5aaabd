import type { MigrationOrder } from '../migration.ts';
import { compareVersions } from './compare-versions.ts';

/** Anything that has a place among migrations. */
interface Ordered {
  path: string;
  format: string;
  order: MigrationOrder | null;
}

/**
 * Migrations in the order in which they run: within a family by version or along its chain; families, and what has no
 * place, by format and path.
 */
export function inRunOrder<One extends Ordered>(migrations: readonly One[]): One[] {
  const depth = depths(migrations);
  return [...migrations].sort(
    (a, b) =>
      compare(a.format, b.format) ||
      compare(familyOf(a), familyOf(b)) ||
      compareOrder(a, b, depth) ||
      compare(a.path, b.path),
  );
}

function familyOf({ order }: Ordered): string {
  // Chains name each other across families.
  return order === null ? '' : order.by === 'chain' ? '' : order.family;
}

function compareOrder(a: Ordered, b: Ordered, depth: ReadonlyMap<Ordered, number>): number {
  if (a.order?.by === 'version' && b.order?.by === 'version') {
    return compareVersions(a.order.version, b.order.version);
  }
  return (depth.get(a) ?? 0) - (depth.get(b) ?? 0);
}

/** How many of the given migrations stand in a row before each one of a chain; those in a circle count as first. */
function depths(migrations: readonly Ordered[]): Map<Ordered, number> {
  const byId = new Map<string, Ordered>();
  for (const one of migrations) if (one.order?.by === 'chain') byId.set(one.order.id, one);
  const found = new Map<Ordered, number>();
  const waiting = new Map<Ordered, Ordered[]>();
  const missing = new Map<Ordered, number>();
  for (const one of byId.values()) {
    const before = new Set(
      (one.order?.by === 'chain' ? one.order.after : []).flatMap((id) => byId.get(id) ?? []),
    );
    missing.set(one, before.size);
    for (const other of before) waiting.set(other, [...(waiting.get(other) ?? []), one]);
  }
  const ready = [...byId.values()].filter((one) => missing.get(one) === 0);
  for (let one = ready.pop(); one !== undefined; one = ready.pop()) {
    const own = found.get(one) ?? 0;
    for (const next of waiting.get(one) ?? []) {
      found.set(next, Math.max(found.get(next) ?? 0, own + 1));
      const left = (missing.get(next) ?? 1) - 1;
      missing.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return found;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
