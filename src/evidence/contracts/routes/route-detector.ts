import type { ChangedFile } from '../../../source/change.ts';
import type { Detected, Detector, DetectorContext } from '../../detector.ts';
import type { Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import { contractRules } from '../contract-fact.ts';
import { sniffDocuments } from '../sniff-documents.ts';
import { compareRoutes, type PlacedRoute } from './compare-routes.ts';
import { describedPaths, describes } from './described-paths.ts';
import { isRouteSource, isServedPath } from './is-route-source.ts';
import { addressesOf, prefixesOf, type RouteFiles, type RouterName, routeFiles } from './mounted-under.ts';
import { type FileReading, mayDeclareRoutes } from './read-routes.ts';
import type { Mount, Route } from './route.ts';
import { routeFacts } from './route-facts.ts';
import { targetLeadsTo } from './target-leads-to.ts';

/** Endpoints that code declares: gone, moved and new ones, with method and address. */
export const routeDetector: Detector = {
  name: 'routes',
  rules: contractRules('route', 'An endpoint', 'warning'),
  async detect(context) {
    const files = await concerned(context);
    if (files.length === 0) return { facts: [], coverage: { read: 0, skipped: [] } };
    return compareFiles(context, files);
  },
};

/** One file on both sides; null where it does not exist. */
interface Pair {
  base: string | null;
  head: string | null;
}

async function concerned({ change, base, head }: DetectorContext): Promise<Pair[]> {
  const pairs = change.files.filter(isRouteSource).map(pairOf);
  // What cannot be read here cannot be read below either, and is said there.
  const before = await readTexts(base, present(pairs.map((pair) => pair.base)), [], Number.POSITIVE_INFINITY);
  const after = await readTexts(head, present(pairs.map((pair) => pair.head)), [], Number.POSITIVE_INFINITY);
  const declares = (path: string | null, texts: ReadonlyMap<string, string>) =>
    path !== null && mayDeclareRoutes(path, texts.get(path) ?? '');
  return pairs.filter((pair) => declares(pair.base, before) || declares(pair.head, after));
}

function pairOf({ status, path, previousPath }: ChangedFile): Pair {
  const before = status === 'added' || status === 'copied' ? null : (previousPath ?? path);
  const after = status === 'removed' ? null : path;
  const served = (side: string | null) => (side !== null && isServedPath(side) ? side : null);
  return { base: served(before), head: served(after) };
}

function present(paths: readonly (string | null)[]): string[] {
  return paths.filter((path) => path !== null);
}

async function compareFiles(context: DetectorContext, files: readonly Pair[]): Promise<Detected> {
  const { base, head } = await context.graph();
  const skipped: Skipped[] = [];
  const before = routeFiles(context.base, base.edges, skipped);
  const after = routeFiles(context.head, head.edges, skipped);
  const pairs = [...files, ...(await remounted(files, before, after))];

  const old: PlacedRoute[] = [];
  const now: PlacedRoute[] = [];
  /** Why routes of a file at base may only seem to be gone. */
  const unsure = new Map<string, Skipped>();
  for (const pair of pairs) {
    const [was, is] = [await readSide(before, pair.base), await readSide(after, pair.head)];
    // A version that cannot be read says nothing, least of all that its routes are gone.
    if (was === null || is === null) continue;
    const path = pair.head ?? pair.base!;
    const reason = doubtOf(was, is);
    if (reason !== null) unsure.set(pair.base ?? path, { path, reason, partial: true });
    const placed = await place(pair, was, is, before, after);
    old.push(...placed.base);
    now.push(...placed.head);
  }

  const sniffed = await sniffDocuments(context);
  const described = {
    base: await describedPaths(context.base, sniffed.base),
    head: await describedPaths(context.head, sniffed.head),
  };
  const changes = compareRoutes(old, now);
  const gone = [...changes.removed, ...changes.moved.map(({ from }) => from)];
  // A path that is computed is worth saying where it may hide what was known, and nowhere else.
  for (const file of new Set(gone.map(({ file }) => file))) skipped.push(...[unsure.get(file) ?? []].flat());
  return {
    facts: routeFacts({
      ...changes,
      // The OpenAPI detector says the same of what a document describes, and says it better.
      added: described.head === null ? changes.added : [],
      removed: changes.removed.filter(
        ({ address }) => !describes(described.base, address) || describes(described.head, address),
      ),
      unsure,
    }),
    coverage: { read: after.count(), skipped: distinctSkipped(skipped) },
  };
}

/** Why a version may declare routes of the version before that are not seen in it; null for no reason. */
function doubtOf(was: FileReading, is: FileReading): string | null {
  if (is.broken && !was.broken) return 'holds code that cannot be parsed: its endpoints are not all known';
  if (is.unread.length <= was.unread.length) return null;
  const { line, reason } = is.unread[0]!;
  return `${is.unread.length} of its declarations of endpoints cannot be read, the first in line ${line}: ${reason}`;
}

async function readSide(files: RouteFiles, path: string | null): Promise<FileReading | null> {
  return path === null ? { routes: [], mounts: [], unread: [], broken: false } : files.read(path);
}

function distinctSkipped(skipped: readonly Skipped[]): Skipped[] {
  return [...new Map(skipped.map((one) => [`${one.path}\0${one.reason}`, one])).values()];
}

/** Files that the change does not touch and whose routers it mounts elsewhere. */
async function remounted(pairs: readonly Pair[], before: RouteFiles, after: RouteFiles): Promise<Pair[]> {
  const touched = new Set(pairs.flatMap(({ base, head }) => present([base, head])));
  const found = new Set<string>();
  for (const { base, head } of pairs) {
    if (base === null || head === null) continue;
    const [was, is] = [await before.read(base), await after.read(head)];
    if (was === null || is === null) continue;
    const other = differing(was.mounts, is.mounts);
    const targets = new Set([...before.importsOf(base), ...after.importsOf(head)]);
    for (const target of targets) {
      if (touched.has(target) || !isServedPath(target)) continue;
      if (other.some((mount) => targetLeadsTo(mount.target, head, target))) found.add(target);
    }
  }
  return [...found].sort().map((path) => ({ base: path, head: path }));
}

function differing(was: readonly Mount[], is: readonly Mount[]): Mount[] {
  const keyOf = ({ prefix, target, name }: Mount) => `${prefix}\0${target}\0${name ?? ''}`;
  const [old, now] = [new Set(was.map(keyOf)), new Set(is.map(keyOf))];
  return [...was.filter((mount) => !now.has(keyOf(mount))), ...is.filter((mount) => !old.has(keyOf(mount)))];
}

async function place(
  pair: Pair,
  was: FileReading,
  is: FileReading,
  before: RouteFiles,
  after: RouteFiles,
): Promise<{ base: PlacedRoute[]; head: PlacedRoute[] }> {
  const known = new Map<string, Promise<{ base: string[]; head: string[] }>>();
  const prefixes = (route: Route) => {
    const key = `${route.from ?? ''}\0${route.router ?? ''}`;
    const found = known.get(key) ?? bothPrefixes(pair, route, before, after);
    known.set(key, found);
    return found;
  };
  const placed = { base: [] as PlacedRoute[], head: [] as PlacedRoute[] };
  for (const side of ['base', 'head'] as const) {
    for (const route of (side === 'base' ? was : is).routes) {
      const above = route.rooted ? [] : (await prefixes(route))[side];
      for (const address of addressesOf(route, above)) {
        placed[side].push({
          file: pair[side]!,
          address,
          below: !route.rooted && route.router !== undefined && above.length === 0,
          route,
        });
      }
    }
  }
  return placed;
}

/** Where a mount is known on one side alone, nothing says that the other has none: it counts for both. */
async function bothPrefixes(
  { base, head }: Pair,
  router: RouterName,
  before: RouteFiles,
  after: RouteFiles,
): Promise<{ base: string[]; head: string[] }> {
  const was = base === null ? [] : await prefixesOf(before, base, router);
  const is = head === null ? [] : await prefixesOf(after, head, router);
  return { base: was.length === 0 ? is : was, head: is.length === 0 ? was : is };
}
