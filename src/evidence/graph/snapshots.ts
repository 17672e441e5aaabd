import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Tree } from '../../source/tree.ts';
import type { FactCache } from '../detector.ts';
import { decodeShape, decodeSnapshot, encodeShape, encodeSnapshot } from './encode-snapshot.ts';
import type { GraphLanguage } from './imports/language.ts';
import { languages } from './imports/languages.ts';
import { gatherLinks, type LinkedTree, type Linking } from './link-sources.ts';
import { haveSameNames, keyOfNames, keyOfWorlds, listShape, type Shape, shapeLike } from './list-shape.ts';
import type { Listing } from './list-sources.ts';
import { tooLarge } from './scan-sources.ts';
import { manifestBlobs, type World } from './worlds.ts';

/** The product's version: `src/version.ts` is for those who compose. */
const product: string = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
).version;

/**
 * The cache's shelf for shapes and snapshots, each in a file of its own: it changes with their form, with the product,
 * and with the version of any language.
 */
function snapshotKind(): string {
  return `packs/graph-1/${product}/${languages.map((one) => `${one.prefix}${one.version}`).join('-')}`;
}

/** Files that may be others than a snapshot says before it is written anew. */
const mostDrift = 200;

/** A tree as it is known before anything of it is read. */
export interface Outset {
  shape: Shape;
  /** A linked tree with the same names, in the best case with the same manifests too. */
  last: LinkedTree | null;
  /** Null without a cache. */
  keys: { names: string; worlds: string } | null;
  /** Whether `last` is what the cache has for these worlds. */
  isKept: boolean;
}

/** Looks for what is nearest to a tree: the one built `before` it in this run, else what the cache has. */
export async function findOutset(
  tree: Tree,
  listing: Listing,
  cache: FactCache | null,
  before: { linked: LinkedTree; outset: Outset } | null,
): Promise<Outset> {
  const names = { entries: tree.entries, listing };
  const near = before !== null && haveSameNames(before.linked.shape.names, names) ? before : null;
  if (cache === null) {
    const shape = near === null ? listShape(tree, listing) : shapeLike(near.linked.shape, tree);
    return { shape, last: near?.linked ?? null, keys: null, isKept: false };
  }
  const known = near?.outset.keys?.names;
  const key = known ?? keyOfNames(names);
  let shape = near === null ? null : shapeLike(near.linked.shape, tree);
  shape ??= decodeShape(await ask(cache, key), names);
  if (shape === null) {
    shape = listShape(tree, listing);
    await keep(cache, key, encodeShape(shape));
  }
  const keys = { names: key, worlds: keyOfWorlds(key, shape) };
  if (near !== null && near.outset.keys?.worlds === keys.worlds) {
    return { shape, last: near.linked, keys, isKept: true };
  }
  const kept = await load(cache, keys.worlds, shape);
  return { shape, last: kept ?? near?.linked ?? null, keys, isKept: kept !== null };
}

/** Gives a linked tree to the cache when it has none such, or one that is too far from it. */
export async function keepSnapshot(
  cache: FactCache | null,
  { keys, isKept }: Outset,
  linked: LinkedTree,
  { relinked, changed, skipped }: Linking,
): Promise<void> {
  if (cache === null || keys === null) return;
  if (isKept && relinked !== null && changed <= mostDrift) return;
  // What is missing now may be there another time.
  const worlds = [...linked.worlds.values()];
  if (!skipped.every(({ reason }) => reason === tooLarge) || worlds.some(({ isWhole }) => !isWhole)) return;
  const { sources } = linked.shape;
  const declares = new Map(worlds.flatMap((world) => [...world.declares]));
  const blobs = sources.map(({ blob }) => blob);
  await keep(cache, keys.worlds, encodeSnapshot(sources, { ...linked, blobs, declares }));
}

async function load(cache: FactCache, key: string, shape: Shape): Promise<LinkedTree | null> {
  const snapshot = decodeSnapshot(await ask(cache, key), shape.sources);
  if (snapshot === null) return null;
  const { blobs, links, cycles } = snapshot;
  const sources = shape.sources.map((source, at) =>
    source.blob === blobs[at] ? source : { ...source, blob: blobs[at]! },
  );
  const declares = new Map<GraphLanguage, Map<string, readonly string[]>>();
  for (const grammar of shape.manifests.keys()) declares.set(grammar, new Map());
  if (snapshot.declares.size > 0) {
    for (const { path, grammar } of sources) {
      const declared = snapshot.declares.get(path);
      if (declared !== undefined) declares.get(grammar)?.set(path, declared);
    }
  }
  const worlds = new Map<GraphLanguage, World>();
  for (const [grammar, own] of declares) {
    const manifests = manifestBlobs(shape, grammar);
    worlds.set(grammar, { grammar, manifests, declares: own, resolver: null, isWhole: true });
  }
  const linked = { shape: { ...shape, sources }, worlds, links };
  return { ...linked, gathered: gatherLinks(linked), cycles };
}

/** Empty when there is none, or one that is not what was kept under this key. */
async function ask(cache: FactCache, key: string): Promise<string> {
  const found = await cache.getMany(snapshotKind(), [key]).catch(() => null);
  const text = found?.get(key) ?? '';
  const end = text.indexOf('\n');
  const content = text.slice(end + 1);
  return end > 0 && text.slice(0, end) === sumOf(key, content) ? content : '';
}

async function keep(cache: FactCache, key: string, content: string): Promise<void> {
  const kept = new Map([[key, `${sumOf(key, content)}\n${content}`]]);
  await cache.putMany(snapshotKind(), kept).catch(() => undefined);
}

function sumOf(key: string, content: string): string {
  return createHash('sha256').update(`${key}\n`).update(content).digest('hex');
}
