import type { ModuleGraph } from './module-graph.ts';
import { folderOf } from './paths.ts';

/** The module that a node of a graph belongs to: a folder's is that of its first file. */
export function modulesOf({ files }: Pick<ModuleGraph, 'files'>): (node: string) => string | undefined {
  const modules = new Map<string, string>();
  for (const { path, module } of files) {
    modules.set(path, module);
    const folder = folderOf(path);
    if (!modules.has(folder)) modules.set(folder, module);
  }
  return (node) => modules.get(node);
}
