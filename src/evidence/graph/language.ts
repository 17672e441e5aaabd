/** One import as it stands in a source file, before anything is known of the tree around it. */
export interface Import {
  /** As written: `./a.js`, `@scope/name/sub`, `node:fs`. */
  specifier: string;
  /** 1-based line on which the import statement or call begins. */
  line: number;
  /** Erased before the program runs. A dynamic import is not. */
  typeOnly: boolean;
}

/** Where an import leads. `ignored` is neither part of the tree nor a package: builtins, assets, URLs. */
export type Resolution =
  | { kind: 'file'; path: string }
  | { kind: 'package'; name: string }
  | { kind: 'ignored' }
  | { kind: 'unresolved' };

/** Answers for one tree. Asking twice for the same pair gives the same answer. */
export interface Resolver {
  resolve(from: string, specifier: string): Resolution;
}

/** What a resolver may know of a tree: its listing, and the texts of the manifests it asked for. */
export interface ResolverInput {
  /** Every path of the tree. */
  paths: ReadonlySet<string>;
  /** The files of the graph: what an import can lead to. */
  sources: ReadonlySet<string>;
  /** Texts by path of the files for which `isManifest` said yes and that could be read. */
  manifests: ReadonlyMap<string, string>;
}

/**
 * How one language imports. Adding a language is adding a file that exports one of these
 * and naming it in `languages.ts`.
 */
export interface GraphLanguage {
  /** Where its packages come from: `npm`, `pypi`, … */
  ecosystem: string;
  /**
   * How a path is to be scanned, null when it is not of this language. `dialect` names the way of scanning:
   * extracts are cached by blob and dialect, since equal bytes may read differently under another name.
   */
  classify(path: string): { language: string; dialect: string } | null;
  /** Grows with every change of what `scan` returns, so that extracts of an older one are not used. */
  version: number;
  /** Imports in the order of the text. Linear in its length whatever stands in it; never throws. */
  scan(text: string, dialect: string): Import[];
  /** Whether the resolver wants to read this file of the tree. */
  isManifest(path: string): boolean;
  createResolver(input: ResolverInput): Resolver;
}
