import type { Node } from 'web-tree-sitter';
import type { Oracle } from '../tree-sitter.ts';

const types = new Set(
  'class struct interface enum record delegate'.split(' ').map((word) => `${word}_declaration`),
);
const query = `(using_directive) @using ${[...types].map((type) => `(${type}) @type`).join(' ')} (ERROR) @error`;

/** What tree-sitter sees of a text: `name:line` of directives, and what it declares; null when it finds an error. */
export function seenByOracle(oracle: Oracle, text: string): { imports: string[]; declares: string[] } | null {
  const imports: string[] = [];
  const declares = new Set<string>();
  for (const { name, node } of oracle(text, query)) {
    if (name === 'error' || node.tree.rootNode.hasError) return null;
    const scopes = scopesOf(node);
    if (name === 'using') {
      const within = scopes?.join('.');
      const line = node.startPosition.row + 1;
      imports.push(`${usedName(node)}${within ? ` in ${within}` : ''}:${line}`);
    } else if (scopes !== null) {
      if (scopes.length > 0) declares.add(scopes.join('.'));
      declares.add([...scopes, node.childForFieldName('name')?.text].join('.'));
    }
  }
  return { imports, declares: [...declares].sort() };
}

/** The last thing a directive names; what it is called here comes before. */
function usedName(using: Node): string {
  const named = using.namedChildren.filter((child) => child?.type !== 'comment');
  return (named.at(-1)?.text ?? '')
    .replace(/\/\*.*?\*\/|\s+/g, '')
    .replace(/^global::/, '')
    .replace(/<.*$/, '');
}

/** The namespaces around a node, null when it stands in a type. */
function scopesOf(node: Node): string[] | null {
  const scopes: string[] = [];
  for (let around = node.parent; around !== null; around = around.parent) {
    if (types.has(around.type)) return null;
    if (around.type === 'namespace_declaration') scopes.unshift(around.childForFieldName('name')?.text ?? '');
    if (around.type !== 'compilation_unit') continue;
    const whole = around.children.find((child) => child?.type === 'file_scoped_namespace_declaration');
    if (whole && whole.startIndex < node.startIndex)
      scopes.unshift(whole.childForFieldName('name')?.text ?? '');
  }
  return scopes;
}
