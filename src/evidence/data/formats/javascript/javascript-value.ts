import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';

/** What an expression says by itself; `code` for all that takes running it, with its text. */
export type JavascriptValue =
  | { type: 'text'; text: string }
  | { type: 'number' }
  | { type: 'boolean'; is: boolean }
  | { type: 'null' }
  | { type: 'list'; items: JavascriptValue[] }
  | { type: 'object'; fields: ReadonlyMap<string, JavascriptValue> }
  | { type: 'code'; text: string };

/** Deeper than this no migration describes a column. */
const deepest = 12;
const longest = 2_000;

/** Reads a literal, an object or a list of them, or `new Name({…})`, which is read as its first argument. */
export function readValue(node: Node | null | undefined, depth = 0): JavascriptValue {
  if (!node || depth > deepest) return { type: 'code', text: '' };
  const text = stringOf(node);
  if (text !== null) return { type: 'text', text };
  switch (node.type) {
    case 'number':
      return { type: 'number' };
    case 'true':
    case 'false':
      return { type: 'boolean', is: node.type === 'true' };
    case 'null':
    case 'undefined':
      return { type: 'null' };
    case 'array':
      return {
        type: 'list',
        items: node.namedChildren.flatMap((child) =>
          child && child.type !== 'comment' ? [readValue(child, depth + 1)] : [],
        ),
      };
    case 'object':
      return { type: 'object', fields: fieldsOf(node, depth) };
    case 'parenthesized_expression':
    case 'as_expression':
    case 'satisfies_expression':
    case 'await_expression':
      return readValue(node.namedChildren[0], depth + 1);
    case 'new_expression':
      return readValue(node.childForFieldName('arguments')?.namedChildren[0], depth + 1);
    case 'binary_expression':
      return joined(node, depth);
    default:
      return { type: 'code', text: node.text.slice(0, longest) };
  }
}

/** Texts put together by `+`. */
function joined(node: Node, depth: number): JavascriptValue {
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')].map((side) =>
    readValue(side, depth + 1),
  );
  const isSum = node.childForFieldName('operator')?.text === '+';
  return isSum && left?.type === 'text' && right?.type === 'text'
    ? { type: 'text', text: left.text + right.text }
    : { type: 'code', text: node.text.slice(0, longest) };
}

function fieldsOf(object: Node, depth: number): Map<string, JavascriptValue> {
  const fields = new Map<string, JavascriptValue>();
  for (const child of object.namedChildren) {
    if (child?.type !== 'pair') continue;
    const key = child.childForFieldName('key');
    if (key) fields.set(stringOf(key) ?? key.text, readValue(child.childForFieldName('value'), depth + 1));
  }
  return fields;
}

export function textIn(value: JavascriptValue | undefined): string | null {
  return value?.type === 'text' ? value.text : null;
}

export function fieldIn(value: JavascriptValue | undefined, name: string): JavascriptValue | undefined {
  return value?.type === 'object' ? value.fields.get(name) : undefined;
}

export function isTrue(value: JavascriptValue | undefined): boolean {
  return value?.type === 'boolean' && value.is;
}

export function isFalse(value: JavascriptValue | undefined): boolean {
  return value?.type === 'boolean' && !value.is;
}

/** Texts of a list, or the one text; what is computed is left out. */
export function textsIn(value: JavascriptValue | undefined): string[] {
  if (value?.type === 'list')
    return value.items.flatMap((item) => textIn(item) ?? textIn(fieldIn(item, 'name')) ?? []);
  const one = textIn(value);
  return one === null ? [] : [one];
}
