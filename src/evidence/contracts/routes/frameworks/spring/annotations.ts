import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../../code/literals.ts';
import { lineOf, walk } from '../../../../code/walk.ts';

/** `@Name(value, key = value)`; arrays are spread out. Nodes: valid while the file is being read. */
export interface Annotation {
  /** Without its package. */
  name: string;
  line: number;
  /** By key; `value` for those without one. */
  values: Map<string, Node[]>;
}

/** Annotations of a Java or Kotlin class, interface or function, in their order. */
export function annotationsOf(declaration: Node): Annotation[] {
  const modifiers = declaration.namedChildren.find((child) => child?.type === 'modifiers');
  const found: Annotation[] = [];
  for (const node of modifiers?.namedChildren ?? []) {
    if (node?.type === 'marker_annotation' || node?.type === 'annotation') found.push(annotationOf(node));
  }
  return found;
}

function annotationOf(node: Node): Annotation {
  const values = new Map<string, Node[]>();
  const named = node.childForFieldName('name');
  if (named !== null) {
    for (const value of present(node.childForFieldName('arguments')?.namedChildren)) {
      const key = value.childForFieldName('key')?.text ?? 'value';
      if (!value.type.endsWith('comment')) add(values, key, value.childForFieldName('value') ?? value);
    }
    return { name: lastName(named.text), line: lineOf(node), values };
  }
  const call = present(node.namedChildren).find(({ type }) => type === 'constructor_invocation');
  const type = present((call ?? node).namedChildren).find((child) => child.type === 'user_type');
  const written = present(call?.namedChildren).find((child) => child.type === 'value_arguments');
  for (const argument of present(written?.namedChildren)) {
    const parts = present(argument.namedChildren);
    const value = parts.at(-1);
    if (value !== undefined) add(values, parts.length > 1 ? parts[0]!.text : 'value', value);
  }
  return { name: lastName(type?.text ?? ''), line: lineOf(node), values };
}

function add(values: Map<string, Node[]>, key: string, value: Node): void {
  values.set(key, [...(values.get(key) ?? []), ...elementsOf(value)]);
}

/** What an array holds: `{a, b}`, `[a, b]`, `arrayOf(a, b)`; the value itself when it is none. */
function elementsOf(value: Node): Node[] {
  if (value.type === 'element_value_array_initializer' || value.type === 'collection_literal') {
    return present(value.namedChildren).filter(({ type }) => !type.endsWith('comment'));
  }
  if (value.type !== 'call_expression' || value.firstNamedChild?.text !== 'arrayOf') return [value];
  const written = present(value.namedChildren).find(({ type }) => type === 'value_arguments');
  return present(written?.namedChildren).flatMap(({ lastNamedChild }) => lastNamedChild ?? []);
}

/** String constants that a file declares itself, by name: `static final String`, `const val`. */
export function constantsOf(root: Node): Map<string, string> {
  const constants = new Map<string, string>();
  const isType = /^(?:class|interface|object|enum|record|companion|source|program|property|field|constant)/;
  for (const node of walk(root, ({ type }) => isType.test(type))) {
    if (node.type === 'property_declaration') {
      if (!/\bconst\b/.test(node.firstNamedChild?.text ?? '')) continue;
      const name = present(node.namedChildren).find(({ type }) => type === 'variable_declaration');
      keep(constants, name?.firstNamedChild?.text, node.lastNamedChild);
    } else if (node.type === 'field_declaration' || node.type === 'constant_declaration') {
      const declarator = node.childForFieldName('declarator');
      if (node.type === 'field_declaration' && !/\bfinal\b/.test(node.firstNamedChild?.text ?? '')) continue;
      keep(
        constants,
        declarator?.childForFieldName('name')?.text,
        declarator?.childForFieldName('value') ?? null,
      );
    }
  }
  return constants;
}

function keep(constants: Map<string, string>, name: string | undefined, value: Node | null): void {
  const text = value === null ? null : textOf(value, constants);
  if (name !== undefined && text !== null) constants.set(name, text);
}

/** What an annotation's string says, constants of the same file put in; null where a part of it is computed. */
export function textOf(value: Node, constants: ReadonlyMap<string, string>): string | null {
  if (value.type === 'identifier') return constants.get(value.text) ?? null;
  if (value.type === 'binary_expression') {
    const [left, right] = [value.childForFieldName('left'), value.childForFieldName('right')];
    // Long sums are walked by recursion: bounded by what one annotation holds.
    if (left === null || right === null || value.text.length > 1_000) return null;
    const [before, after] = [textOf(left, constants), textOf(right, constants)];
    return before === null || after === null ? null : before + after;
  }
  // Kotlin's templates without braces stand among the plain parts.
  if (present(value.namedChildren).some(({ type, text }) => type === 'string_content' && text === '$')) {
    return null;
  }
  return stringOf(value);
}

/** Named children without the grammar's null. */
export function present(nodes: readonly (Node | null)[] | undefined): Node[] {
  return (nodes ?? []).filter((node) => node !== null);
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
