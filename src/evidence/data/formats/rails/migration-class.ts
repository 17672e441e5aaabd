import type { Node } from 'web-tree-sitter';
import type { SchemaOperation } from '../../schema-operation.ts';

/** What running a method of a migration gave. */
export interface Run {
  operations: SchemaOperation[];
  unread: { line: number; reason: string }[];
  /** Rails cannot undo it when it stands in `change`. */
  irreversible: boolean;
}

export interface MigrationClass {
  /** Methods by name, instance's and class's. */
  methods: Map<string, Node>;
  /** Tables of the models that the file defines. */
  tables: Map<string, string | null>;
  version: number;
}
