import type { Edge, LanguageResolution, PackageUse } from '../evidence.ts';

/** The import graph of one tree: files that can import or be imported, and the edges between them. */
export interface ModuleGraph {
  /** Sorted by path. */
  files: GraphFile[];
  /** Sorted by (from, to). `from` is a file, `to` a file or, where the language imports whole folders, a folder. */
  edges: Edge[];
  /** Third-party packages that files import, sorted by ecosystem and name. */
  packages: PackageUse[];
  /** What files import from outside the tree, sorted by (from, imported, line); unique by (from, prefix, imported). */
  externals: ExternalImport[];
  /** Strongly connected components of more than one node over runtime edges, each sorted, sorted by first. */
  cycles: string[][];
  /** Imports that look local and were resolved to nothing, sorted: silent loss is the worst kind. */
  unresolved: UnresolvedImport[];
  /** How many imports there are per language and how many of them look local and were not resolved; sorted. */
  resolution: LanguageResolution[];
}

export interface GraphFile {
  path: string;
  language: string;
  /** The part of the system it belongs to: from the settings, else derived from the layout. */
  module: string;
}

/** One thing from outside the tree that a file imports: a package's, or the language's own library. */
export interface ExternalImport {
  from: string;
  /** What the code names, in the language's notation: `@aws-sdk/client-s3`, `sqlalchemy.orm`, `database/sql`. */
  imported: string;
  /** The language's word in rules: `npm`, `python`, `go`, … */
  prefix: string;
  /** Its package; null for the language's own library. */
  package: string | null;
  line: number;
  typeOnly: boolean;
}

export interface UnresolvedImport {
  from: string;
  specifier: string;
  line: number;
}
