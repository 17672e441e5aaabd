import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../../code/literals.ts';

/** A call without its receiver: `resources :posts, only: [:index] do … end`. Nodes: valid while the file is read. */
export interface Call {
  name: string;
  node: Node;
  /** What stands before the dot; null for none. */
  receiver: Node | null;
  values: Node[];
  /** `key: value` and `:key => value`, by key. */
  options: Map<string, Node>;
  /** `'path' => 'controller#action'`. */
  pairs: { key: Node; value: Node }[];
  /** What the block holds; null without one. */
  body: Node | null;
}

/** A call as the router's words are written; null for any other node. */
export function callOf(node: Node): Call | null {
  if (node.type === 'identifier') return { ...nothing(node), name: node.text };
  if (node.type !== 'call') return null;
  const call: Call = {
    ...nothing(node),
    name: node.childForFieldName('method')?.text ?? '',
    receiver: node.childForFieldName('receiver'),
    body: node.childForFieldName('block')?.childForFieldName('body') ?? null,
  };
  for (const argument of node.childForFieldName('arguments')?.namedChildren ?? []) {
    if (argument?.type !== 'pair') {
      if (argument && argument.type !== 'comment' && argument.type !== 'block_argument')
        call.values.push(argument);
      continue;
    }
    const [key, value] = [argument.childForFieldName('key'), argument.childForFieldName('value')];
    if (key === null || value === null) continue;
    const isOption = key.type === 'hash_key_symbol' || key.type === 'simple_symbol';
    const name = isOption ? stringOf(key) : null;
    if (name === null) call.pairs.push({ key, value });
    else call.options.set(name, value);
  }
  return call;
}

function nothing(node: Node) {
  return { node, receiver: null, values: [], options: new Map<string, Node>(), pairs: [], body: null };
}

/** Symbols or strings, one or a list of them; null where a part is computed. */
export function namesOf(node: Node): string[] | null {
  if (/^(?:array|symbol_array|string_array)$/.test(node.type)) {
    const names = node.namedChildren.flatMap((child) =>
      child === null || child.type === 'comment' ? [] : [stringOf(child)],
    );
    return names.some((name) => name === null) ? null : names.filter((name) => name !== null);
  }
  const name = stringOf(node);
  return name === null ? null : [name];
}

/** An option's text: `` for nil and false, undefined where it is not given, null where it is computed. */
export function optionOf({ options }: Call, name: string): string | null | undefined {
  const value = options.get(name);
  if (value === undefined) return undefined;
  return value.type === 'nil' || value.type === 'false' ? '' : stringOf(value);
}
