import { below, folderOf, joinPath } from '../../paths.ts';
import { asObject, parseJsonc } from './parse-jsonc.ts';

/** Where a tsconfig's `paths` and `baseUrl` let a bare specifier lead. */
export interface PathAliases {
  /** The configurations of a folder and of those above it, nearest first: the same array where they are the same. */
  around(folder: string): readonly AliasConfig[];
  /** Paths of the tree to try, in order, for a specifier where these configurations are around. No extensions. */
  candidates(around: readonly AliasConfig[], specifier: string): { mapped: string[]; based: string[] };
}

/** What one configuration maps. */
export interface AliasConfig {
  /** `paths` by key, with the folder that its targets are relative to. */
  exact: Map<string, string[]>;
  patterns: { prefix: string; suffix: string; targets: string[] }[];
  baseUrl: string | null;
}

// Longer chains than this are cycles or an attack.
const longestChain = 10;
// TypeScript tries patterns one by one, and so do we for every import: no project lists as many.
const mostPatterns = 500;
// A generated list has one for each package of a workspace; they are looked up, but read again for each config.
const mostExact = 2000;
// Each that is missing is looked for under every ending; people write one or two.
const mostTargets = 16;
const longestTarget = 1000;
// What stands around a folder is gone through for every import: tsconfig.json, one for the build, one for tests, …
const mostInFolder = 16;
const mostAround = 32;

/**
 * Reads tsconfig and jsconfig files. Those of one folder count together, tsconfig.json first, since projects split
 * them (`tsconfig.app.json`, `tsconfig.base.json`); folders further up answer what nearer ones do not.
 * `packageAt` finds the folder of a workspace package for an `extends` that names one.
 */
export function readPathAliases(
  texts: ReadonlyMap<string, string>,
  packageAt: (name: string) => string | null,
): PathAliases {
  const contents = new Map<string, Record<string, unknown>>();
  for (const [path, text] of texts) {
    if (isConfig(path)) contents.set(path, parseJsonc(text) ?? {});
  }
  const byFolder = new Map<string, AliasConfig[]>();
  const named = [...contents.keys()].filter((path) => /(?:^|\/)(?:ts|js)config[^/]*\.json$/.test(path));
  for (const path of named.sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1))) {
    if ((byFolder.get(folderOf(path))?.length ?? 0) >= mostInFolder) continue;
    const config = readConfig(path, contents, packageAt);
    if (config.exact.size + config.patterns.length === 0 && config.baseUrl === null) continue;
    const listed = byFolder.get(folderOf(path)) ?? [];
    byFolder.set(folderOf(path), listed);
    listed.push(config);
  }

  const known = new Map<string, readonly AliasConfig[]>();
  function around(folder: string): readonly AliasConfig[] {
    const chain = known.get(folder);
    if (chain !== undefined) return chain;
    const above = folder === '' ? [] : around(folderOf(folder));
    const own = byFolder.get(folder);
    const found = own === undefined ? above : [...own, ...above].slice(0, mostAround);
    known.set(folder, found);
    return found;
  }

  function candidates(
    configs: readonly AliasConfig[],
    specifier: string,
  ): { mapped: string[]; based: string[] } {
    const mapped: string[] = [];
    const based: string[] = [];
    for (const config of configs) {
      mapped.push(...targetsOf(config, specifier));
      if (config.baseUrl !== null) based.push(below(config.baseUrl, specifier));
    }
    return { mapped: [...new Set(mapped)], based: [...new Set(based)] };
  }

  return { around, candidates };
}

/** Whether a path may be a TypeScript configuration, or the base of one in a shared package. */
export function isConfig(path: string): boolean {
  return path.endsWith('.json') && /(?:ts|js|typescript-)config/.test(path);
}

function order(path: string): number {
  if (path.endsWith('tsconfig.json')) return 0;
  return path.endsWith('jsconfig.json') ? 1 : 2;
}

function targetsOf(config: AliasConfig, specifier: string): string[] {
  const exact = config.exact.get(specifier);
  if (exact !== undefined) return exact;
  for (const { prefix, suffix, targets } of config.patterns) {
    if (specifier.length < prefix.length + suffix.length) continue;
    if (!specifier.startsWith(prefix) || !specifier.endsWith(suffix)) continue;
    const matched = specifier.slice(prefix.length, specifier.length - suffix.length);
    return targets.map((target) => target.replace('*', () => matched));
  }
  return [];
}

function readConfig(
  path: string,
  contents: ReadonlyMap<string, Record<string, unknown>>,
  packageAt: (name: string) => string | null,
): AliasConfig {
  let paths: { table: Record<string, unknown>; folder: string } | null = null;
  let baseUrl: string | null = null;
  const waiting = [path];
  for (let visited = 0; waiting.length > 0 && visited < longestChain; visited++) {
    const current = waiting.shift()!;
    const content = contents.get(current);
    if (content === undefined) continue;
    const folder = folderOf(current);
    const options = asObject(content['compilerOptions']) ?? {};
    const table = asObject(options['paths']);
    const base = options['baseUrl'];
    if (baseUrl === null && typeof base === 'string') baseUrl = joinPath(folder, ownFolder(base));
    if (paths === null && table !== null) paths = { table, folder };
    // Of several bases the last wins.
    const bases = [content['extends']].flat().filter((name) => typeof name === 'string');
    for (const name of bases.reverse()) {
      const at = extended(folder, name, contents, packageAt);
      if (at !== null) waiting.push(at);
    }
  }

  const config: AliasConfig = { exact: new Map(), patterns: [], baseUrl };
  const root = baseUrl ?? paths?.folder ?? '';
  for (const [key, value] of Object.entries(paths?.table ?? {})) {
    const star = key.indexOf('*');
    if (star === -1 ? config.exact.size >= mostExact : config.patterns.length >= mostPatterns) continue;
    const targets = (Array.isArray(value) ? value.slice(0, mostTargets) : [value]).filter(
      (target) => typeof target === 'string' && target.length <= longestTarget,
    );
    const joined = targets
      .map((target) => joinPath(root, ownFolder(target)))
      .filter((target) => target !== null);
    if (star === -1) config.exact.set(key, joined);
    else {
      config.patterns.push({ prefix: key.slice(0, star), suffix: key.slice(star + 1), targets: joined });
    }
  }
  config.patterns.sort((a, b) => b.prefix.length - a.prefix.length);
  return config;
}

// `configDir` stands for the folder of the file that extends; here each file is read for itself.
const configDir = /^\$\{configDir\}/;

function ownFolder(path: string): string {
  return path.replace(configDir, '.');
}

function extended(
  folder: string,
  name: string,
  contents: ReadonlyMap<string, unknown>,
  packageAt: (name: string) => string | null,
): string | null {
  let at: string | null;
  if (name.startsWith('.')) at = joinPath(folder, name);
  else {
    const parts = name.split('/');
    const own = parts.splice(0, name.startsWith('@') ? 2 : 1).join('/');
    const root = packageAt(own);
    at = root === null ? null : below(root, parts.join('/'));
  }
  if (at === null) return null;
  return [at, `${at}.json`, below(at, 'tsconfig.json')].find((path) => contents.has(path)) ?? null;
}
