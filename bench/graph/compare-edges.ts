import { readFileSync } from 'node:fs';

/** The parts of `architect graph --format json` that are compared. */
export interface OurGraph {
  files: { path: string; language: string }[];
  edges: { from: string; to: string }[];
  cycles: string[][];
}

interface CruiserOutput {
  modules: {
    source: string;
    dependencies: {
      resolved: string;
      couldNotResolve: boolean;
      coreModule: boolean;
      dependencyTypes: string[];
    }[];
  }[];
}

/** Two edge sets: how many both have, and the rest by what explains them, with an example each. */
export interface EdgeComparison {
  both: number;
  onlyOurs: Map<string, { count: number; example: string }>;
  onlyTheirs: Map<string, { count: number; example: string }>;
}

/** Compares our edges with those of dependency-cruiser's JSON over the same tree. */
export function compareEdges(ours: OurGraph, cruiserFile: string): EdgeComparison {
  const { modules } = JSON.parse(readFileSync(cruiserFile, 'utf8')) as CruiserOutput;
  const files = new Set(ours.files.map(({ path }) => path));
  const mine = new Set(ours.edges.map(({ from, to }) => `${from}\0${to}`));
  const theirs = new Set<string>();
  const comparison: EdgeComparison = { both: 0, onlyOurs: new Map(), onlyTheirs: new Map() };
  const count = (list: EdgeComparison['onlyOurs'], reason: string, from: string, to: string) => {
    const known = list.get(reason) ?? { count: 0, example: `${from} → ${to}` };
    known.count++;
    list.set(reason, known);
  };
  const seen = new Set(modules.map(({ source }) => source));
  for (const { source, dependencies } of modules) {
    for (const { resolved, couldNotResolve, coreModule } of dependencies) {
      const key = `${source}\0${resolved}`;
      if (couldNotResolve || coreModule || resolved === source || theirs.has(key)) continue;
      theirs.add(key);
      if (mine.has(key)) comparison.both++;
      else count(comparison.onlyTheirs, whyOnlyTheirs(source, resolved, files), source, resolved);
    }
  }
  for (const { from, to } of ours.edges) {
    if (!theirs.has(`${from}\0${to}`)) count(comparison.onlyOurs, whyOnlyOurs(from, to, seen), from, to);
  }
  return comparison;
}

function whyOnlyTheirs(from: string, to: string, files: ReadonlySet<string>): string {
  if (!files.has(from)) return 'from a file that we take for generated or vendored';
  if (/\.(?:json|node|css|s[ac]ss|less|svg|png|html|wasm|md|txt)$/.test(to)) return 'to an asset, no module';
  if (!files.has(to)) return 'to a file that we take for generated or vendored';
  return 'unexplained';
}

function whyOnlyOurs(from: string, to: string, seen: ReadonlySet<string>): string {
  if (!seen.has(from)) return 'from a file that it does not read';
  const partOf = (path: string) => /^(.*?)(?:\/(?:src|lib|test|tests|dist)\/|\/[^/]*$)/.exec(path)?.[1] ?? '';
  if (partOf(from) !== partOf(to))
    return 'between packages or projects, which it resolves only when installed';
  return 'within a package (paths of a tsconfig below the root, `.js` for `.ts`, `exports`)';
}
