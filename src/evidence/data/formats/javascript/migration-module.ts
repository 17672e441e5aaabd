import type { Node } from 'web-tree-sitter';
import { walk } from '../../../code/walk.ts';
import { isFalse, readValue } from './javascript-value.ts';

/** One call in a migration, in the order of the text. */
export interface Call {
  /** The last name of what is called: `addColumn` of `queryInterface.addColumn`. */
  name: string;
  /** Text of what it is called on, white space out; empty for a plain function. */
  on: string;
  arguments: Node[];
  node: Node;
  line: number;
}

export interface MigrationModule {
  /** Body of the function that runs forward. */
  up: Node;
  /** Whether what takes it back is written and does anything. */
  rollback: 'written' | 'irreversible';
  /** `transaction = false` of the class, or `exports.config = { transaction: false }`. */
  withoutTransaction: boolean;
}

/**
 * The `up` and `down` of a module or of its class, however they are exported: methods, `exports.up = …`,
 * `export async function up`, properties of an object. Null without an `up`.
 */
export function readModule(root: Node): MigrationModule | null {
  const functions = new Map<string, Node>();
  let withoutTransaction = false;
  for (const node of walk(root, ({ type }) => type !== 'statement_block')) {
    const named = namedFunction(node);
    if (named !== null && !functions.has(named.name)) functions.set(named.name, named.body);
    if (/^(?:public_field_definition|field_definition|pair)$/.test(node.type)) {
      const key =
        node.childForFieldName('name') ?? node.childForFieldName('property') ?? node.childForFieldName('key');
      if (key?.text === 'transaction' && isFalse(readValue(node.childForFieldName('value'))))
        withoutTransaction = true;
    }
  }
  const up = functions.get('up');
  if (up === undefined) return null;
  return {
    up,
    rollback: doesNothing(functions.get('down')) ? 'irreversible' : 'written',
    withoutTransaction,
  };
}

function namedFunction(node: Node): { name: string; body: Node } | null {
  const isFunction = (value: Node | null) =>
    value !== null && /^(?:arrow_function|function_expression|function|generator_function)$/.test(value.type);
  const of = (name: string | undefined, value: Node | null) => {
    const body = value?.childForFieldName('body');
    return (name === 'up' || name === 'down') && body ? { name, body } : null;
  };
  switch (node.type) {
    case 'method_definition':
    case 'function_declaration':
      return of(node.childForFieldName('name')?.text, node);
    case 'pair':
      return isFunction(node.childForFieldName('value'))
        ? of(node.childForFieldName('key')?.text, node.childForFieldName('value'))
        : null;
    case 'variable_declarator':
      return isFunction(node.childForFieldName('value'))
        ? of(node.childForFieldName('name')?.text, node.childForFieldName('value'))
        : null;
    case 'assignment_expression':
      return isFunction(node.childForFieldName('right'))
        ? of(
            node.childForFieldName('left')?.text.replace(/^(?:module\.)?exports\./, ''),
            node.childForFieldName('right'),
          )
        : null;
    default:
      return null;
  }
}

/** Missing, empty, or nothing but a comment, a return or a refusal. */
function doesNothing(body: Node | undefined): boolean {
  if (body === undefined) return true;
  if (body.type !== 'statement_block') return !/call_expression|await_expression/.test(body.type);
  const statements = body.namedChildren.filter((child) => child && child.type !== 'comment');
  return statements.every(
    (statement) =>
      statement?.type === 'throw_statement' ||
      statement?.type === 'empty_statement' ||
      (statement?.type === 'return_statement' &&
        !/\(/.test(statement.text.replace(/Promise\s*\.\s*resolve\s*\(\s*\)/, ''))),
  );
}

/** Calls in a body, the inner ones of a chain first, as they run. */
export function callsIn(body: Node): Call[] {
  const calls: Call[] = [];
  for (const node of walk(body)) {
    if (node.type !== 'call_expression') continue;
    const callee = node.childForFieldName('function');
    const property = callee?.type === 'member_expression' ? callee.childForFieldName('property') : callee;
    if (!callee || !property) continue;
    const on = callee.type === 'member_expression' ? (callee.childForFieldName('object')?.text ?? '') : '';
    calls.push({
      name: property.text,
      on: on.length > 400 ? on.slice(0, 400) : on.replace(/\s+/g, ''),
      arguments: (node.childForFieldName('arguments')?.namedChildren ?? []).flatMap((child) =>
        child && child.type !== 'comment' ? [child] : [],
      ),
      node,
      line: property.startPosition.row + 1,
    });
  }
  return calls.sort((a, b) => a.node.endIndex - b.node.endIndex || b.node.startIndex - a.node.startIndex);
}
