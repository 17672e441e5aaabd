import { below, folderOf } from '../../paths.ts';

/** The modules of a tree by path without an ending. */
export interface ModuleFiles {
  /** The package (its `__init__`) or module at a path; a package comes before a module of its name, `.py` before `.pyi`. */
  find(path: string): string | null;
  /** Whether the folder is a regular package: one with an `__init__`. */
  isPackage(folder: string): boolean;
  /** Whether there is Python in or below the folder, and no module beside it has its name: a namespace package. */
  isNamespace(folder: string): boolean;
  /** Whether something that is no Python text has the path's name: compiled, or to be. */
  isCompiled(path: string): boolean;
  /** The folder above the topmost of the packages around a folder; null where it is in none. */
  rootOf(folder: string): string | null;
  /** Folders that hold a regular package of that name and are none themselves, sorted. */
  rootsWith(name: string): readonly string[];
}

// What Cython, a C compiler or Rust makes importable.
const compiled = ['.pyx', '.pxd', '.so', '.pyd', '.abi3.so', '.c', '.cpp', '.rs'];

/** Indexes the listing of a tree; files that are no nodes (generated ones) are found too. */
export function indexModules(paths: ReadonlySet<string>): ModuleFiles {
  const modules = new Map<string, string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const isStub = path.endsWith('.pyi');
    if (!isStub && !path.endsWith('.py')) continue;
    const stem = path.slice(0, path.lastIndexOf('.'));
    if (!isStub || !modules.has(stem)) modules.set(stem, path);
    for (let at = folderOf(path); !folders.has(at); at = folderOf(at)) folders.add(at);
  }

  const isPackage = (folder: string) => modules.has(below(folder, '__init__'));
  const roots = new Map<string, string[]>();
  for (const stem of modules.keys()) {
    if (!stem.endsWith('/__init__')) continue;
    const folder = folderOf(stem);
    const root = folderOf(folder);
    if (root !== '' && isPackage(root)) continue;
    const name = folder.slice(root === '' ? 0 : root.length + 1);
    const known = roots.get(name);
    if (known === undefined) roots.set(name, [root]);
    else known.push(root);
  }
  for (const found of roots.values()) found.sort();

  return {
    find: (path) => modules.get(below(path, '__init__')) ?? modules.get(path) ?? null,
    isPackage,
    isNamespace: (folder) => folders.has(folder) && !isPackage(folder) && !modules.has(folder),
    isCompiled: (path) => compiled.some((ending) => paths.has(path + ending)),
    rootOf(folder) {
      if (folder === '' || !isPackage(folder)) return null;
      let root = folderOf(folder);
      while (root !== '' && isPackage(root)) root = folderOf(root);
      return root;
    },
    rootsWith: (name) => roots.get(name) ?? [],
  };
}
