import { below, folderOf, joinPath } from '../../paths.ts';
import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { hasHost, type ModuleView, readGoModules } from './go-modules.ts';

// Far above what a file system allows; below it looking through the prefixes of a path costs nothing.
const longestPath = 1000;

/** Sites where a repository is two segments below the host, so that a module has at least three. */
const ownersBelowHost = new Set([
  'bitbucket.org',
  'codeberg.org',
  'gitea.com',
  'gitee.com',
  'github.com',
  'gitlab.com',
  'golang.org',
]);

/**
 * Resolves imports of Go over a tree's listing and its go.mod and go.work files. An import leads to the folder that
 * its path means in the module with the longest path that is a prefix of it and has such a folder. A folder whose Go
 * files are all generated or other people's has no node, so an import of it is ignored.
 */
export function createGoResolver({ paths, sources, manifests }: ResolverInput): Resolver {
  const packages = new Set<string>();
  for (const path of sources) if (!path.endsWith('_test.go')) packages.add(folderOf(path));
  const foreign = new Set<string>();
  for (const path of paths) if (path.endsWith('.go') && !sources.has(path)) foreign.add(folderOf(path));
  const viewFrom = readGoModules(manifests);
  const known = new Map<string, { view: ModuleView; answers: Map<string, Resolution> }>();

  function resolve(from: string, specifier: string): Resolution {
    const folder = folderOf(from);
    let around = known.get(folder);
    if (around === undefined) {
      around = { view: viewFrom(folder), answers: new Map() };
      known.set(folder, around);
    }
    let answer = around.answers.get(specifier);
    if (answer === undefined) {
      answer = resolveFrom(folder, around.view, specifier);
      around.answers.set(specifier, answer);
    }
    return answer;
  }

  function resolveFrom(folder: string, view: ModuleView, specifier: string): Resolution {
    if (specifier.length > longestPath) return { kind: 'unresolved' };
    if (specifier.startsWith('.') || specifier.startsWith('/') || specifier === '') {
      const path = /^\.\.?(?:\/|$)/.test(specifier) ? joinPath(folder, specifier) : null;
      return (path === null ? null : atFolder(path)) ?? { kind: 'unresolved' };
    }
    let looksLocal = false;
    for (let end = specifier.length; end > 0; end = specifier.lastIndexOf('/', end - 1)) {
      const module = specifier.slice(0, end);
      const root = view.rootOf(module);
      if (root !== undefined) {
        const found = atFolder(below(root, specifier.slice(end + 1)));
        if (found !== null) return found;
        looksLocal = true;
      } else if (!looksLocal && view.requires(module)) {
        return { kind: 'package', name: module, imported: specifier };
      }
    }
    if (looksLocal) return { kind: 'unresolved' };
    if (!hasHost(specifier)) return { kind: 'builtin', imported: specifier };
    return { kind: 'package', name: repositoryOf(specifier), imported: specifier };
  }

  function atFolder(path: string): Resolution | null {
    if (packages.has(path)) return { kind: 'folder', path: path || '.' };
    return foreign.has(path) ? { kind: 'ignored' } : null;
  }

  return { resolve };
}

/** The module path that an import path most likely begins with, when no go.mod says so. */
function repositoryOf(specifier: string): string {
  const parts = specifier.split('/');
  const [host = '', second = ''] = parts;
  let length = 2;
  if (ownersBelowHost.has(host)) length = 3;
  // gopkg.in/yaml.v3 and gopkg.in/owner/name.v1: https://labix.org/gopkg.in
  else if (host === 'gopkg.in' && !/\.v\d+$/.test(second)) length = 3;
  if (/^v\d+$/.test(parts[length] ?? '')) length++;
  return parts.slice(0, length).join('/');
}
