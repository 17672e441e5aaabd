import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';

/** Strings that a Python file gives names to at its top, by name. */
export type Constants = ReadonlyMap<string, string>;

/** `PREFIX = "/api"` and the like, at the top of the file. */
export function constantsOf(root: Node): Constants {
  const constants = new Map<string, string>();
  for (const statement of root.namedChildren) {
    const assignment = statement?.type === 'expression_statement' ? statement.namedChild(0) : null;
    if (assignment?.type !== 'assignment') continue;
    const name = assignment.childForFieldName('left');
    const value = textOf(assignment.childForFieldName('right'), constants);
    if (name?.type === 'identifier' && value !== null) constants.set(name.text, value);
  }
  return constants;
}

/** A string as far as literals, `_()` around them and the file's own constants make it; null where a part is computed. */
export function textOf(node: Node | null, constants: Constants): string | null {
  if (node === null) return null;
  if (node.type === 'identifier') return constants.get(node.text) ?? null;
  if (node.type === 'parenthesized_expression') return textOf(node.namedChild(0), constants);
  if (node.type === 'call') {
    const callee = node.childForFieldName('function')?.text ?? '';
    return /^(?:_|gettext|gettext_lazy)$/.test(callee)
      ? textOf(argumentsOf(node)[0] ?? null, constants)
      : null;
  }
  if (node.type === 'binary_operator') {
    if (node.text.length > 500 || node.childForFieldName('operator')?.type !== '+') return null;
    const left = textOf(node.childForFieldName('left'), constants);
    const right = textOf(node.childForFieldName('right'), constants);
    return left === null || right === null ? null : left + right;
  }
  if (node.type === 'string') return ownText(node, constants);
  return stringOf(node);
}

/** A literal; of an f-string whose parts are constants, what they make. Backslashes of patterns stay. */
function ownText(node: Node, constants: Constants): string | null {
  let value = '';
  for (const part of node.namedChildren) {
    if (part?.type === 'string_content') value += part.text;
    else if (part?.type === 'interpolation') {
      const inner = textOf(part.childForFieldName('expression'), constants);
      if (inner === null) return null;
      value += inner;
    } else if (part?.type !== 'string_start' && part?.type !== 'string_end') return null;
  }
  return value;
}

/** The positional arguments of a call. */
export function argumentsOf(call: Node): Node[] {
  const list = call.childForFieldName('arguments');
  if (list?.type !== 'argument_list') return [];
  return list.namedChildren.filter(
    (child) => child !== null && child.type !== 'keyword_argument' && child.type !== 'comment',
  ) as Node[];
}

/** The value of a keyword argument; null where it is not given. */
export function keywordOf(call: Node, name: string): Node | null {
  for (const child of call.childForFieldName('arguments')?.namedChildren ?? []) {
    if (child?.type === 'keyword_argument' && child.childForFieldName('name')?.text === name)
      return child.childForFieldName('value');
  }
  return null;
}

/** Whether a call is handed `**options`. */
export function hasMoreKeywords(call: Node): boolean {
  return (call.childForFieldName('arguments')?.namedChildren ?? []).some(
    (child) => child?.type === 'dictionary_splat',
  );
}

/** The texts of a list, tuple or set, as far as they are known. */
export function textsOf(node: Node | null, constants: Constants): string[] {
  if (node === null || !['list', 'tuple', 'set'].includes(node.type)) return [];
  return node.namedChildren.flatMap((child) => textOf(child, constants) ?? []);
}

/** Where a name of the file comes from: a module, or a name in one, which can be a module too. */
export interface Imported {
  module: string;
  name?: string;
}

/** What a file imports, anywhere in it, by the name it gives it. */
export function importedOf(root: Node): Map<string, Imported> {
  const imported = new Map<string, Imported>();
  for (const statement of root.descendantsOfType(['import_statement', 'import_from_statement'])) {
    if (statement === null) continue;
    const from =
      statement.type === 'import_from_statement' ? statement.childForFieldName('module_name') : null;
    for (const part of statement.childrenForFieldName('name')) {
      const name = part?.type === 'aliased_import' ? part.childForFieldName('name') : part;
      const local = part?.type === 'aliased_import' ? part.childForFieldName('alias') : part;
      if (!name || !local) continue;
      imported.set(
        local.text,
        statement.type === 'import_statement'
          ? { module: name.text }
          : { module: from?.text ?? '', name: name.text },
      );
    }
  }
  return imported;
}

/** The module and the name in it that an expression stands for: `users.router`, `app.api.users.router`, `router`. */
export function sourceOf(
  node: Node,
  imported: ReadonlyMap<string, Imported>,
): { target: string; name?: string } | null {
  if (node.text.length > 200) return null;
  if (node.type === 'identifier') {
    const from = imported.get(node.text);
    if (from === undefined) return null;
    return from.name === undefined ? { target: from.module } : { target: from.module, name: from.name };
  }
  if (node.type !== 'attribute') return null;
  const object = node.childForFieldName('object');
  const name = node.childForFieldName('attribute')?.text ?? '';
  if (object === null) return null;
  const whole = imported.get(object.text);
  if (whole !== undefined)
    return { target: whole.name === undefined ? whole.module : within(whole.module, whole.name), name };
  const first = object.text.split('.')[0]!;
  const root = imported.get(first);
  if (root === undefined) return null;
  const base = root.name === undefined ? root.module.split('.')[0]! : within(root.module, root.name);
  return { target: `${base}${object.text.slice(first.length)}`, name };
}

function within(module: string, name: string): string {
  return module.endsWith('.') ? module + name : `${module}.${name}`;
}
