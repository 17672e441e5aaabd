import type { Node } from 'web-tree-sitter';
import { openOracle } from '../tree-sitter.ts';

/** `specifier@line` in our notation: of items, and of those in the arguments of `cfg…!` and `feature!`. */
export interface OracleItems {
  items: string[];
  conditional: string[];
}

const query = `
  (use_declaration) @use
  (extern_crate_declaration) @extern
  (mod_item) @mod
  (macro_invocation) @macro
  (ERROR) @error
`;

/** What a Rust text imports as tree-sitter sees it; null where it does not parse. */
export async function openOracleItems(): Promise<(text: string) => OracleItems | null> {
  const oracle = await openOracle('rust');

  function read(text: string, inside: readonly string[], row: number): OracleItems | null {
    const found: OracleItems = { items: [], conditional: [] };
    const bodies: { text: string; inside: string[]; row: number }[] = [];
    for (const { name, node } of oracle(text, query)) {
      const around = [...inside, ...modulesAround(node)];
      if (name === 'error') return null;
      if (name === 'macro') {
        const tokens = node.namedChildren.find((child) => child!.type === 'token_tree');
        const isConditional = /^(?:cfg\w*|feature)$/.test(node.childForFieldName('macro')!.text);
        if (isConditional && tokens?.text.startsWith('{')) {
          bodies.push({
            text: tokens.text.slice(1, -1),
            inside: around,
            row: row + tokens.startPosition.row,
          });
        }
        continue;
      }
      const keyword = node.children.find((child) => child!.type === name)!;
      const at = `@${row + keyword.startPosition.row + 1}`;
      found.items.push(...specifiers(node, around).map((specifier) => specifier + at));
    }
    for (const body of bodies) {
      const more = read(body.text, body.inside, body.row);
      if (more !== null) found.conditional.push(...more.items, ...more.conditional);
    }
    return found;
  }
  return (text) => read(text, [], 0);
}

function specifiers(node: Node, around: readonly string[]): string[] {
  if (node.type === 'extern_crate_declaration') {
    const name = node.childForFieldName('name')!.text;
    return name === 'self' ? [] : [`::${name}`];
  }
  if (node.type === 'mod_item') {
    if (node.childForFieldName('body') !== null) return [];
    const path = pathAttribute(node);
    const name = [...around, plain(node.childForFieldName('name')!)].join('::');
    return [`mod ${name}${path === null ? '' : `=${path}`}`];
  }
  const locals = localNames(node);
  return leaves(node.childForFieldName('argument')!, '').map((path) => fromFile(path, around, locals));
}

/** The paths of a tree of `use`, spread. */
function leaves(node: Node, before: string): string[] {
  const join = (path: string) => (before === '' || path === '' ? before + path : `${before}::${path}`);
  switch (node.type) {
    case 'use_list':
      return node.namedChildren.flatMap((child) =>
        /comment/.test(child!.type) ? [] : leaves(child!, before),
      );
    case 'scoped_use_list': {
      const path = node.childForFieldName('path');
      const isGlobal = path === null;
      return leaves(node.childForFieldName('list')!, isGlobal ? `${before}` : join(plain(path)));
    }
    case 'use_as_clause':
      return leaves(node.childForFieldName('path')!, before);
    case 'use_wildcard': {
      const path = node.namedChildren.find((child) => !/comment/.test(child!.type));
      return [join(path ? `${plain(path)}::*` : '*')];
    }
    default:
      return [node.text === 'self' && before !== '' ? before : join(plain(node))];
  }
}

function plain(node: Node): string {
  return node.text.replace(/\/\/.*|\/\*[\s\S]*?\*\/|\s/g, '').replaceAll('r#', '');
}

function modulesAround(node: Node): string[] {
  const names: string[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.type === 'mod_item') names.unshift(plain(at.childForFieldName('name')!));
  }
  return names;
}

function pathAttribute(node: Node): string | null {
  let found: string | null = null;
  for (let at = node.previousNamedSibling; at !== null; at = at.previousNamedSibling) {
    if (at.type === 'attribute_item') found ??= /\bpath\s*=\s*"([^"]*)"/.exec(at.text)?.[1] ?? null;
    else if (!/comment/.test(at.type)) break;
  }
  return found;
}

/** What modules and uses bind in the module around a node, innermost alone. */
function localNames(node: Node): Map<string, string> {
  let scope = node.parent;
  while (scope !== null && scope.parent !== null && scope.parent.type !== 'mod_item') scope = scope.parent;
  const names = new Map<string, string>();
  function visit(at: Node): void {
    for (const child of at.namedChildren) {
      if (child!.type === 'mod_item') names.set(plain(child!.childForFieldName('name')!), 'self');
      else visit(child!);
    }
  }
  if (scope !== null) visit(scope);
  return names;
}

function fromFile(written: string, around: readonly string[], locals: ReadonlyMap<string, string>): string {
  const first = written.split('::')[0]!;
  const path = locals.has(first) ? `self::${written}` : written;
  const segments = path.split('::');
  if (around.length === 0 || (segments[0] !== 'self' && segments[0] !== 'super')) return path;
  const inside = [...around];
  if (segments[0] === 'self') segments.shift();
  for (; segments[0] === 'super' && inside.length > 0; segments.shift()) inside.pop();
  return segments[0] === 'super' ? segments.join('::') : ['self', ...inside, ...segments].join('::');
}
