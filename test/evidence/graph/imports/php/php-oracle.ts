import type { Node } from 'web-tree-sitter';
import type { Oracle } from '../tree-sitter.ts';

const importQuery = `
(namespace_use_declaration) @use (qualified_name) @name (program) @program
(require_expression) @include (require_once_expression) @include
(include_expression) @include (include_once_expression) @include`;
const declareQuery = `
(class_declaration name: (name) @class) (interface_declaration name: (name) @class)
(trait_declaration name: (name) @class) (enum_declaration name: (name) @class)
(function_definition name: (name) @function) (const_declaration (const_element (name) @const))`;

/** Imports as the parser sees them, `specifier:line`, sorted; null where it does not understand the text. */
export function oracleImports(oracle: Oracle, text: string): string[] | null {
  const found = new Map<string, number>();
  for (const { name, node } of oracle(text, importQuery)) {
    if (name === 'program') {
      if (node.hasError) return null;
      continue;
    }
    const all = name === 'use' ? used(node) : [name === 'name' ? absolute(node) : included(node)];
    for (const one of all) if (one !== null && !found.has(one)) found.set(one, node.startPosition.row + 1);
  }
  return [...found].map(([specifier, line]) => `${specifier}:${line}`).sort();
}

/** Full names of what is declared outside of classes and functions, sorted. */
export function oracleDeclares(oracle: Oracle, text: string): string[] {
  const found = new Set<string>();
  for (const { name, node } of oracle(text, declareQuery)) {
    const namespace = namespaceOf(node);
    if (namespace === null) continue;
    const full = namespace === '' ? node.text : `${namespace}\\${node.text}`;
    found.add(name === 'class' ? full : `${name} ${full}`);
  }
  return [...found].sort();
}

function namespaceOf(name: Node): string | null {
  const declaration = name.parent!.type === 'const_element' ? name.parent!.parent! : name.parent!;
  let inner = declaration;
  for (let at = declaration.parent; at !== null; inner = at, at = at.parent) {
    if (
      /^(?:declaration_list|enum_declaration_list|method_declaration|function_definition|anonymous_function)/.test(
        at.type,
      )
    )
      return null;
    if (at.type === 'namespace_definition') return at.childForFieldName('name')?.text ?? '';
    if (at.type !== 'program') continue;
    let namespace = '';
    for (const child of at.namedChildren) {
      if (child!.startIndex >= inner.startIndex) break;
      if (child!.type === 'namespace_definition') namespace = child!.childForFieldName('name')?.text ?? '';
    }
    return namespace;
  }
  return '';
}

function used(node: Node): string[] {
  const kind = node.childForFieldName('type')?.text.toLowerCase();
  const prefix = kind === undefined ? '' : `${kind} `;
  const body = node.childForFieldName('body');
  const group =
    body === null ? '' : `${node.namedChildren.find((child) => child!.type === 'namespace_name')!.text}\\`;
  const clauses = (body ?? node).namedChildren.filter((child) => child!.type === 'namespace_use_clause');
  return clauses.map((clause) => {
    const own = clause!.childForFieldName('type')?.text.toLowerCase();
    const path = clause!.namedChildren.find((child) =>
      /^(?:qualified_name|name|namespace_name)$/.test(child!.type),
    )!;
    return `${own === undefined ? prefix : `${own} `}${group}${path.text.replace(/^\\/, '')}`;
  });
}

function absolute(node: Node): string | null {
  if (node.parent!.type === 'namespace_use_clause') return null;
  const path = node.text.replace(/^\\/, '');
  return node.text.startsWith('\\') && path.includes('\\') ? path : null;
}

function included(node: Node): string | null {
  let value: Node = node.namedChildren[0]!;
  if (value.type === 'parenthesized_expression') value = value.namedChildren[0]!;
  const path = literal(value);
  if (path !== null) return /[./]/.test(path) ? path.replace(/^(?:\.\/)+/, '') : null;
  if (value.type !== 'binary_expression' || value.childForFieldName('operator')!.text !== '.') return null;
  const base = value.childForFieldName('left')!.text;
  const rest = literal(value.childForFieldName('right')!);
  if (rest === null || !rest.startsWith('/')) return null;
  if (/^(?:__DIR__|dirname\(__FILE__\))$/i.test(base)) return `.${rest}`;
  return /^(?:dirname\(__DIR__\)|dirname\(dirname\(__FILE__\)\))$/i.test(base) ? `..${rest}` : null;
}

function literal(node: Node): string | null {
  if (node.type !== 'string' && node.type !== 'encapsed_string') return null;
  const [content, ...more] = node.namedChildren;
  return more.length === 0 && content?.type === 'string_content' ? content.text : null;
}
