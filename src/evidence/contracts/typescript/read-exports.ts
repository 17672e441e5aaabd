import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../code/literals.ts';
import { lineOf } from '../../code/walk.ts';
import type { Declaration, ModuleExports } from './declaration.ts';
import { readDeclaration } from './read-declaration.ts';

/** What a parsed module of TypeScript exports. Never throws for what stands in it; statements with errors in them are left out. */
export function readExports(root: Node): ModuleExports {
  const exports: ModuleExports = { declarations: Object.create(null), forwarded: [], stars: [] };
  const local = new Map<string, Declaration>();
  const imported = new Map<string, { local: string; specifier: string }>();
  const renamed: { name: string; local: string; line: number }[] = [];
  let comment = '';
  for (const statement of root.namedChildren) {
    if (statement === null) continue;
    if (statement.type === 'comment') {
      comment = statement.text;
      continue;
    }
    if (statement.type === 'import_statement') readImport(statement, imported);
    else if (statement.type !== 'export_statement') {
      for (const [name, declaration] of readDeclaration(statement, comment)) addTo(local, name, declaration);
    } else readExport(statement, comment, exports, renamed, local);
    comment = '';
  }
  for (const { name, local: source, line } of renamed) {
    const own = local.get(source);
    const other = imported.get(source);
    if (own !== undefined) exports.declarations[name] = own;
    else if (other !== undefined) exports.forwarded.push({ name, ...other, line });
  }
  return exports;
}

function readExport(
  statement: Node,
  comment: string,
  exports: ModuleExports,
  renamed: { name: string; local: string; line: number }[],
  local: Map<string, Declaration>,
): void {
  const line = lineOf(statement);
  const specifier = stringOf(statement.childForFieldName('source'));
  const declaration = statement.childForFieldName('declaration') ?? statement.childForFieldName('value');
  if (declaration !== null) {
    const isDefault = statement.children.some((child) => child?.type === 'default');
    for (const [name, read] of readDeclaration(declaration, comment)) {
      if (name !== '') addTo(local, name, read);
      const known = exports.declarations[isDefault ? 'default' : name];
      exports.declarations[isDefault ? 'default' : name] = known === undefined ? read : merged(known, read);
    }
    return;
  }
  const clause = childOf(statement, 'export_clause');
  for (const one of clause?.namedChildren ?? []) {
    const source = one?.childForFieldName('name')?.text;
    if (one?.type !== 'export_specifier' || source === undefined) continue;
    const name = one.childForFieldName('alias')?.text ?? source;
    if (specifier === null) renamed.push({ name, local: source, line: lineOf(one) });
    else exports.forwarded.push({ name, local: source, specifier, line: lineOf(one) });
  }
  if (clause !== null || specifier === null) return;
  const namespace = childOf(statement, 'namespace_export')?.namedChildren[0]?.text;
  if (namespace === undefined) exports.stars.push({ specifier, line });
  else exports.forwarded.push({ name: namespace, local: '*', specifier, line });
}

function readImport(statement: Node, imported: Map<string, { local: string; specifier: string }>): void {
  const specifier = stringOf(statement.childForFieldName('source'));
  const clause = childOf(statement, 'import_clause');
  if (specifier === null || clause === null) return;
  for (const part of clause.namedChildren) {
    if (part?.type === 'identifier') imported.set(part.text, { local: 'default', specifier });
    if (part?.type === 'namespace_import') {
      const name = part.namedChildren[0]?.text;
      if (name !== undefined) imported.set(name, { local: '*', specifier });
    }
    for (const one of part?.type === 'named_imports' ? part.namedChildren : []) {
      const name = one?.childForFieldName('name')?.text;
      if (name !== undefined) {
        imported.set(one?.childForFieldName('alias')?.text ?? name, { local: name, specifier });
      }
    }
  }
}

/** Overloads and declarations that merge: an interface in two parts, a class with a namespace. */
function addTo(known: Map<string, Declaration>, name: string, declaration: Declaration): void {
  const before = known.get(name);
  known.set(name, before === undefined ? declaration : merged(before, declaration));
}

function merged(a: Declaration, b: Declaration): Declaration {
  if (a.kind === 'function' && b.kind === 'function') {
    // The signature of the body is no overload of its own when others stand before it.
    return { ...a, signatures: [...a.signatures, ...b.signatures] };
  }
  if (a.kind === 'object' && b.kind === 'object') return { ...a, members: [...a.members, ...b.members] };
  if (a.kind === 'namespace') return b;
  return a;
}

function childOf(node: Node, type: string): Node | null {
  return node.namedChildren.find((child) => child?.type === type) ?? null;
}
