import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';

/** A text, and the line (1-based) where it starts. */
export interface CsharpText {
  text: string;
  line: number;
}

/** Constants and variables whose text is literal. */
export type CsharpTexts = Map<string, CsharpText>;

const deepest = 40;
/** Characters; texts that are put together end here: each may name others twice. */
const longest = 512 * 1024;

/** The text that an expression says; null where a part of it is computed. */
export function csharpText(node: Node | null, known: CsharpTexts, depth = 0): CsharpText | null {
  if (node === null || depth > deepest) return null;
  const line = node.startPosition.row + 1;
  const inner = (child: Node | null) => csharpText(child, known, depth + 1);
  switch (node.type) {
    case 'verbatim_string_literal':
      return { text: node.text.slice(2, -1).replaceAll('""', '"'), line };
    case 'string_literal':
    case 'raw_string_literal': {
      const text = node.text === '""' ? '' : stringOf(node);
      return text === null ? null : { text, line };
    }
    case 'parenthesized_expression':
      return inner(node.namedChild(0));
    case 'identifier':
      return known.get(node.text) ?? null;
    case 'member_access_expression':
      return /^[Ss]tring\.Empty$/.test(node.text) ? { text: '', line } : null;
    case 'binary_expression': {
      if (node.childForFieldName('operator')?.text !== '+') return null;
      const left = inner(node.childForFieldName('left'));
      const right = inner(node.childForFieldName('right'));
      return left === null || right === null || left.text.length + right.text.length > longest
        ? null
        : { text: left.text + right.text, line: left.line };
    }
    case 'interpolated_string_expression':
      return interpolated(node, known, depth);
    case 'invocation_expression': {
      const name = /^nameof\((?:\w+\.)*(\w+)\)$/.exec(node.text)?.[1];
      return name === undefined ? null : { text: name, line };
    }
    default:
      return null;
  }
}

function interpolated(node: Node, known: CsharpTexts, depth: number): CsharpText | null {
  let text = '';
  for (const part of node.namedChildren) {
    if (part === null || part.type === 'interpolation_start') continue;
    if (part.type === 'string_content') text += part.text;
    else if (part.type === 'interpolation') {
      const value = part.namedChildren.find(
        (child) => child !== null && child.type !== 'interpolation_brace',
      );
      const found = csharpText(value ?? null, known, depth + 1);
      if (found === null) return null;
      text += found.text;
      if (text.length > longest) return null;
    }
  }
  return { text, line: node.startPosition.row + 1 };
}

/** The texts of `new[] { "a", "b" }` and `["a", "b"]`; null for what is no list of texts. */
export function csharpTexts(node: Node | null, known: CsharpTexts): string[] | null {
  if (node === null || !/creation_expression$|^collection_expression$/.test(node.type)) return null;
  const literals = node.descendantsOfType([
    'string_literal',
    'verbatim_string_literal',
    'identifier',
    'invocation_expression',
  ]);
  return literals.flatMap((literal) => csharpText(literal, known)?.text ?? []);
}

/** The arguments of a call by name; those without a name take the names of `order`. */
export function csharpArguments(call: Node, order: readonly string[]): Map<string, Node> {
  const found = new Map<string, Node>();
  let at = 0;
  for (const argument of call.childForFieldName('arguments')?.namedChildren ?? []) {
    if (argument?.type !== 'argument') continue;
    const name = argument.childForFieldName('name');
    const value = argument.namedChildren.findLast((child) => child !== null && child.type !== 'comment');
    if (!value) continue;
    const key = name?.text ?? order[at];
    at++;
    if (key !== undefined) found.set(key, value);
  }
  return found;
}
