import type { DocumentNode } from './document-store.ts';

/** Who reads what a schema describes: `both` where its use is not known. */
export type Direction = 'consumer-reads' | 'producer-writes' | 'both';

/** How sure it is that somebody who keeps to the old schema fails. `possible`: it changed in a way that is not understood. */
export type Harm = 'none' | 'possible' | 'likely' | 'certain';

export type SchemaCheck =
  | 'additional-properties-closed'
  | 'additional-properties-opened'
  | 'additional-properties-typed'
  | 'bound-loosened'
  | 'bound-tightened'
  | 'condition-changed'
  | 'enum-added'
  | 'enum-dropped'
  | 'enum-value-added'
  | 'enum-value-removed'
  | 'format-added'
  | 'format-changed'
  | 'format-removed'
  | 'items-constrained'
  | 'items-freed'
  | 'pattern-added'
  | 'pattern-changed'
  | 'pattern-removed'
  | 'property-added'
  | 'property-made-required'
  | 'property-no-longer-required'
  | 'property-removed'
  | 'reference-changed'
  | 'required-property-added'
  | 'restriction-added'
  | 'restriction-removed'
  | 'type-changed'
  | 'type-narrowed'
  | 'type-widened'
  | 'union-changed'
  | 'union-member-added'
  | 'union-member-removed';

/** One difference between two schemas, as it bears on those who write documents by the old one and those who read them. */
export interface SchemaDifference {
  check: SchemaCheck;
  /** Where in a document: `customer.address[].zip`; `` for the document itself. */
  element: string;
  /** What changed, without the element and a full stop: `is removed`. */
  what: string;
  writers: Harm;
  readers: Harm;
  /** Where it stands; null on the side that has no such thing. */
  base: DocumentNode | null;
  head: DocumentNode | null;
}

const order: readonly Harm[] = ['none', 'possible', 'likely', 'certain'];

/** How sure a difference hurts those that a schema of that direction binds. */
export function harmOf({ writers, readers }: SchemaDifference, direction: Direction): Harm {
  if (direction === 'producer-writes') return writers;
  if (direction === 'consumer-reads') return readers;
  return order.indexOf(writers) > order.indexOf(readers) ? writers : readers;
}
