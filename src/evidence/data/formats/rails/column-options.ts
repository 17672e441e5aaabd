import type { Node } from 'web-tree-sitter';
import type { DefaultKind } from '../../schema-operation.ts';
import { defaultKindOfSql } from '../default-kind.ts';
import { textOf } from './ruby-scope.ts';
import { isTrue, type StatementCall, word } from './statement.ts';

/** Types of a primary key, which count up by themselves. */
export const keyTypes = /^(?:primary_key|(?:big|small)?serial)$/;

/** The type of a column with its size, as written; null when computed. */
export function typeOf(node: Node | undefined, { named, scope }: StatementCall): string | null {
  const type = word(node, scope)?.toLowerCase();
  return type === undefined ? null : sized(type, named);
}

/** A type with what the options say of its size, and whether it is a list: `string(50)`, `integer[]`. */
export function sized(type: string, named: ReadonlyMap<string, Node>): string {
  const size = ['limit', 'precision', 'scale']
    .map((name) => named.get(name))
    .filter((value) => value !== undefined);
  const sizes = size.every(({ type: kind }) => kind === 'integer') ? size.map(({ text }) => text) : [];
  return `${type}${sizes.length === 0 ? '' : `(${sizes.join(',')})`}${isTrue(named.get('array')) ? '[]' : ''}`;
}

/** What the default of a new column costs. */
export function defaultOf({ named, scope }: StatementCall, type: string | null): DefaultKind {
  if (keyTypes.test(type ?? '') || isTrue(named.get('stored'))) return 'volatile';
  const node = named.get('default');
  if (node === undefined || node.type === 'nil') return 'none';
  if (node.type === 'lambda') return lambdaDefault(node);
  const text = textOf(node, scope)?.text;
  if (text !== undefined) return type === 'uuid' ? defaultKindOfSql(text) : 'constant';
  return constants.has(node.type) ? 'constant' : 'unknown';
}

const constants = new Set(['true', 'false', 'integer', 'float', 'unary', 'array', 'hash', 'string_array']);

function lambdaDefault(node: Node): DefaultKind {
  const text = node.descendantsOfType('string_content').map((part) => part?.text ?? '');
  return text.length === 1 ? defaultKindOfSql(text[0]!) : 'unknown';
}
