/** A parameter as callers see it. */
export interface Parameter {
  name: string;
  /** Normalised text; null when it is left to inference. */
  type: string | null;
  optional: boolean;
  rest: boolean;
}

export interface Signature {
  parameters: Parameter[];
  /** Normalised text; null when it is left to inference. */
  returns: string | null;
}

export interface Member {
  name: string;
  line: number;
  optional: boolean;
  /** A subclass must write it. */
  abstract: boolean;
  /** Of a property; null for a method and where it is left to inference. */
  type: string | null;
  /** Of a method, one for each overload; empty for a property. */
  signatures: Signature[];
}

/**
 * One exported name as its users see it, read from its declaration alone: bodies and initial values are left out, and a
 * type that is left to inference is not known. JSON-serialisable: extracts are kept between runs.
 */
export type Declaration = DeclarationMarks & DeclarationBody;

export interface DeclarationMarks {
  line: number;
  /** Its comment says `@deprecated`. */
  deprecated: boolean;
  /** Its comment says `@internal`, `@alpha`, `@beta` or `@experimental`: no promise to anybody. */
  internal: boolean;
}

export type DeclarationBody =
  | { kind: 'function'; signatures: Signature[] }
  | {
      kind: 'class';
      abstract: boolean;
      /** Null: private or protected, so that nobody outside can call it. */
      constructors: Signature[] | null;
      members: Member[];
      /** Normalised text of what it extends; what it inherits is not looked at. */
      heritage: string;
    }
  | { kind: 'object'; members: Member[]; heritage: string }
  | { kind: 'enum'; members: { name: string; value: string | null; line: number }[] }
  /** Members of a union, or one type: normalised texts. */
  | { kind: 'alias'; types: string[] }
  | { kind: 'value'; type: string | null }
  | { kind: 'namespace' };

/** What a module exports, as far as its own text says. */
export interface ModuleExports {
  declarations: Record<string, Declaration>;
  /** Names that it takes from another module: `export { local as name } from specifier`; `*` for the whole of it. */
  forwarded: { name: string; local: string; specifier: string; line: number }[];
  /** `export * from specifier`. */
  stars: { specifier: string; line: number }[];
}
