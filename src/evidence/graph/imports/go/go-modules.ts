import { folderOf, joinPath } from '../../paths.ts';
import { type GoModule, readGoModule } from './go-mod.ts';

/** The modules of a tree as one of its folders sees them. */
export interface ModuleView {
  /** Folder of the module of the tree with exactly this path; undefined when the tree has none. */
  rootOf(path: string): string | undefined;
  /** Whether the module around requires a module of this path. */
  requires(path: string): boolean;
}

/**
 * Reads the go.mod and go.work files of a tree and answers what a folder sees of them. A module path leads to, in this
 * order: the module around (the nearest go.mod above), the folder its `replace` names, the same of the nearest go.work
 * above, what that `use`s, then any module of the tree with that path, the one nearest to the root first. That last
 * step has two limits, since only a path with a host is unique in the world: a path without a dot in its first segment
 * must be required, and modules below a `testdata` folder are never meant.
 */
export function readGoModules(texts: ReadonlyMap<string, string>): (folder: string) => ModuleView {
  const modules = new Map<string, GoModule>();
  const works = new Map<string, GoModule>();
  for (const [path, text] of texts) {
    const folder = folderOf(path);
    (path.endsWith('go.work') ? works : modules).set(folder, readGoModule(folder, text));
  }
  const anywhere = new Map<string, string>();
  const outermost = [...modules.values()].sort(
    (a, b) => depth(a.folder) - depth(b.folder) || (a.folder < b.folder ? -1 : 1),
  );
  for (const { path, folder } of outermost) {
    if (path !== '' && !anywhere.has(path) && !isTestdata(folder)) anywhere.set(path, folder);
  }

  const joined = new Map<string, Map<string, string>>();
  for (const work of works.values()) {
    const roots = replacements(work);
    for (const use of work.uses) {
      const folder = joinPath(work.folder, use);
      const path = folder === null ? undefined : modules.get(folder)?.path;
      if (folder !== null && path && !roots.has(path)) roots.set(path, folder);
    }
    joined.set(work.folder, roots);
  }

  const nearestModule = nearest(modules);
  const nearestWork = nearest(joined);
  const replaced = new Map<GoModule, Map<string, string>>();
  return (folder) => {
    const own = nearestModule(folder);
    const work = nearestWork(folder);
    if (own !== undefined && !replaced.has(own)) replaced.set(own, replacements(own));
    const replaces = own && replaced.get(own);
    return {
      rootOf(path) {
        if (own?.path === path) return own.folder;
        const root = replaces?.get(path) ?? work?.get(path);
        if (root !== undefined) return root;
        return hasHost(path) || own?.requires.has(path) ? anywhere.get(path) : undefined;
      },
      requires: (path) => own?.requires.has(path) ?? false,
    };
  };
}

/** Whether the first segment of an import path looks like a host: those of the standard library have no dot. */
export function hasHost(path: string): boolean {
  const slash = path.indexOf('/');
  return (slash === -1 ? path : path.slice(0, slash)).includes('.');
}

/** Folders by the module path they replace; those outside the tree are left out. */
function replacements(module: GoModule): Map<string, string> {
  const roots = new Map<string, string>();
  for (const [path, target] of module.replaces) {
    const folder = joinPath(module.folder, target);
    if (folder !== null) roots.set(path, folder);
  }
  return roots;
}

/** What stands in the folder or the nearest one above it. */
function nearest<T>(byFolder: ReadonlyMap<string, T>): (folder: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  return function find(folder): T | undefined {
    const own = byFolder.get(folder);
    if (own !== undefined || folder === '') return own;
    if (!known.has(folder)) known.set(folder, find(folderOf(folder)));
    return known.get(folder);
  };
}

function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

function isTestdata(folder: string): boolean {
  return folder.split('/').includes('testdata');
}
