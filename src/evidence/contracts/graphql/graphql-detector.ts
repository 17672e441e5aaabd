import type { ChangedFile } from '../../../source/change.ts';
import { isVendored } from '../../../source/generated.ts';
import { isTestPath } from '../../../source/test-files.ts';
import type { Tree } from '../../../source/tree.ts';
import type { Detector } from '../../detector.ts';
import type { Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import { capFacts } from '../cap-facts.ts';
import { contractFact, contractRules } from '../contract-fact.ts';
import { type BuiltSchema, buildSchema, placesOf } from './build-schema.ts';
import { compareSchemas } from './compare-schemas.ts';
import { foldChanges } from './fold-changes.ts';
import { groupSchemas, packageFolders, packageOf } from './group-schemas.ts';
import type { SchemaChange } from './schema-change.ts';
import { readSchemaFile, type SchemaFile, unreadableReason } from './schema-file.ts';

/** The largest public schemas have 3 MiB. */
const largest = 5 * 1024 * 1024;
/** Documents of one package that are read to find its schema. */
const mostFiles = 3_000;

/** Breaks and additions of GraphQL schemas written in files. Clients' operations and test files are no contracts. */
export const graphqlDetector: Detector = {
  name: 'graphql contracts',
  rules: contractRules('graphql', 'A GraphQL schema'),
  wants: isDocument,
  async detect({ change, base, head }) {
    const changed = change.files.filter(concerns);
    if (changed.length === 0) return { facts: [], coverage: { read: 0, skipped: [] } };
    const skipped: Skipped[] = [];
    const moved = new Map<string, string>();
    for (const { path, previousPath, status } of changed) {
      if (status === 'renamed' && previousPath !== null) moved.set(previousPath, path);
    }
    const sides = { base: new Map<string, SchemaFile>(), head: new Map<string, SchemaFile>() };
    const unread = new Set<string>();
    const olds = changed.flatMap(({ status, path, previousPath }) =>
      status === 'added' || status === 'copied' ? [] : [previousPath ?? path],
    );
    const news = changed.flatMap(({ status, path }) => (status === 'removed' ? [] : [path]));
    await readInto(sides.base, base, olds, moved, skipped, unread);
    await readInto(sides.head, head, news, new Map(), skipped, unread);
    const paths = new Set([...sides.base.keys(), ...sides.head.keys()].filter((path) => !unread.has(path)));
    if (paths.size === 0) return { facts: [], coverage: { read: news.length, skipped } };

    const folders = packageFolders(head.entries.keys());
    const packages = new Set([...paths].map((path) => packageOf(path, folders)));
    const isSibling = (path: string) => isDocument(path) && packages.has(packageOf(path, folders));
    const isChanged = new Set([...olds, ...news]);
    const siblings = [...head.entries.keys()].filter((path) => isSibling(path) && !isChanged.has(path));
    if (siblings.length > mostFiles) {
      const reason = `its package has more than ${mostFiles} GraphQL documents: the rest was not read`;
      skipped.push({ path: [...news, ...olds][0]!, reason, partial: true });
    }
    // What did not change is the same on both sides; what cannot be read of it leaves types unknown.
    await readInto(sides.head, head, siblings.slice(0, mostFiles), new Map(), [], new Set());
    for (const path of siblings) {
      const file = sides.head.get(path);
      if (file !== undefined) sides.base.set(path, file);
    }
    for (const path of unread) {
      sides.base.delete(path);
      sides.head.delete(path);
    }

    const all: Compared[] = [];
    for (const folder of [...packages].sort()) {
      const members = [...new Set([...sides.base.keys(), ...sides.head.keys()])].filter(
        (path) => packageOf(path, folders) === folder,
      );
      for (const group of groupSchemas(members, sides, folder)) {
        if (!group.some((path) => paths.has(path))) continue;
        all.push(await compareGroup(group, sides, moved, skipped));
      }
    }
    const facts = foldChanges(withoutMoves(all)).map(({ owner: _, gains: __, holds: ___, ...one }) =>
      contractFact({ ...one, format: 'graphql' }),
    );
    return { facts: capFacts(facts), coverage: { read: sides.head.size, skipped } };
  },
};

function isDocument(path: string): boolean {
  return /\.(?:graphqls?|gql)$/.test(path) && !isVendored(path) && !isTestPath(path);
}

function concerns({ path, previousPath, binary, status, oldBlob, newBlob }: ChangedFile): boolean {
  if (binary || status === 'changed' || (oldBlob === newBlob && previousPath === null)) return false;
  return isDocument(path) || (previousPath !== null && status === 'renamed' && isDocument(previousPath));
}

/** Reads schema files of a tree under the paths that they have at head; what has no definitions is left out. */
async function readInto(
  files: Map<string, SchemaFile>,
  tree: Tree,
  paths: readonly string[],
  moved: ReadonlyMap<string, string>,
  skipped: Skipped[],
  unread: Set<string>,
): Promise<void> {
  const failed: Skipped[] = [];
  for (const [path, text] of await readTexts(tree, paths, failed, largest)) {
    try {
      const file = readSchemaFile(path, text);
      if (file !== null) files.set(moved.get(path) ?? path, file);
    } catch (error) {
      const isTemplate = /\{\{|<%|\$\{/.test(text);
      const reason = unreadableReason(error);
      failed.push({ path, reason: isTemplate ? `templated: ${reason}` : reason });
    }
  }
  for (const { path } of failed) unread.add(moved.get(path) ?? path);
  skipped.push(...failed);
}

interface Compared {
  changes: SchemaChange[];
  /** Elements that the schema did not have before, with their files. */
  gains: ReadonlyMap<string, string>;
}

async function compareGroup(
  group: readonly string[],
  sides: { base: ReadonlyMap<string, SchemaFile>; head: ReadonlyMap<string, SchemaFile> },
  moved: ReadonlyMap<string, string>,
  skipped: Skipped[],
): Promise<Compared> {
  const at = (side: ReadonlyMap<string, SchemaFile>) => group.flatMap((path) => side.get(path) ?? []);
  const [olds, news] = [at(sides.base), at(sides.head)];
  const place = { breaking: false, severity: 'note', consumer: '', wayOut: '', line: null } as const;
  if (olds.length === 0) {
    const { path } = news[0]!;
    const message = `a schema is added with ${countTypes(news)}`;
    const added = { check: 'SCHEMA_ADDED', element: path, message, path, side: 'RIGHT' } as const;
    return { changes: [{ ...place, ...added }], gains: gainsOf(news, new Set()) };
  }
  if (news.length === 0) {
    const { path } = olds[0]!;
    const message = `the schema is removed with ${countTypes(olds)}`;
    const consumer = 'clients lose what it describes, unless it is served from elsewhere';
    const wayOut = 'keep serving it until no operation comes any more';
    const removed = { check: 'SCHEMA_REMOVED', element: path, message, consumer, wayOut, path };
    const holds = olds.flatMap(({ defines }) => defines).filter((name) => name !== 'schema');
    const severity = 'warning';
    return {
      changes: [{ ...place, ...removed, breaking: true, severity, side: 'LEFT', holds }],
      gains: new Map(),
    };
  }
  let before: BuiltSchema;
  let after: BuiltSchema;
  try {
    [before, after] = [buildSchema(olds), buildSchema(news)];
    const { changes, lost } = await compareSchemas(before, after);
    for (const name of lost) {
      const path = before.places.get(name)!.path;
      const reason = `${name} is used and no longer defined in the tree: not compared`;
      skipped.push({ path: moved.get(path) ?? path, reason });
    }
    return { changes, gains: gainsOf(news, new Set(before.places.keys())) };
  } catch (error) {
    const reason = `the schema could not be put together: ${String(error).slice(0, 200)}`;
    skipped.push({ path: news[0]!.path, reason });
    return { changes: [], gains: new Map() };
  }
}

/** Elements of a side that the other has not. */
function gainsOf(files: readonly SchemaFile[], known: ReadonlySet<string>): Map<string, string> {
  const places = placesOf(files);
  return new Map([...places].flatMap(([name, { path }]) => (known.has(name) ? [] : [[name, path]])));
}

function countTypes(files: readonly SchemaFile[]): string {
  const names = files.flatMap(({ defines }) => defines).filter((name) => name !== 'schema');
  return `${names.length} type${names.length === 1 ? '' : 's'}`;
}

/** What leaves one schema and comes into another of the same change moved between subgraphs: told as a note. */
function withoutMoves(all: readonly Compared[]): SchemaChange[] {
  const changes = all.flatMap((one) => one.changes);
  if (all.length < 2) return changes;
  const gains = new Map(all.flatMap((one) => [...one.gains]));
  return changes.map((change) => {
    if (!change.breaking || !/_REMOVED$/.test(change.check)) return change;
    const path = (change.holds ?? [change.element]).map((element) => gains.get(element));
    if (path.length === 0 || path.includes(undefined)) return change;
    const message = `${change.message} and stands in ${path[0]} now`;
    return { ...change, message, breaking: false, severity: 'note', consumer: '', wayOut: '' };
  });
}
