import type { Node } from 'web-tree-sitter';
import { openOracle } from '../tree-sitter.ts';

const query = `
  (import_statement) @import
  (import_from_statement) @from
  (future_import_statement) @from
  (call function: [(identifier) (attribute)] arguments: (argument_list)) @call
  (ERROR) @error
`;

/** The imports of a Python text as tree-sitter sees them, in our notation; null where it does not parse. */
export async function openOracleImports(): Promise<(text: string) => [string, number, boolean][] | null> {
  const oracle = await openOracle('python');
  return (text) => {
    const imports: [string, number, boolean][] = [];
    for (const { name, node } of oracle(text, query)) {
      if (name === 'error') return null;
      const specifiers = name === 'call' ? calledModule(node) : specifiersOf(node);
      const row = name === 'call' ? calleeRow(node) : node.startPosition.row;
      for (const specifier of specifiers) imports.push([specifier, row + 1, isForTypes(node)]);
    }
    return imports;
  };
}

function specifiersOf(node: Node): string[] {
  const names = node
    .childrenForFieldName('name')
    .map((child) => plain(child!.childForFieldName('name') ?? child!));
  if (node.type === 'import_statement') return names;
  const module =
    node.type === 'future_import_statement' ? '__future__' : plain(node.childForFieldName('module_name')!);
  const isAll = node.namedChildren.some((child) => child!.type === 'wildcard_import');
  return (isAll ? ['*'] : names).map((name) => `${module}:${name}`);
}

/** A name without the blanks and continuations that may stand around its dots. */
function plain(node: Node): string {
  return node.text.replace(/[\s\\]/g, '');
}

function calleeRow(node: Node): number {
  const callee = node.childForFieldName('function')!;
  return (callee.childForFieldName('attribute') ?? callee).startPosition.row;
}

function calledModule(node: Node): string[] {
  const callee = node.childForFieldName('function')!.text;
  if (!['import_module', 'importlib.import_module', '__import__'].includes(callee)) return [];
  const [first, second] = node
    .childForFieldName('arguments')!
    .namedChildren.filter((child) => child!.type !== 'comment');
  const module = literal(first ?? null);
  if (module === null) return [];
  if (!module.startsWith('.')) return [module];
  const anchor = second?.type === 'keyword_argument' ? second.childForFieldName('value') : (second ?? null);
  if (anchor?.text === '__package__') return [module];
  const from = literal(anchor)?.split('.');
  if (from === undefined) return [];
  const dots = module.length - module.replace(/^\.+/, '').length;
  if (dots > from.length) return [];
  return [
    [...from.slice(0, from.length - dots + 1), ...(module.length > dots ? [module.slice(dots)] : [])].join(
      '.',
    ),
  ];
}

function literal(node: Node | null): string | null {
  const found = node?.type === 'string' ? /^[ru]?(["'])(?!\1)([^"'\\\n]*)\1$/i.exec(node.text) : null;
  return found !== null && /^\.*[^\s.,:/]+(?:\.[^\s.,:/]+)*$/.test(found[2]!) ? found[2]! : null;
}

/** Whether it stands in the block that an `if TYPE_CHECKING` or `elif TYPE_CHECKING` governs. */
function isForTypes(node: Node): boolean {
  for (let at: Node | null = node; at !== null; at = at.parent) {
    const parent = at.parent;
    if (at.type !== 'block' || (parent?.type !== 'if_statement' && parent?.type !== 'elif_clause')) continue;
    const condition = parent.childForFieldName('condition')!.text;
    if (/^(?:\w+\s*\.\s*)*TYPE_CHECKING(?:\s+and\b.*)?$/s.test(condition)) return true;
  }
  return false;
}
