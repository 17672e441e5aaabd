import { isTestPath } from '../../source/test-files.ts';
import type { BlastRadius } from '../evidence.ts';
import { nodeOf } from './build-module-graph.ts';
import type { ModuleGraph } from './module-graph.ts';
import { folderOf } from './paths.ts';

/**
 * Who may notice that the `changed` files (paths at head) are not what they were: all files that reach one of them over
 * imports of any kind, type-only ones too, since a changed type breaks whoever uses it. An import of a folder reaches
 * every file in it. Time and memory are linear in files and edges.
 */
export function blastRadius(
  { files, edges }: Pick<ModuleGraph, 'files' | 'edges'>,
  changed: ReadonlySet<string>,
): BlastRadius {
  const importers = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = importers.get(to);
    if (known === undefined) importers.set(to, [from]);
    else known.push(from);
  }
  const reached = new Set<string>();
  const waiting: string[] = [];
  const reach = (node: string) => {
    if (reached.has(node)) return;
    reached.add(node);
    if (importers.has(node)) waiting.push(node);
  };
  const dependents = new Set<string>();
  const follow = (file: string) => {
    reach(nodeOf(file));
    reach(folderOf(file));
  };
  for (const { path } of files) if (changed.has(path)) follow(path);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const file of importers.get(node)!) {
      if (dependents.has(file)) continue;
      dependents.add(file);
      follow(file);
    }
  }

  const modules = new Set<string>();
  const counts = { changed: 0, files: 0, tests: 0, others: 0 };
  for (const { path, module } of files) {
    const isTest = isTestPath(path);
    if (changed.has(path)) counts.changed++;
    else if (!isTest) counts.others++;
    if (changed.has(path) || !dependents.has(path)) continue;
    if (isTest) counts.tests++;
    else {
      counts.files++;
      modules.add(module);
    }
  }
  return {
    changed: counts.changed,
    files: counts.files,
    share: counts.others === 0 ? 0 : Math.round((counts.files / counts.others) * 10_000) / 10_000,
    tests: counts.tests,
    modules: [...modules].sort(),
  };
}
