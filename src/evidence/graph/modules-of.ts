import type { ModuleGraph } from './module-graph.ts';
import { folderOf } from './paths.ts';

/** The module that a node of a graph belongs to: a folder's is that of its first file. */
export function modulesOf({ files }: Pick<ModuleGraph, 'files'>): (node: string) => string | undefined {
  const modules = known.get(files) ?? indexOf(files);
  known.set(files, modules);
  return (node) => modules.get(node);
}

/** Asked for by everybody who looks at a graph; gone with it. */
const known = new WeakMap<ModuleGraph['files'], Map<string, string>>();

function indexOf(files: ModuleGraph['files']): Map<string, string> {
  const modules = new Map<string, string>();
  for (const { path, module } of files) {
    modules.set(path, module);
    // As Go names the package at the root.
    const folder = folderOf(path) || '.';
    if (!modules.has(folder)) modules.set(folder, module);
  }
  return modules;
}
