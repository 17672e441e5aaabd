import type { Edge } from '../evidence.ts';

/**
 * Strongly connected components of more than one file over runtime edges, each sorted, sorted by their first.
 * Tarjan's algorithm with a stack of its own instead of recursion, so that a chain of any length is fine;
 * time is linear in files and edges.
 */
export function findCycles(edges: readonly Edge[]): string[][] {
  const { names, targets } = adjacency(edges);
  const count = names.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const cycles: string[][] = [];
  const path: number[] = [];
  const next = new Int32Array(count);
  let clock = 0;

  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const node = path.at(-1)!;
      if (index[node] === -1) {
        index[node] = low[node] = clock++;
        stack.push(node);
        onStack[node] = 1;
      }
      const target = targets[node]![next[node]!++];
      if (target !== undefined) {
        if (index[target] === -1) path.push(target);
        else if (onStack[target]) low[node] = Math.min(low[node]!, index[target]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== index[node]) continue;
      const members = stack.splice(stack.lastIndexOf(node));
      for (const member of members) onStack[member] = 0;
      if (members.length > 1) cycles.push(members.map((member) => names[member]!).sort());
    }
  }
  return cycles.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
}

function adjacency(edges: readonly Edge[]): { names: string[]; targets: number[][] } {
  const ids = new Map<string, number>();
  const names: string[] = [];
  const targets: number[][] = [];
  const idOf = (name: string) => {
    let id = ids.get(name);
    if (id === undefined) {
      id = names.length;
      ids.set(name, id);
      names.push(name);
      targets.push([]);
    }
    return id;
  };
  let last = { from: '', targets: [] as number[] };
  for (const { from, to, typeOnly } of edges) {
    if (typeOnly) continue;
    // Most come sorted by their file.
    if (from !== last.from || last.targets.length === 0) last = { from, targets: targets[idOf(from)]! };
    last.targets.push(idOf(to));
  }
  return { names, targets };
}
