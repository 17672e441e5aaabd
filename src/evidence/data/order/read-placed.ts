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

/** The ends of chains at base and at head, and perhaps some of their links. */
export interface Chains {
  base: Chained[];
  head: Chained[];
}

/**
 * The migrations of a format in these families (folders) that no other one names, and so may be the end of a chain, at
 * base and at head. Null when there are more than 2,000, one could not be read, or some stand for others that were
 * squashed: then nothing is known of the chain's ends. What could not be read goes to `skipped`.
 */
export async function readChains(
  format: MigrationFormat,
  families: ReadonlySet<string>,
  trees: { base: Tree; head: Tree },
  skipped: Skipped[],
): Promise<Chains | null> {
  const folders = [...families].map((family) => `${family}/`).sort();
  const head = await readEnds(format, folders, trees.head, skipped);
  if (head === null) return null;
  // One end alone is no conflict, whatever stood there before.
  if (head.length < 2) return { base: [], head };
  const base = await readEnds(format, folders, trees.base, skipped);
  return base === null ? null : { base, head };
}

async function readEnds(
  format: MigrationFormat,
  folders: readonly string[],
  tree: Tree,
  skipped: Skipped[],
): Promise<Chained[] | null> {
  const paths = [...tree.entries.keys()].filter(
    (path) => folders.some((folder) => path.startsWith(folder)) && format.claims(path) && mayRun(path),
  );
  if (paths.length > mostChained) {
    skipped.push({ path: folders[0]!, reason: `more than ${mostChained} migrations in a chain` });
    return null;
  }
  const unread: Skipped[] = [];
  const texts = await readTexts(tree, paths, unread);
  if (unread.length > 0) {
    skipped.push(...unread);
    return null;
  }
  if ([...texts.values()].some((text) => /^\s*replaces\s*=/m.test(text))) return null;
  const ends: Chained[] = [];
  for (const path of unnamed(texts)) {
    const reading = await format.read({ path, text: texts.get(path)!, tree });
    if (reading?.order?.by === 'chain') ends.push({ path, format: format.name, order: reading.order });
  }
  return ends;
}

/**
 * Paths of migrations whose name (Django's file, Alembic's `revision`) stands in no other text as a string: a link of
 * a chain always does, so that only these need to be understood.
 */
function unnamed(texts: ReadonlyMap<string, string>): string[] {
  const naming = new Map<string, number>();
  for (const text of texts.values()) {
    const strings = new Set([...text.matchAll(/["']([\w.-]{1,200})["']/g)].map(([, string]) => string!));
    for (const string of strings) naming.set(string, (naming.get(string) ?? 0) + 1);
  }
  return [...texts.keys()].filter((path) => {
    const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    const revision = /^revision\b[^=\n]*=\s*["']([\w.-]{1,200})["']/m.exec(texts.get(path)!)?.[1];
    // A revision stands in its own text as well.
    return revision === undefined ? !naming.has(stem) : naming.get(revision) === 1;
  });
}
