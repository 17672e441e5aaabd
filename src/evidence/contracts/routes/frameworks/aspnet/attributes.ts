import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../../code/literals.ts';
import { lineOf, walk } from '../../../../code/walk.ts';

/** `[Name("value", Key = value)]`. Nodes: valid while the file is being read. */
export interface Attribute {
  /** Without namespace and `Attribute`. */
  name: string;
  line: number;
  values: Node[];
  named: Map<string, Node>;
}

export function attributesOf(declaration: Node): Attribute[] {
  return declaration.namedChildren.flatMap((list) =>
    list?.type !== 'attribute_list'
      ? []
      : list.namedChildren.flatMap((one) => (one?.type === 'attribute' ? [attributeOf(one)] : [])),
  );
}

function attributeOf(node: Node): Attribute {
  const written = node.childForFieldName('name')?.text ?? '';
  const attribute: Attribute = {
    name: written.slice(written.lastIndexOf('.') + 1).replace(/Attribute$/, ''),
    line: lineOf(node),
    values: [],
    named: new Map(),
  };
  const list = node.namedChildren.find((child) => child?.type === 'attribute_argument_list');
  for (const argument of list?.namedChildren ?? []) {
    const value = argument?.type === 'attribute_argument' ? argument.lastNamedChild : null;
    if (!argument || !value) continue;
    const name = argument.childForFieldName('name');
    if (name !== null && argument.namedChildCount > 1) attribute.named.set(name.text, value);
    else attribute.values.push(value);
  }
  return attribute;
}

/** String constants that a file declares itself, by name. */
export function constantsOf(root: Node): Map<string, string> {
  const constants = new Map<string, string>();
  const around =
    /^(?:compilation_unit|.*namespace_declaration|(?:class|record|struct)_declaration|declaration_list)$/;
  for (const node of walk(root, ({ type }) => around.test(type))) {
    if (node.type !== 'field_declaration' || !/\bconst\s+string\b/.test(node.text.slice(0, 200))) continue;
    const list = node.namedChildren.find((child) => child?.type === 'variable_declaration');
    for (const one of list?.namedChildren ?? []) {
      const name = one?.childForFieldName('name');
      const value = one?.lastNamedChild ?? null;
      const text = value === null ? null : textOf(value, constants);
      if (name && text !== null) constants.set(name.text, text);
    }
  }
  return constants;
}

/** What a string says, constants of the same file put in; null where a part of it is computed. */
export function textOf(node: Node, constants: ReadonlyMap<string, string>): string | null {
  if (node.type === 'identifier') return constants.get(node.text) ?? null;
  if (node.type === 'binary_expression') {
    const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
    // Long sums are walked by recursion: bounded by what one attribute holds.
    if (left === null || right === null || node.text.length > 1_000) return null;
    const [before, after] = [textOf(left, constants), textOf(right, constants)];
    return before === null || after === null ? null : before + after;
  }
  return stringOf(node);
}
