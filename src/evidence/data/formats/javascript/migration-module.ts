import type { Node } from 'web-tree-sitter';
import { walk } from '../../../code/walk.ts';
import { constantsOf } from './constants-of.ts';
import { isFalse, readValue, type Scope } from './javascript-value.ts';

/** What runs in one direction. */
export interface Direction {
  body: Node;
  /** Name of its first parameter, on which it works; null where it has none. */
  receiver: string | null;
  constants: Scope;
  /** Bodies of the module's own functions. */
  functions: ReadonlyMap<string, Node>;
  /** Lines where reading it stopped: what lies there is too deep, too long or called too often. */
  cut: Set<number>;
}

export interface MigrationModule {
  up: Direction;
  down: Direction | null;
  /** Whether what takes it back is written and does anything. */
  rollback: 'written' | 'irreversible';
  /** `transaction = false` of the class, or `exports.config = { transaction: false }`. */
  withoutTransaction: boolean;
}

/**
 * The `up` and `down` of a module or of its class, however they are exported: methods, `exports.up = …`,
 * `export async function up`, properties of an object, names of other functions. Null without an `up`.
 */
export function readModule(root: Node): MigrationModule | null {
  const functions = new Map<string, Node>();
  const aliases = new Map<string, string>();
  let withoutTransaction = false;
  for (const node of walk(root, ({ type }) => type !== 'statement_block')) {
    const named = namedValue(node);
    if (named?.value.type === 'identifier') aliases.set(named.name, named.value.text);
    else if (named && !functions.has(named.name) && isFunction(named.value)) {
      functions.set(named.name, named.value);
    }
    if (named?.name === 'transaction' && isFalse(readValue(named.value))) withoutTransaction = true;
  }
  const find = (name: string) => functions.get(name) ?? functions.get(aliases.get(name) ?? '') ?? null;
  const [up, down] = [find('up'), find('down')];
  const upBody = up?.childForFieldName('body');
  if (!up || !upBody) return null;
  const downBody = down?.childForFieldName('body') ?? null;
  const bodies = new Map<string, Node>();
  for (const [name, node] of functions) {
    const body = node.childForFieldName('body');
    if (body && name !== 'up' && name !== 'down') bodies.set(name, body);
  }
  const direction = (node: Node, body: Node, other: Node | null): Direction => ({
    body,
    receiver: parameterOf(node),
    constants: constantsOf(root, other),
    functions: bodies,
    cut: new Set(),
  });
  return {
    up: direction(up, upBody, downBody),
    down: down && downBody ? direction(down, downBody, upBody) : null,
    rollback: doesNothing(downBody) ? 'irreversible' : 'written',
    withoutTransaction,
  };
}

function isFunction({ type }: Node): boolean {
  return /^(?:arrow_function|function_expression|function|generator_function|method_definition|function_declaration)$/.test(
    type,
  );
}

/** A name and what it is given: a function, a field, a property, an export. */
function namedValue(node: Node): { name: string; value: Node } | null {
  const pick = (name: string, value: string) => {
    const [left, right] = [node.childForFieldName(name), node.childForFieldName(value)];
    return left && right ? { name: left.text.replace(/^(?:module\.)?exports\./, ''), value: right } : null;
  };
  switch (node.type) {
    case 'method_definition':
    case 'function_declaration': {
      const name = node.childForFieldName('name')?.text;
      return name === undefined ? null : { name, value: node };
    }
    case 'pair':
      return pick('key', 'value');
    case 'variable_declarator':
      return pick('name', 'value');
    case 'public_field_definition':
      return pick('name', 'value');
    case 'field_definition':
      return pick('property', 'value');
    case 'assignment_expression':
      return pick('left', 'right');
    default:
      return null;
  }
}

/** Name of a function's first parameter, of `{ context: name }` too. */
export function parameterOf(node: Node): string | null {
  const first =
    node.childForFieldName('parameter') ??
    node
      .childForFieldName('parameters')
      ?.namedChildren.find(
        (child) => child?.type !== 'comment' && child?.childForFieldName('pattern')?.type !== 'this',
      );
  const pattern = first?.childForFieldName('pattern') ?? first;
  if (pattern?.type === 'identifier') return pattern.text;
  const inner = pattern?.namedChildren[0];
  return inner?.type === 'pair_pattern' ? (inner.childForFieldName('value')?.text ?? null) : null;
}

/** Missing, empty, or nothing but a comment, a return or a refusal. */
function doesNothing(body: Node | null): boolean {
  if (body === null) return true;
  if (body.type !== 'statement_block') return !/call_expression|await_expression/.test(body.type);
  return body.namedChildren.every(
    (statement) =>
      statement === null ||
      /^(?:comment|throw_statement|empty_statement)$/.test(statement.type) ||
      (statement.type === 'return_statement' &&
        !statement.text.replace(/Promise\s*\.\s*resolve\s*\(\s*\)/, '').includes('(')) ||
      (statement.type === 'expression_statement' && /^console\s*\.\s*\w+\(/.test(statement.text)),
  );
}
