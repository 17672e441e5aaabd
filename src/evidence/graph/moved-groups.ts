import type { GraphFile } from './module-graph.ts';

/**
 * Groups of files (folders, modules) that have another name at head: nothing of the graph is left of the group there,
 * and all its files that survive stand in one other group. A group whose files went several ways, or of which all
 * files are deleted, has no new name. `renames` gives files' paths at head by those at base.
 */
export function movedGroups(
  base: readonly GraphFile[],
  head: readonly GraphFile[],
  renames: ReadonlyMap<string, string>,
  groupOf: (file: GraphFile) => string,
): Map<string, string> {
  const groupAtHead = new Map(head.map((file) => [file.path, groupOf(file)]));
  const stay = new Set(groupAtHead.values());
  const targets = new Map<string, string | null>();
  for (const file of base) {
    const group = groupOf(file);
    if (stay.has(group)) continue;
    const target = groupAtHead.get(renames.get(file.path) ?? file.path);
    if (target === undefined) continue;
    const known = targets.get(group);
    targets.set(group, known === undefined || known === target ? target : null);
  }
  const moved = new Map<string, string>();
  for (const [group, target] of targets) if (target !== null) moved.set(group, target);
  return moved;
}
