import type { Node } from 'web-tree-sitter';
import type { Oracle } from '../tree-sitter.ts';

const query = '(call method: (identifier) @call) (constant) @constant (program) @program';
const methods = ['require', 'require_relative', 'load', 'autoload'];

/** Imports and constants as the parser sees them, `specifier:line`, sorted; null where it does not understand the text. */
export function oracleImports(oracle: Oracle, text: string): string[] | null {
  const found = new Set<string>();
  const constants = new Set<string>();
  for (const { name, node } of oracle(text, query)) {
    if (name === 'program') {
      if (node.hasError) return null;
      continue;
    }
    const specifier = name === 'call' ? pathOf(node) : constantOf(node);
    if (specifier === null || constants.has(specifier)) continue;
    if (name === 'constant') constants.add(specifier);
    found.add(`${specifier}:${node.startPosition.row + 1}`);
  }
  return [...found].sort();
}

function pathOf(node: Node): string | null {
  const method = node.text;
  const call = node.parent!;
  if (!methods.includes(method)) return null;
  const receiver = call.childForFieldName('receiver');
  if (receiver !== null && method !== 'autoload' && receiver.text !== 'Kernel') return null;
  const given = call.childForFieldName('arguments')?.namedChildren ?? [];
  const path = literal(given[method === 'autoload' ? 1 : 0]);
  if (path === null) return null;
  const isRelative = path.startsWith('./') || path.startsWith('../');
  if (method === 'require_relative') return isRelative ? path : `./${path}`;
  return isRelative ? `$PWD/${path.replace(/^\.\//, '')}` : path;
}

function literal(given: Node | null | undefined): string | null {
  const node = given?.type === 'parenthesized_statements' ? given.namedChildren[0] : given;
  if (node?.type !== 'string' || !/^["']/.test(node.text)) return null;
  const [content, ...more] = node.namedChildren;
  return more.length === 0 && content?.type === 'string_content' ? content.text : null;
}

function constantOf(node: Node): string | null {
  const around = node.parent!;
  if (around.type !== 'scope_resolution') return reference(node);
  if (isField(around, 'name', node)) return reference(around);
  return around.childForFieldName('name')!.type === 'constant' ? null : reference(node);
}

/** The reference that a constant's path makes, with its nesting; null where it is a name being defined or called. */
function reference(node: Node): string | null {
  const around = node.parent!;
  const isInner = around.type === 'scope_resolution' && around.childForFieldName('name')!.type === 'constant';
  if (isInner || around.type === 'alias' || around.type === 'undef') return null;
  if (isField(around, 'name', node) || isField(around, 'method', node)) return null;
  let path = node.text;
  if (!/^(?:::)?[A-Z][\w:]*$/.test(path)) return null;
  const isAssigned = around.type === 'assignment' || around.children[1]?.text === '||=';
  if (isAssigned && isField(around, 'left', node)) {
    const owner = path.lastIndexOf('::');
    if (owner <= 0) return null;
    path = path.slice(0, owner);
  }
  if (path.startsWith('::')) return path;
  const nesting: string[] = [];
  let inner = node;
  for (let at: Node | null = around; at !== null; inner = at, at = at.parent) {
    if (at.type !== 'class' && at.type !== 'module') continue;
    if (!isField(at, 'superclass', inner)) nesting.unshift(at.childForFieldName('name')!.text);
  }
  return nesting.length === 0 ? `::${path}` : `${nesting.join('|')}|${path}`;
}

function isField(node: Node, field: string, child: Node): boolean {
  return node.childForFieldName(field)?.id === child.id;
}
