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

/** What names stand for. */
export type Scope = ReadonlyMap<string, JavascriptValue>;

/** Deeper than this no migration describes a column. */
const deepest = 12;
const longest = 2_000;
/** Characters of a text that is put together: names that double each other must not grow without end. */
const longestText = 64 * 1024;

/**
 * Reads a literal, an object or a list of them, a name of `scope`, or `new Name({…})`, which is read as its first
 * argument; so is TypeORM's `getTable('users')`.
 */
export function readValue(
  node: Node | null | undefined,
  scope: Scope = new Map(),
  depth = 0,
): JavascriptValue {
  if (!node || depth > deepest) return { type: 'code', text: '' };
  const text = stringOf(node);
  if (text !== null) return { type: 'text', text };
  const inner = () => readValue(node.namedChildren[0], scope, depth + 1);
  switch (node.type) {
    case 'number':
      return { type: 'number' };
    case 'true':
    case 'false':
      return { type: 'boolean', is: node.type === 'true' };
    case 'null':
    case 'undefined':
      return { type: 'null' };
    case 'identifier':
      return scope.get(node.text) ?? codeOf(node);
    case 'array':
      return {
        type: 'list',
        items: node.namedChildren.flatMap((child) =>
          child && child.type !== 'comment' ? [readValue(child, scope, depth + 1)] : [],
        ),
      };
    case 'object':
      return { type: 'object', fields: fieldsOf(node, scope, depth) };
    case 'parenthesized_expression':
    case 'as_expression':
    case 'satisfies_expression':
    case 'non_null_expression':
    case 'await_expression':
      return inner();
    case 'new_expression':
      return readValue(node.childForFieldName('arguments')?.namedChildren[0], scope, depth + 1);
    case 'member_expression': {
      const object = readValue(node.childForFieldName('object'), scope, depth + 1);
      return fieldIn(object, node.childForFieldName('property')?.text ?? '') ?? codeOf(node);
    }
    case 'call_expression': {
      const callee = node.childForFieldName('function')?.childForFieldName('property')?.text;
      return callee === 'getTable'
        ? readValue(node.childForFieldName('arguments')?.namedChildren[0], scope, depth + 1)
        : codeOf(node);
    }
    case 'template_string':
      return joined(node, node.namedChildren, scope, depth);
    case 'binary_expression': {
      const sides = summands(node);
      return sides === null ? codeOf(node) : joined(node, sides, scope, depth);
    }
    default:
      return codeOf(node);
  }
}

function codeOf(node: Node): JavascriptValue {
  return { type: 'code', text: node.text.slice(0, longest) };
}

/** The parts of `a + b + c` from left to right; null where another operator stands. */
function summands(node: Node): Node[] | null {
  const parts: Node[] = [];
  let at: Node | null = node;
  while (at?.type === 'binary_expression') {
    const right = at.childForFieldName('right');
    if (at.childForFieldName('operator')?.text !== '+' || right === null || parts.length > longest)
      return null;
    parts.push(right);
    at = at.childForFieldName('left');
  }
  if (at !== null) parts.push(at);
  return parts.reverse();
}

/** Texts put together by `+`, or by a template whose names are known. */
function joined(node: Node, parts: readonly (Node | null)[], scope: Scope, depth: number): JavascriptValue {
  let text = '';
  for (const part of parts) {
    if (part === null) continue;
    if (part.type === 'string_fragment') text += part.text;
    else if (part.type === 'escape_sequence') text += escapeOf(part.text);
    else {
      const isHole = part.type === 'template_substitution';
      const value = readValue(isHole ? part.namedChildren[0] : part, scope, depth + 1);
      if (value.type !== 'text') return codeOf(node);
      text += value.text;
    }
    if (text.length > longestText) return codeOf(node);
  }
  return { type: 'text', text };
}

function escapeOf(text: string): string {
  if (text === '\\n') return '\n';
  return text === '\\t' ? '\t' : text.slice(1);
}

function fieldsOf(object: Node, scope: Scope, depth: number): Map<string, JavascriptValue> {
  const fields = new Map<string, JavascriptValue>();
  for (const child of object.namedChildren) {
    if (child?.type === 'pair') {
      const key = child.childForFieldName('key');
      const value = readValue(child.childForFieldName('value'), scope, depth + 1);
      if (key) fields.set(stringOf(key) ?? key.text, value);
    } else if (child?.type === 'shorthand_property_identifier') {
      fields.set(child.text, scope.get(child.text) ?? codeOf(child));
    } else if (child?.type === 'spread_element') {
      const spread = readValue(child.namedChildren[0], scope, depth + 1);
      if (spread.type === 'object') for (const [name, value] of spread.fields) fields.set(name, value);
    }
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
