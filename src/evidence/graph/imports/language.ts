/** One import as it stands in a source file, before anything is known of the tree around it. */
export interface Import {
  /**
   * What is imported, close to how it is written: `./a.js`, `@scope/name/sub`, `.models`, `com.acme.orders.Order`.
   * A statement that names several things gives one import for each. The notation is the language's own.
   */
  specifier: string;
  /** 1-based line on which the import statement or call begins. */
  line: number;
  /** Erased before the program runs, or read by a type checker alone. A dynamic import is not. */
  typeOnly: boolean;
}

/** What is read of one source file without knowing the tree around it: a function of its bytes and dialect alone. */
export interface Extract {
  /** In the order of the text. */
  imports: Import[];
  /**
   * The names under which others may import it (a package and its classes, a namespace, constants), in the language's
   * own notation, sorted; empty where the path says it all.
   */
  declares: string[];
}

/**
 * Where an import leads. `folder` is a package that is a whole folder (Go's, or all of a Java package by `.*`).
 * `package` and `builtin` (the language's own library) lie outside the tree: `imported` is what the code names there,
 * for rules on third-party targets, and `name` the package it is part of. `ignored` is none of these: assets, URLs.
 * `unresolved` looks like a part of the tree and was not found there.
 */
export type Resolution =
  | { kind: 'file'; path: string }
  | { kind: 'folder'; path: string }
  | { kind: 'package'; name: string; imported: string }
  | { kind: 'builtin'; imported: string }
  | { kind: 'ignored' }
  | { kind: 'unresolved' };

/** Answers for one tree. Asking twice for the same pair gives the same answer. */
export interface Resolver {
  resolve(from: string, specifier: string): Resolution;
}

/** What a resolver may know of a tree: its listing, the texts of the manifests it asked for, and what files declare. */
export interface ResolverInput {
  /** Every path of the tree. */
  paths: ReadonlySet<string>;
  /** The files of the graph in this language: what an import can lead to. Sorted. */
  sources: ReadonlySet<string>;
  /** Texts by path of the files for which `isManifest` said yes and that could be read, sorted by path. */
  manifests: ReadonlyMap<string, string>;
  /** What the sources declare, sorted by path; a file that declares nothing may be missing. */
  declares: ReadonlyMap<string, readonly string[]>;
}

/**
 * How one language imports. Adding a language is adding a folder that exports one of these and naming it in
 * `languages.ts`. Languages that import one another share one (Java and Kotlin).
 */
export interface GraphLanguage {
  /** The word before the colon of a third-party target in a rule: `npm`, `python`, `go`, `java`, `dotnet`, … */
  prefix: string;
  /** Where its packages come from: `npm`, `pypi`, `go`, `maven`, `nuget`, `rubygems`, `packagist`, `crates`. */
  ecosystem: string;
  /** What parts the segments of what it imports: `/`, `.`, `\`, `::`. */
  separator: string;
  /**
   * How a path is to be scanned, null when it is not of this language. `dialect` names the way of scanning:
   * extracts are cached by blob and dialect, since equal bytes may read differently under another name.
   */
  classify(path: string): { language: string; dialect: string } | null;
  /**
   * Grows with every change of what `scan` returns, so that extracts of an older one are not used; and with every change
   * of where its resolver leads, of `classify`, `isManifest` or `nodeOf`, since graphs are kept between runs too.
   */
  version: number;
  /** Linear in the text's length whatever stands in it; never throws. */
  scan(text: string, dialect: string): Extract;
  /** Whether the resolver wants to read this file of the tree. */
  isManifest(path: string): boolean;
  createResolver(input: ResolverInput): Resolver;
  /**
   * The node of the graph that a file is part of, for cycles: itself unless the language compiles a folder as one
   * (Go). Nothing imports a test file, so it stays a node of its own.
   */
  nodeOf?(path: string): string;
}
