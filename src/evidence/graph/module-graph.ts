import type { Edge, PackageUse } from '../evidence.ts';

/** The import graph of one tree: files that can import or be imported, and the edges between them. */
export interface ModuleGraph {
  /** Sorted by path. `module` is the part of the system the file belongs to, derived from the layout. */
  files: GraphFile[];
  /** Sorted by (from, to). */
  edges: Edge[];
  /** Third-party packages that files import, sorted by ecosystem and name. */
  packages: PackageUse[];
  /** Strongly connected components of more than one file over runtime edges, each sorted, sorted by first. */
  cycles: string[][];
  /** Imports that look local and were resolved to no file, sorted: silent loss is the worst kind. */
  unresolved: UnresolvedImport[];
}

export interface GraphFile {
  path: string;
  language: string;
  module: string;
}

export interface UnresolvedImport {
  from: string;
  specifier: string;
  line: number;
}
