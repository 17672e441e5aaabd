import type { Tree } from '../../../source/tree.ts';
import type { Edge, Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import { type FileReading, mayDeclareRoutes, readRoutes } from './read-routes.ts';
import type { Mount, Route } from './route.ts';
import { joinPath } from './route-path.ts';
import { targetLeadsTo } from './target-leads-to.ts';

/** Files that import one router, read to learn where it is mounted. */
const mostImporters = 40;
/** Routers within routers, each in a file of its own. */
const deepest = 3;

/** One tree's files as far as routes need them: read once each, with who imports whom. */
export interface RouteFiles {
  read(path: string): Promise<FileReading | null>;
  /** The files that import `path`, or may name it otherwise, sorted. */
  importersOf(path: string): readonly string[];
  /** The files that `path` imports, or may name otherwise, sorted. */
  importsOf(path: string): readonly string[];
  /** Distinct files that were read. */
  count(): number;
}

/** `edges` are those of the tree's module graph. What cannot be read or parsed is pushed to `skipped`. */
export function routeFiles(tree: Tree, edges: readonly Edge[], skipped: Skipped[]): RouteFiles {
  const readings = new Map<string, Promise<FileReading | null>>();
  const importers = new Map<string, string[]>();
  const imports = new Map<string, string[]>();
  for (const { from, to } of edges) {
    push(importers, to, from);
    push(imports, from, to);
  }
  // Django names its URL files in texts, which are no imports.
  const urls = [...tree.entries.keys()].filter(isUrls);
  async function readOne(path: string): Promise<FileReading | null> {
    const text = (await readTexts(tree, [path], skipped, 512 * 1024)).get(path);
    if (text === undefined) return null;
    if (!mayDeclareRoutes(path, text)) return { routes: [], mounts: [], unread: [], broken: false };
    const reading = await readRoutes(path, text);
    if (!('reason' in reading)) return reading;
    skipped.push({ path, reason: reading.reason });
    return null;
  }
  return {
    read(path) {
      const known = readings.get(path) ?? readOne(path);
      readings.set(path, known);
      return known;
    },
    importersOf: (path) => [...(importers.get(path) ?? []), ...(isUrls(path) ? urls : [])],
    importsOf: (path) => [...(imports.get(path) ?? []), ...(isUrls(path) ? urls : [])],
    count: () => readings.size,
  };
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function isUrls(path: string): boolean {
  return /(?:^|\/)(?:\w*urls\w*|urls\/\w+)\.py$/.test(path);
}

/**
 * What stands before the routes of a router of a file: each prefix that the files which import it mount it under, with
 * the prefixes of those in turn. None when no mount is known; the route's path is then below a mount, or is whole.
 */
export async function prefixesOf(
  files: RouteFiles,
  path: string,
  router: string | undefined,
  depth = 0,
): Promise<string[]> {
  if (depth >= deepest) return [];
  const prefixes = new Set<string>();
  for (const importer of files.importersOf(path).slice(0, mostImporters)) {
    if (importer === path) continue;
    const reading = await files.read(importer);
    for (const mount of reading?.mounts ?? []) {
      if (!targetLeadsTo(mount.target, importer, path) || !names(mount, router)) continue;
      const above = mount.rooted ? [] : await prefixesOf(files, importer, mount.router, depth + 1);
      for (const prefix of above.length === 0 ? [''] : above) prefixes.add(joinPath(prefix, mount.prefix));
    }
  }
  return [...prefixes].sort();
}

/** Whether a mount may be of that router: names decide where both are known. */
function names(mount: Mount, router: string | undefined): boolean {
  return mount.name === undefined || router === undefined || mount.name === router;
}

/** A route's addresses under the prefixes; its own where there are none. */
export function addressesOf(route: Route, prefixes: readonly string[]): string[] {
  return prefixes.length === 0 ? [route.path] : prefixes.map((prefix) => joinPath(prefix, route.path));
}
