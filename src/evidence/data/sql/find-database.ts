import type { Tree } from '../../../source/tree.ts';
import type { Database } from '../schema-operation.ts';
import { databaseOfPath, databaseOfSql, type NamedDatabase } from './database-hints.ts';
import { databaseOfManifest, isDatabaseManifest } from './database-manifests.ts';

/** Which database the migrations of a folder are for, as far as the repository says. */
export interface FoundDatabase {
  database: Database | null;
  /** Where that stands, or why it is not known; for people, without a full stop. */
  reason: string;
}

/** Migrations beside one that are looked at: the first of a folder makes the tables, and says most. */
const mostSiblings = 8;
const largest = 256 * 1024;

/**
 * Makes the function that finds out the database of a migration that does not say it: from the migrations beside it,
 * else from the nearest folder above it whose manifests or settings name just one. It remembers what it read.
 */
export function databaseFinder(tree: Tree): (path: string) => Promise<FoundDatabase> {
  const byFolder = new Map<string, Promise<FoundDatabase>>();
  return (path) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const known = byFolder.get(folder) ?? find(tree, folder);
    byFolder.set(folder, known);
    return known;
  };
}

async function find(tree: Tree, folder: string): Promise<FoundDatabase> {
  const paths = [...tree.entries.keys()];
  const besides = paths.filter(
    (path) => path.startsWith(folder) && /\.sql$/i.test(path) && !path.slice(folder.length).includes('/'),
  );
  const siblings = besides.slice(0, mostSiblings);
  const said = new Set<NamedDatabase>();
  // Beside those that name a database in their names, others are for several.
  for (const path of besides) {
    const named = databaseOfPath(path.slice(folder.length));
    if (named !== null) said.add(named);
  }
  for (const text of (await textsOf(tree, siblings)).values()) {
    const database = databaseOfSql(text);
    if (database !== null) said.add(database);
  }
  const [only] = said;
  if (said.size === 1 && only !== 'elsewhere') return { database: only!, reason: 'the migrations beside it' };
  if (said.size > 0)
    return { database: null, reason: 'the migrations beside it are for several databases or another one' };
  return findInManifests(tree, folder, paths.filter(isDatabaseManifest));
}

async function findInManifests(
  tree: Tree,
  folder: string,
  manifests: readonly string[],
): Promise<FoundDatabase> {
  const levels = folder === '' ? [''] : ancestors(folder);
  for (const level of levels) {
    const near = manifests.filter((path) => isNear(path, level));
    const settings = new Map<NamedDatabase, string>();
    const packages = new Map<NamedDatabase, string>();
    for (const [path, text] of await textsOf(tree, near)) {
      const { databases, isSetting } = databaseOfManifest(path, text);
      for (const database of databases) (isSetting ? settings : packages).set(database, path);
    }
    const named = settings.size > 0 ? settings : packages;
    const [first] = named;
    if (!first) continue;
    if (named.size > 1)
      return { database: null, reason: `several databases are named in ${[...named.values()].sort()[0]!}` };
    const [database, path] = first;
    return database === 'elsewhere'
      ? { database: null, reason: `${path} names a database that is not known here` }
      : { database, reason: path };
  }
  return { database: null, reason: 'no manifest names a database' };
}

/** A manifest speaks for the folder it stands in; settings may stand in a folder or three of its own. */
function isNear(path: string, level: string): boolean {
  if (!path.startsWith(level)) return false;
  const below = path.slice(level.length);
  return !below.includes('/') || /^(?:config|prisma|src\/main\/resources)\/[^/]+$/.test(below);
}

/** `a/b/` → `a/b/`, `a/`, ``. */
function ancestors(folder: string): string[] {
  const parts = folder.split('/').slice(0, -1);
  return [...parts.keys(), parts.length].reverse().map((count) =>
    parts
      .slice(0, count)
      .map((part) => `${part}/`)
      .join(''),
  );
}

async function textsOf(tree: Tree, paths: readonly string[]): Promise<Map<string, string>> {
  const readings = await tree.readMany(paths);
  const texts = new Map<string, string>();
  for (const path of paths) {
    const reading = readings.get(path);
    if (reading?.found && reading.bytes.length <= largest) texts.set(path, reading.bytes.toString('utf8'));
  }
  return texts;
}
