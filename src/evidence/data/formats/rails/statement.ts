import type { Node } from 'web-tree-sitter';
import type { SchemaOperation } from '../../schema-operation.ts';
import { type RubyScope, textOf } from './ruby-scope.ts';

/** A step before its line and its acceptance are known. */
export type Step<T = SchemaOperation> = T extends SchemaOperation ? Omit<T, 'line' | 'accepted'> : never;

/** What a call of a migration's own vocabulary does. */
export interface Statement {
  steps: Step[];
  /** Part of it, or all of it, is computed. */
  unread?: string;
  /** Rails cannot undo it when it stands in `change`. */
  irreversible?: boolean;
}

export interface StatementCall {
  method: string;
  /** Without the table's name, which comes first. */
  rest: Node[];
  named: Map<string, Node>;
  table: string;
  scope: RubyScope;
  /** Rails' version that the migration names: 7.1; 4.2 without one. */
  version: number;
}

/** The text of an argument; null when it is missing or computed. */
export function word(node: Node | undefined, scope: RubyScope): string | null {
  return textOf(node ?? null, scope)?.text ?? null;
}

/** A literal `false`. */
export function isFalse(node: Node | undefined): boolean {
  return node?.type === 'false';
}

/** A literal `true`. */
export function isTrue(node: Node | undefined): boolean {
  return node?.type === 'true';
}
