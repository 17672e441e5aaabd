import type { Edge } from '../evidence.ts';
import type { Extract, Resolver } from './imports/language.ts';
import { compare, type Source } from './list-sources.ts';
import type { ExternalImport, UnresolvedImport } from './module-graph.ts';

/** Where the imports of one file lead. Shared by the graphs of several trees: never changed. */
export interface FileLinks {
  /** Sorted by `to`. */
  edges: readonly Edge[];
  /** Sorted by `imported`. */
  externals: readonly ExternalImport[];
  /** Names of the packages it uses, each once. */
  packages: readonly string[];
  /** Sorted by line and specifier. */
  unresolved: readonly UnresolvedImport[];
  /** Number of imports. */
  imports: number;
}

/** Resolves what a file imports. `node` is the node of the graph it is part of: what leads there is no edge. */
export function linkFile(source: Source, node: string, extract: Extract, resolver: Resolver): FileLinks {
  const { path: from, grammar } = source;
  const edges = new Map<string, Edge>();
  const externals = new Map<string, ExternalImport>();
  const packages = new Set<string>();
  const unresolved: UnresolvedImport[] = [];
  for (const { specifier, line, typeOnly } of extract.imports) {
    const to = resolver.resolve(from, specifier);
    switch (to.kind) {
      case 'unresolved':
        unresolved.push({ from, specifier, line });
        break;
      case 'package':
      case 'builtin': {
        const name = to.kind === 'package' ? to.name : null;
        if (name !== null) packages.add(name);
        const { imported } = to;
        const known = externals.get(imported);
        if (known === undefined || (known.typeOnly && !typeOnly)) {
          const { prefix } = grammar;
          externals.set(imported, { from, imported, prefix, package: name, line, typeOnly });
        }
        break;
      }
      case 'file':
      case 'folder': {
        const known = edges.get(to.path);
        if (to.path === from || to.path === node) break;
        if (known === undefined || (known.typeOnly && !typeOnly)) {
          edges.set(to.path, { from, to: to.path, line, typeOnly });
        }
      }
    }
  }
  return {
    edges: [...edges.values()].sort((a, b) => compare(a.to, b.to)),
    externals: [...externals.values()].sort((a, b) => compare(a.imported, b.imported)),
    packages: [...packages],
    unresolved: unresolved.sort((a, b) => a.line - b.line || compare(a.specifier, b.specifier)),
    imports: extract.imports.length,
  };
}
