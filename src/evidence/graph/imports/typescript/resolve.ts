import { below, folderOf, joinPath } from '../../paths.ts';
import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { isBuiltin } from './builtins.ts';
import { exportTargets } from './export-targets.ts';
import { type PackageManifest, readPackageManifests } from './package-manifests.ts';
import { readPathAliases } from './path-aliases.ts';
import { indexSources } from './source-files.ts';

const packageName = /^(?:@[\w~.-]+\/)?[\w.-][\w~.-]*(?=\/|$)/;
// npm's own limit: https://docs.npmjs.com/cli/configuring-npm/package-json#name
const longestPackageName = 214;

/**
 * Resolves imports of TypeScript and JavaScript over a tree's listing and its package.json and tsconfig files:
 * nothing is checked out or installed. Imports between workspaces lead to sources, not to what a build would
 * write (`dist/a.js` is `src/a.ts`).
 */
export function createTypescriptResolver({ paths, sources, manifests: texts }: ResolverInput): Resolver {
  const files = indexSources(sources, paths);
  const manifests = readPackageManifests(texts);
  const aliases = readPathAliases(texts, (name) => manifests.inTree(name, [])?.folder ?? null);
  const folders = new Set<string>();
  for (const path of sources) {
    for (let at = folderOf(path); at !== '' && !folders.has(at); at = folderOf(at)) folders.add(at);
  }
  const known = new Map<string, Map<string, Resolution>>();

  function resolve(from: string, specifier: string): Resolution {
    const folder = folderOf(from);
    const answers = known.get(folder) ?? new Map<string, Resolution>();
    known.set(folder, answers);
    const answer = answers.get(specifier) ?? resolveFrom(folder, specifier);
    answers.set(specifier, answer);
    return answer;
  }

  function resolveFrom(folder: string, written: string): Resolution {
    // Bundlers' notations: `loader!./a` and `./a?raw`.
    const specifier = written.slice(written.lastIndexOf('!') + 1).replace(/(?<=.)\?.*$/s, '');
    if (specifier.startsWith('.')) return found(fromFolder(folder, specifier));
    if (specifier.startsWith('#')) {
      const internal = fromImports(folder, specifier);
      if (internal !== null) return internal;
    }
    const { mapped, based } = aliases.candidates(folder, specifier);
    for (const path of mapped) {
      const file = atPath(path);
      if (file !== null) return found(file);
    }
    if (isBuiltin(specifier)) return { kind: 'builtin', imported: specifier.replace(/^node:/, '') };
    const around = manifests.around(folder);
    const name = packageName.exec(specifier)?.[0];
    const own = name === undefined ? null : manifests.inTree(name, around);
    if (own !== null && name !== undefined) return found(inPackage(own, specifier.slice(name.length + 1)));
    for (const path of based) {
      const file = files.find(path);
      if (file !== null) return found(file);
    }
    return outside(folder, specifier, name, around);
  }

  /** What is neither relative nor aliased nor of a workspace: a package, unless it looks like a path. */
  function outside(
    folder: string,
    specifier: string,
    name: string | undefined,
    around: readonly PackageManifest[],
  ): Resolution {
    if (/^[a-z][a-z\d+.-]*:/i.test(specifier)) {
      // Deno's `npm:chalk@5`.
      return specifier.startsWith('npm:')
        ? resolveFrom(folder, specifier.slice(4).replace(/(?<=.)@[^/]*/, ''))
        : { kind: 'ignored' };
    }
    if (name === undefined || name.length > longestPackageName || name.startsWith('.')) {
      return { kind: 'unresolved' };
    }
    if (around.some(({ dependencies }) => dependencies.has(name)) || name.startsWith('@')) {
      return { kind: 'package', name, imported: specifier };
    }
    // `src/orders/order` where a test runner or a bundler knows the root.
    const roots = [...around.map((manifest) => manifest.folder), ''];
    for (const root of specifier.includes('/') ? roots : []) {
      const file = files.find(below(root, specifier)) ?? files.find(below(root, `src/${specifier}`));
      if (file !== null) return found(file);
      if (folders.has(below(root, name))) return { kind: 'unresolved' };
    }
    return { kind: 'package', name, imported: specifier };
  }

  function fromFolder(folder: string, specifier: string): string | null {
    const path = joinPath(folder, specifier);
    if (path === null) return null;
    const isFolder = /(?:^|\/)\.{0,2}$/.test(specifier);
    const index = isFolder ? files.find(below(path, 'index')) : null;
    return index ?? atPath(path);
  }

  /** A file or, by its package.json, a folder. */
  function atPath(path: string): string | null {
    const direct = files.find(path);
    if (direct !== null && sources.has(direct)) return direct;
    const manifest = manifests.around(path)[0];
    if (manifest !== undefined && manifest.folder === path && path !== '') {
      const entry = inPackage(manifest, '');
      if (entry !== null) return entry;
    }
    return files.findSource(path);
  }

  function inPackage(manifest: PackageManifest, subpath: string): string | null {
    const targets = exportTargets(manifest.exports, subpath === '' ? '.' : `./${subpath}`);
    if (subpath === '') targets.push(...manifest.entries);
    const direct = subpath === '' ? ['index', 'src/index'] : [subpath, `src/${subpath}`];
    let asset: string | null = null;
    for (const target of [...targets, ...direct]) {
      const path = joinPath(manifest.folder, target);
      const file = path === null || path === manifest.folder ? null : files.findSource(path);
      if (file !== null && sources.has(file)) return file;
      asset ??= file;
    }
    return asset;
  }

  function fromImports(folder: string, specifier: string): Resolution | null {
    for (const manifest of manifests.around(folder).slice(0, 1)) {
      for (const target of exportTargets(manifest.imports, specifier)) {
        const path = target.startsWith('.') ? joinPath(manifest.folder, target) : null;
        const file = path === null ? null : files.findSource(path);
        if (file !== null) return found(file);
        if (path === null && !target.startsWith('#')) return resolveFrom(folder, target);
      }
    }
    return null;
  }

  /** A file that is found and no source is an asset or generated: there is nothing to draw. */
  function found(path: string | null): Resolution {
    if (path === null) return { kind: 'unresolved' };
    return sources.has(path) ? { kind: 'file', path } : { kind: 'ignored' };
  }

  return { resolve };
}
