import type { DocumentNode, DocumentStore } from './document-store.ts';
import type { Harm, SchemaCheck } from './schema-difference.ts';

/** What one run of comparisons shares: pairs that were compared already are not told again. */
export interface Comparison {
  base: DocumentStore;
  head: DocumentStore;
  compared: Set<string>;
  /** Work left; when it is used up, or schemas nest too deeply, `cut` says so and the rest is not compared. */
  work: { left: number; cut: boolean };
}

/** Tells one difference: harm to writers and to readers, then where it stands. */
export type Tell = (
  check: SchemaCheck,
  element: string,
  what: string,
  harm: { writers: Harm; readers: Harm },
  at: { base: DocumentNode | null; head: DocumentNode | null },
) => void;

/** Compares parts of schemas under a name. `doubtful`: what is found there may be made up for elsewhere. */
export type Inner = (
  before: readonly DocumentNode[],
  after: readonly DocumentNode[],
  element: string,
  doubtful?: boolean,
) => void;
