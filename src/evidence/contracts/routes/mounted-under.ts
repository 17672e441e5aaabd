import type { Tree } from '../../../source/tree.ts';
import type { Edge, Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import { isServedPath } from './is-route-source.ts';
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
  const sources = new Map<string, string[]>();
  for (const path of tree.entries.keys()) if (path.endsWith('.go')) push(sources, folderOf(path), path);
  /** A folder as the Go files in it, anything else as it is. */
  const filesOf = (node: string) => sources.get(node) ?? [node];
  // The files of a folder are one package: they use each other without imports.
  const besides = (path: string) =>
    isUrls(path) ? urls : path.endsWith('.go') ? (sources.get(folderOf(path)) ?? []) : [];
  return {
    read(path) {
      const known = readings.get(path) ?? readOne(path);
      readings.set(path, known);
      return known;
    },
    importersOf(path) {
      const node = path.endsWith('.go') && !importers.has(path) ? folderOf(path) : path;
      return sorted([...(importers.get(node) ?? []), ...besides(path)]);
    },
    importsOf: (path) => sorted([...(imports.get(path) ?? []).flatMap(filesOf), ...besides(path)]),
    count: () => readings.size,
  };
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function sorted(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter(isServedPath).sort();
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isUrls(path: string): boolean {
  return /(?:^|\/)(?:\w*urls\w*|urls\/\w+)\.py$/.test(path);
}

/** A router as a file names it, and where it comes from. */
export interface RouterName {
  router?: string;
  from?: string;
}

/**
 * What stands before the routes of a router of a file: each prefix that the files which import it mount it under, with
 * the prefixes of those in turn. None when no mount is known; the route's path is then below a mount, or is whole.
 */
export async function prefixesOf(
  files: RouteFiles,
  path: string,
  { router, from }: RouterName,
  depth = 0,
): Promise<string[]> {
  if (depth >= deepest) return [];
  if (from !== undefined) return prefixesOfImported(files, path, from, router, depth);
  const prefixes = new Set<string>();
  const own = await files.read(path);
  const routers = new Set([
    ...(own?.made ?? []).map(({ name }) => name),
    ...(own?.routes ?? []).flatMap((one) => one.router ?? []),
  ]);
  for (const importer of files.importersOf(path).slice(0, mostImporters)) {
    if (importer === path) continue;
    const reading = await files.read(importer);
    for (const mount of reading?.mounts ?? []) {
      if (!targetLeadsTo(mount.target, importer, path) || !isOf(mount, router, routers, path.endsWith('.go')))
        continue;
      const above = mount.rooted ? [] : await prefixesOf(files, importer, mount, depth + 1);
      for (const prefix of above.length === 0 ? [''] : above) prefixes.add(joinPath(prefix, mount.prefix));
    }
  }
  return [...prefixes].sort();
}

/** Those of a router that the file imports to declare routes on it, the one it is made with in its place. */
async function prefixesOfImported(
  files: RouteFiles,
  path: string,
  from: string,
  router: string | undefined,
  depth: number,
): Promise<string[]> {
  const origin = files.importsOf(path).find((other) => other !== path && targetLeadsTo(from, path, other));
  if (origin === undefined) return [];
  const made = (await files.read(origin))?.made?.find(({ name }) => name === router);
  const above = await prefixesOf(files, origin, router === undefined ? {} : { router }, depth + 1);
  if (made === undefined || made.prefix === '') return above;
  if (above.length === 0) return [joinPath(made.prefix)];
  return above.map((prefix) => (made.yields && prefix !== '/' ? prefix : joinPath(prefix, made.prefix)));
}

/** Whether a mount may be of that router: by its name where the file has routers of that name, or always has in Go. */
function isOf(
  mount: Mount,
  router: string | undefined,
  routers: ReadonlySet<string>,
  isStrict: boolean,
): boolean {
  if (mount.name === undefined || router === undefined || mount.name === router) return true;
  return !isStrict && !routers.has(mount.name);
}

/** A route's addresses under the prefixes; its own where there are none. */
export function addressesOf(route: Route, prefixes: readonly string[]): string[] {
  return prefixes.length === 0 ? [route.path] : prefixes.map((prefix) => joinPath(prefix, route.path));
}
