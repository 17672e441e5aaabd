import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';

/** Strings that a JavaScript file gives names to at its top, by name. */
export type Constants = ReadonlyMap<string, string>;

/** `const prefix = '/api'` and the like, at the top of the file. */
export function constantsOf(root: Node): Constants {
  const constants = new Map<string, string>();
  for (const statement of root.namedChildren) {
    const declaration =
      statement?.type === 'export_statement' ? statement.childForFieldName('declaration') : statement;
    if (declaration?.type !== 'lexical_declaration') continue;
    for (const declarator of declaration.namedChildren) {
      const name = declarator?.childForFieldName('name');
      const value = textOf(declarator?.childForFieldName('value') ?? null, constants);
      if (name?.type === 'identifier' && value !== null) constants.set(name.text, value);
    }
  }
  return constants;
}

/** A string as far as literals and the file's own constants make it; null where a part of it is computed. */
export function textOf(node: Node | null, constants: Constants): string | null {
  if (node === null) return null;
  if (node.type === 'identifier') return constants.get(node.text) ?? null;
  if (node.type === 'as_expression' || node.type === 'parenthesized_expression')
    return textOf(node.namedChild(0), constants);
  if (node.type === 'binary_expression' && node.childForFieldName('operator')?.type === '+') {
    // Chains of plus nest to the left: a long one is a text, no path.
    if (node.text.length > 500) return null;
    const left = textOf(node.childForFieldName('left'), constants);
    const right = textOf(node.childForFieldName('right'), constants);
    return left === null || right === null ? null : left + right;
  }
  if (node.type !== 'template_string') return stringOf(node);
  let value = '';
  for (const part of node.namedChildren) {
    if (part?.type === 'string_fragment') value += part.text;
    else if (part?.type === 'template_substitution') {
      const inner = textOf(part.namedChild(0), constants);
      if (inner === null) return null;
      value += inner;
    } else return null;
  }
  return value;
}

/** The arguments of a call, comments left out. */
export function argumentsOf(call: Node): Node[] {
  const list = call.childForFieldName('arguments');
  if (list?.type !== 'arguments') return [];
  return list.namedChildren.filter((child) => child !== null && child.type !== 'comment') as Node[];
}

/** The value of a property of an object literal; of `{ url }` the name itself. */
export function propertyOf(object: Node | undefined, name: string): Node | null {
  if (object?.type !== 'object') return null;
  for (const part of object.namedChildren) {
    if (part?.type === 'pair') {
      const key = part.childForFieldName('key');
      if (key !== null && (key.text === name || stringOf(key) === name))
        return part.childForFieldName('value');
    } else if (part?.type === 'shorthand_property_identifier' && part.text === name) return part;
    else if (part?.type === 'method_definition' && part.childForFieldName('name')?.text === name) return part;
  }
  return null;
}

/** What answers, as the code names it: `users.list`, through wrappers and `bind`; null when it is anonymous. */
export function handlerOf(node: Node | undefined): string | null {
  let at = node;
  for (let depth = 0; at !== undefined && depth < 8; depth++) {
    if (at.type === 'identifier' || at.type === 'member_expression') return at.text.slice(0, 200);
    if (at.type === 'array') at = (at.namedChildren.at(-1) ?? undefined) as Node | undefined;
    else if (at.type === 'call_expression') {
      const callee: Node | null = at.childForFieldName('function');
      if (callee?.type === 'member_expression' && callee.childForFieldName('property')?.text === 'bind')
        at = callee.childForFieldName('object') ?? undefined;
      else at = argumentsOf(at).at(-1);
    } else return null;
  }
  return null;
}

const functions = new Set([
  'arrow_function',
  'function_expression',
  'function_declaration',
  'generator_function',
  'generator_function_declaration',
  'method_definition',
]);

export function isFunction(node: Node): boolean {
  return functions.has(node.type);
}

/** A function's parameters by position: name and, in TypeScript, the text of the type. */
export function parametersOf(node: Node): { name: string; type: string }[] {
  const single = node.childForFieldName('parameter');
  if (single !== null) return [{ name: single.text, type: '' }];
  const found: { name: string; type: string }[] = [];
  for (const parameter of node.childForFieldName('parameters')?.namedChildren ?? []) {
    if (parameter === null || parameter.type === 'comment') continue;
    const name = parameter.childForFieldName('pattern') ?? parameter.childForFieldName('left') ?? parameter;
    const type = parameter.childForFieldName('type')?.text ?? '';
    if (name.type === 'object_pattern') {
      for (const part of name.namedChildren)
        if (part?.type === 'shorthand_property_identifier_pattern') found.push({ name: part.text, type: '' });
    } else found.push({ name: name.text.slice(0, 100), type: type.slice(0, 200) });
  }
  return found;
}

/** Where a name of the file comes from. */
export interface Imported {
  target: string;
  /** Its name in that file; left out for a default export or the whole module. */
  name?: string;
}

/** What a file imports, and requires anywhere in it, by the name it gives it. */
export function importedOf(root: Node): Map<string, Imported> {
  const imported = new Map<string, Imported>();
  for (const statement of root.namedChildren) {
    if (statement?.type === 'import_statement') readImport(statement, imported);
  }
  if (root.text.includes('require('))
    for (const declarator of root.descendantsOfType('variable_declarator')) readRequire(declarator, imported);
  return imported;
}

function readImport(statement: Node, imported: Map<string, Imported>): void {
  const target = stringOf(statement.childForFieldName('source'));
  const clause = statement.namedChildren.find((child) => child?.type === 'import_clause');
  if (target === null || !clause) return;
  for (const part of clause.namedChildren) {
    if (part?.type === 'identifier') imported.set(part.text, { target });
    else if (part?.type === 'namespace_import') imported.set(part.namedChild(0)?.text ?? '', { target });
    else if (part?.type === 'named_imports') {
      for (const one of part.namedChildren) {
        const name = one?.childForFieldName('name')?.text;
        if (name === undefined) continue;
        const local = one?.childForFieldName('alias')?.text ?? name;
        imported.set(local, name === 'default' ? { target } : { target, name });
      }
    }
  }
}

function readRequire(declarator: Node | null, imported: Map<string, Imported>): void {
  const name = declarator?.childForFieldName('name');
  const target = requiredBy(declarator?.childForFieldName('value') ?? null);
  if (!name || target === null) return;
  if (name.type === 'identifier') imported.set(name.text, { target });
  else if (name.type === 'object_pattern') {
    for (const part of name.namedChildren) {
      if (part?.type === 'shorthand_property_identifier_pattern')
        imported.set(part.text, { target, name: part.text });
    }
  }
}

/** The target of `require('./x')`, also with `.default`, `.router` or a call behind it; null for anything else. */
export function requiredBy(node: Node | null): string | null {
  let at = node;
  for (let depth = 0; at !== null && depth < 5; depth++) {
    if (at.type === 'call_expression') {
      const callee: Node | null = at.childForFieldName('function');
      if (callee?.type === 'identifier' && callee.text === 'require')
        return stringOf(argumentsOf(at)[0] ?? null);
      at = callee;
    } else if (at.type === 'member_expression') at = at.childForFieldName('object');
    else return null;
  }
  return null;
}
