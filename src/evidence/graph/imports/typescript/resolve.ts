import { below, folderOf, joinPath } from '../../paths.ts';
import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { isBuiltin } from './builtins.ts';
import { frameworkAliases } from './framework-aliases.ts';
import { type PackageManifest, readPackageManifests } from './package-manifests.ts';
import { type AliasConfig, readPathAliases } from './path-aliases.ts';
import { relativePath } from './relative-path.ts';
import { indexSources } from './source-files.ts';

const packageName = /^(?:@[\w~.-]+\/)?[\w.-][\w~.-]*(?=\/|$)/;
const endsInFolder = /(?:^|\/)\.{0,2}$/;
// npm's own limit: https://docs.npmjs.com/cli/configuring-npm/package-json#name
const longestPackageName = 214;

/** A folder, and what bare specifiers depend on there. */
interface Scope {
  folder: string;
  around: readonly PackageManifest[];
  configs: readonly AliasConfig[];
  bare: Map<string, Resolution>;
  relative: Map<string, Resolution>;
}

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
  let before = '';
  for (const path of sources) {
    if (isIn(path, before)) continue;
    before = folderOf(path);
    for (let at = before; at !== '' && !folders.has(at); at = folderOf(at)) folders.add(at);
  }
  const scopes = new Map<string, Scope>();
  let last = scopeOf('');

  function resolve(from: string, specifier: string): Resolution {
    // Callers ask file by file and folder by folder.
    if (!isIn(from, last.folder)) last = scopeOf(folderOf(from));
    const isRelative = specifier.charCodeAt(0) === 46; /* . */
    const answers = isRelative ? last.relative : last.bare;
    let answer = answers.get(specifier);
    if (answer === undefined) {
      answer = resolveFrom(last, specifier);
      answers.set(specifier, answer);
    }
    return answer;
  }

  /** What a bare specifier means depends on the manifests and configurations around alone: folders share answers. */
  function scopeOf(folder: string): Scope {
    let scope = scopes.get(folder);
    if (scope === undefined) {
      const around = manifests.around(folder);
      const configs = aliases.around(folder);
      const above = folder === '' ? undefined : scopeOf(folderOf(folder));
      const isSame = above !== undefined && above.around === around && above.configs === configs;
      scope = { folder, around, configs, bare: isSame ? above.bare : new Map(), relative: new Map() };
      scopes.set(folder, scope);
    }
    return scope;
  }

  function resolveFrom(scope: Scope, imported: string): Resolution {
    const specifier = withoutBundling(imported);
    if (specifier.startsWith('.')) {
      const written = fromFolder(scope.folder, specifier);
      const url = written.kind === 'unresolved' ? asUrl(specifier) : null;
      const relative = url === null ? written : fromFolder(scope.folder, url);
      return relative.kind === 'unresolved' ? (fromFramework(scope, specifier) ?? relative) : relative;
    }
    const { around, configs } = scope;
    if (specifier.startsWith('#')) {
      const internal = fromImports(scope, specifier);
      if (internal !== null) return internal;
    }
    const { mapped, based } = aliases.candidates(configs, specifier);
    for (const path of mapped) {
      const file = atPath(path);
      if (file !== null) return found(file);
    }
    if (isBuiltin(specifier)) return { kind: 'builtin', imported: specifier.replace(/^node:/, '') };
    const name = packageName.exec(specifier)?.[0];
    const own = name === undefined ? null : manifests.inTree(name, around);
    if (own !== null && name !== undefined) return found(inPackage(own, specifier.slice(name.length + 1)));
    // A package that a manifest asks for is what runs, also where `baseUrl` has a file of its name.
    const isDeclared = name !== undefined && around.some(({ dependencies }) => dependencies.has(name));
    for (const path of isDeclared ? [] : based) {
      const file = files.find(path);
      if (file !== null) return found(file);
    }
    return fromFramework(scope, specifier) ?? outside(scope, specifier, name);
  }

  /** Aliases of a framework, and modules that it writes: neither stands in the tree. */
  function fromFramework(scope: Scope, specifier: string): Resolution | null {
    for (const { folder, dependencies } of scope.around) {
      for (const { paths, isVirtual } of frameworkAliases(dependencies, specifier)) {
        for (const path of paths) {
          const file = atPath(below(folder, path));
          if (file !== null) return found(file);
        }
        if (isVirtual) return { kind: 'ignored' };
      }
    }
    return null;
  }

  /** What is neither relative nor aliased nor of a workspace: a package, unless it looks like a path. */
  function outside(scope: Scope, specifier: string, name: string | undefined): Resolution {
    const { around } = scope;
    if (/^[a-z][a-z\d+.-]*:/i.test(specifier)) {
      // Deno's `npm:chalk@5`.
      return specifier.startsWith('npm:')
        ? resolveFrom(scope, specifier.slice(4).replace(/(?<=.)@[^/]*/, ''))
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

  function fromFolder(folder: string, specifier: string): Resolution {
    const path = relativePath(folder, specifier);
    if (path === null) return { kind: 'unresolved' };
    const source = files.script(path);
    if (source !== null && !endsInFolder.test(specifier)) return { kind: 'file', path: source };
    const index = endsInFolder.test(specifier) ? files.find(below(path, 'index')) : null;
    return found(index ?? atPath(path));
  }

  /** A file or, by its package.json, a folder. */
  function atPath(path: string): string | null {
    const direct = files.find(path);
    if (direct !== null && sources.has(direct)) return direct;
    const manifest = path === '' ? null : manifests.at(path);
    if (manifest !== null) {
      const entry = inPackage(manifest, '');
      if (entry !== null) return entry;
    }
    return files.findSource(path);
  }

  function inPackage(manifest: PackageManifest, subpath: string): string | null {
    const targets = manifest.exports(subpath === '' ? '.' : `./${subpath}`);
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

  function fromImports(scope: Scope, specifier: string): Resolution | null {
    const manifest = scope.around[0];
    if (manifest === undefined) return null;
    for (const target of manifest.imports(specifier)) {
      const path = target.startsWith('.') ? joinPath(manifest.folder, target) : null;
      const file = path === null ? null : files.findSource(path);
      if (file !== null) return found(file);
      if (path === null && !target.startsWith('#')) return resolveFrom(scope, target);
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

/** Whether a path lies directly in a folder. */
function isIn(path: string, folder: string): boolean {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? folder === '' : slash === folder.length && path.startsWith(folder);
}

/**
 * The path that a relative specifier means where modules are URLs, as in Node's own; null when it is no other than
 * the written one, or none that can be loaded: https://nodejs.org/api/esm.html#urls and
 * https://url.spec.whatwg.org/#url-parsing
 */
function asUrl(specifier: string): string | null {
  if (!/^\.{1,2}\/.*[%\\#\t\n\r]/s.test(specifier) || /%(?:2f|5c)/i.test(specifier)) return null;
  const path = specifier
    .replace(/[\t\n\r]/g, '')
    .replace(/#.*$/s, '')
    .replaceAll('\\', '/');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Bundlers' notations: `loader!./a` and `./a?raw`. */
function withoutBundling(written: string): string {
  if (!written.includes('!') && !written.includes('?')) return written;
  return written.slice(written.lastIndexOf('!') + 1).replace(/(?<=.)\?.*$/s, '');
}
