import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';
import { walk } from '../../../code/walk.ts';

/** A text, and the line (1-based) where it starts. */
export interface RubyText {
  text: string;
  line: number;
}

/** What is known at a place of a migration's Ruby code. */
export interface RubyScope {
  /** Variables, parameters of blocks and constants whose value is literal. */
  values: Map<string, Node | RubyText>;
  /** Parameters of `create_table` and `change_table` blocks: the table; null for one that is being created. */
  tables: Map<string, string | null>;
  /** Parameters of blocks that go over a model's rows. */
  rows: Set<string>;
  /** Bodies of heredocs by the id of the node that names them. */
  heredocs: Map<number, Node>;
  /** Inside `safety_assured`. */
  accepted: boolean;
}

/** Characters; texts that are put together end here: each may name others twice. */
const longest = 512 * 1024;

/** Calls on a text that leave its words as they are. */
const harmless = new Set([
  'squish',
  'strip',
  'strip_heredoc',
  'chomp',
  'freeze',
  'to_s',
  'to_sym',
  'html_safe',
  'dup',
]);

/** Ruby names a heredoc where it is used and spells it out below: bodies follow each other as their names do. */
export function heredocsOf(root: Node): Map<number, Node> {
  const beginnings: Node[] = [];
  const bodies: Node[] = [];
  for (const node of walk(root)) {
    if (node.type === 'heredoc_beginning') beginnings.push(node);
    if (node.type === 'heredoc_body') bodies.push(node);
  }
  const found = new Map<number, Node>();
  if (beginnings.length !== bodies.length) return found;
  for (const [at, beginning] of beginnings.entries()) found.set(beginning.id, bodies[at]!);
  return found;
}

/** The text that an expression says; null where a part of it is computed. */
export function textOf(node: Node | null, scope: RubyScope): RubyText | null {
  if (node === null) return null;
  const line = node.startPosition.row + 1;
  if (node.type === 'identifier' || node.type === 'constant') {
    const value = scope.values.get(node.text);
    return value !== undefined && 'line' in value ? value : null;
  }
  if (node.type === 'heredoc_beginning') {
    const body = scope.heredocs.get(node.id);
    return body === undefined ? null : textOf(body, scope);
  }
  if (node.type === 'call') {
    const method = node.childForFieldName('method')?.text ?? '';
    return harmless.has(method) ? textOf(node.childForFieldName('receiver'), scope) : null;
  }
  if (node.type === 'parenthesized_statements' && node.namedChildCount === 1)
    return textOf(node.namedChild(0), scope);
  if (node.type === 'chained_string') {
    const parts = node.namedChildren.map((part) => textOf(part, scope)?.text);
    const length = parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
    return parts.includes(undefined) || length > longest ? null : { text: parts.join(''), line };
  }
  const plain = stringOf(node);
  if (plain !== null) return { text: plain, line };
  return interpolated(node, scope);
}

function interpolated(node: Node, scope: RubyScope): RubyText | null {
  if (!['string', 'heredoc_body', 'delimited_symbol'].includes(node.type)) return null;
  let text = '';
  for (const part of node.namedChildren) {
    if (part === null) continue;
    if (part.type === 'interpolation') {
      const value = part.namedChildCount === 1 ? textOf(part.namedChild(0), scope) : null;
      if (value === null) return null;
      text += value.text;
      if (text.length > longest) return null;
    } else if (part.type !== 'heredoc_end') text += part.text;
  }
  return { text, line: node.startPosition.row + 1 };
}

/** The words of a symbol or string, or of a list of them; null where one is computed. */
export function wordsOf(node: Node | null, scope: RubyScope): string[] | null {
  const items = itemsOf(node, scope);
  if (items === null) {
    const one = textOf(node, scope);
    return one === null ? null : [one.text];
  }
  const words = items.map((item) => textOf(item, scope)?.text);
  return words.includes(undefined) ? null : (words as string[]);
}

/** The elements of a literal list, or of a constant or variable that is one. */
export function itemsOf(node: Node | null, scope: RubyScope): Node[] | null {
  if (node === null) return null;
  if (node.type === 'identifier' || node.type === 'constant') {
    const value = scope.values.get(node.text);
    return value === undefined || 'line' in value ? null : itemsOf(value, scope);
  }
  if (node.type === 'call' && harmless.has(node.childForFieldName('method')?.text ?? ''))
    return itemsOf(node.childForFieldName('receiver'), scope);
  if (node.type === 'splat_argument') return itemsOf(node.namedChild(0), scope);
  if (!['array', 'string_array', 'symbol_array'].includes(node.type)) return null;
  return node.namedChildren.filter((child) => child !== null && child.type !== 'comment') as Node[];
}

/** The arguments of a call: those by position, and those by name. */
export interface RubyArguments {
  positional: Node[];
  named: Map<string, Node>;
  /** A `**options` or a block that hides arguments. */
  hidden: boolean;
}

export function argumentsOf(call: Node, scope: RubyScope): RubyArguments {
  const found: RubyArguments = { positional: [], named: new Map(), hidden: false };
  const list = call.childForFieldName('arguments');
  for (const argument of list?.namedChildren ?? []) {
    if (argument === null || argument.type === 'comment' || argument.type === 'block_argument') continue;
    if (argument.type === 'pair') addPair(argument, found.named);
    else if (argument.type === 'hash') for (const pair of argument.namedChildren) addPair(pair, found.named);
    else if (argument.type === 'splat_argument') {
      const items = itemsOf(argument, scope);
      if (items === null) found.hidden = true;
      else found.positional.push(...items);
    } else if (argument.type === 'hash_splat_argument') found.hidden = true;
    else if (argument.type !== 'heredoc_body') found.positional.push(argument);
  }
  return found;
}

/** Remembers what a name stands for, where it is literal; forgets it where it is not. */
export function bind(name: string, value: Node, scope: RubyScope): void {
  const known = textOf(value, scope) ?? (itemsOf(value, scope) === null ? null : listOf(value, scope));
  if (known === null) scope.values.delete(name);
  else scope.values.set(name, known);
}

function listOf(node: Node, scope: RubyScope): Node | null {
  if (node.type !== 'call') {
    const value = scope.values.get(node.text);
    return value === undefined ? node : 'line' in value ? null : value;
  }
  const receiver = node.childForFieldName('receiver');
  return receiver === null ? null : listOf(receiver, scope);
}

/** The pairs of a literal hash by key. */
export function pairsOf(node: Node): Map<string, Node> {
  const pairs = new Map<string, Node>();
  for (const pair of node.namedChildren) addPair(pair, pairs);
  return pairs;
}

function addPair(node: Node | null, into: Map<string, Node>): void {
  if (node?.type !== 'pair') return;
  const key = stringOf(node.childForFieldName('key'));
  const value = node.childForFieldName('value');
  if (key !== null && value !== null) into.set(key, value);
}
