import type { Tree } from '../../../source/tree.ts';
import type { Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import type { MigrationFormat } from '../migration.ts';
import { mayRun } from '../read-migrations.ts';
import type { Chained, Versioned } from './placed.ts';

/** Migrations of one chain that are read to know its ends; a project with more has squashed them long before. */
const mostChained = 2_000;

/** All migrations of a tree in these formats whose path says their version. Nothing is read. */
export function placedByPath(tree: Tree, formats: ReadonlySet<MigrationFormat>): Versioned[] {
  const placed: Versioned[] = [];
  for (const path of tree.entries.keys()) {
    for (const format of formats) {
      if (!format.claims(path) || !mayRun(path)) continue;
      const order = format.orderOf(path);
      if (order?.by === 'version') placed.push({ path, format: format.name, order });
    }
  }
  return placed;
}

/** Chains of some folders at base and at head. */
export interface Chains {
  base: Chained[];
  head: Chained[];
}

/**
 * The migrations of a format in these families (folders) whose text says what they follow, at base and at head. Null when there
 * are more than 2,000, one could not be read, or some stand for others that were squashed: then nothing is known of
 * the chain's ends. What could not be read goes to `skipped`.
 */
export async function readChains(
  format: MigrationFormat,
  families: ReadonlySet<string>,
  trees: { base: Tree; head: Tree },
  skipped: Skipped[],
): Promise<Chains | null> {
  const known = new Map<string, Chained | null>();
  const folders = [...families].map((family) => `${family}/`).sort();
  const side = async (tree: Tree): Promise<Chained[] | null> => {
    const paths = [...tree.entries.keys()].filter(
      (path) => folders.some((folder) => path.startsWith(folder)) && format.claims(path) && mayRun(path),
    );
    if (paths.length > mostChained) {
      skipped.push({ path: folders[0]!, reason: `more than ${mostChained} migrations in a chain` });
      return null;
    }
    const wanted = paths.filter((path) => !known.has(keyOf(tree, path)));
    const unread: Skipped[] = [];
    const texts = await readTexts(tree, wanted, unread);
    if (unread.length > 0) {
      skipped.push(...unread);
      return null;
    }
    for (const [path, text] of texts) {
      if (/^\s*replaces\s*=/m.test(text)) return null;
      const reading = await format.read({ path, text, tree });
      const order = reading?.order;
      known.set(keyOf(tree, path), order?.by === 'chain' ? { path, format: format.name, order } : null);
    }
    return paths.flatMap((path) => known.get(keyOf(tree, path)) ?? []);
  };
  const head = await side(trees.head);
  const base = head === null ? null : await side(trees.base);
  return head === null || base === null ? null : { base, head };
}

function keyOf(tree: Tree, path: string): string {
  return `${path}\0${tree.entries.get(path)?.blob ?? ''}`;
}
