import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';

/** What an expression says, free of the parsed tree. `line` is 1-based, where it starts. */
export type PythonValue = { line: number } & (
  | { type: 'string'; text: string }
  /** Numbers, `True`, `False`, `None`, as written. */
  | { type: 'plain'; text: string }
  | { type: 'list'; items: PythonValue[] }
  | { type: 'dict'; entries: [PythonValue, PythonValue][] }
  | PythonCall
  /** A dotted name that stands for nothing known here. */
  | { type: 'name'; text: string }
  | { type: 'computed'; text: string }
);

interface PythonCall {
  type: 'call';
  /** What is called, as written: `op.add_column`, `table.update().where`. */
  name: string;
  /** The call before it in a chain: `table.update()` of `table.update().where(…)`. */
  of: PythonValue | null;
  args: PythonValue[];
  named: Map<string, PythonValue>;
  /** A `*args` or `**kwargs` hides arguments. */
  hidden: boolean;
}

export type PythonCallValue = PythonCall & { line: number };

/** What names stand for: constants of the module, variables, parameters. */
export type PythonNames = ReadonlyMap<string, PythonValue>;

const deepest = 40;
/** Parts of a value that a name stands for: names may name each other twice, and twice again. */
/** Characters of a text that is put together. */
const longest = 512 * 1024;
const heaviest = 2_000;
const weights = new WeakMap<PythonValue, number>();
/** Functions whose result says what their argument does, and methods that say what their object does. */
const wrappers = /(?:^|\.)(?:text|dedent|cleandoc|Text|DDL|SQL|TextClause|f)$/;
const trimmed = new Set(['strip', 'lstrip', 'rstrip', 'bindparams', 'execution_options']);

/** Reads an expression, with the names that are known where it stands. */
export function pythonValue(node: Node | null, names: PythonNames, depth = 0): PythonValue {
  if (node === null) return { type: 'computed', text: '', line: 0 };
  const line = node.startPosition.row + 1;
  const computed: PythonValue = { type: 'computed', text: node.text.slice(0, 200), line };
  if (depth > deepest) return computed;
  const inner = (child: Node | null) => pythonValue(child, names, depth + 1);
  switch (node.type) {
    case 'string':
    case 'concatenated_string': {
      const text = stringOf(node) ?? formatted(node, names, depth);
      return text === null ? computed : { type: 'string', text, line };
    }
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
    case 'unary_operator':
      return { type: 'plain', text: node.text, line };
    case 'list':
    case 'tuple':
    case 'set':
      return { type: 'list', items: children(node).map(inner), line };
    case 'parenthesized_expression':
      return inner(children(node)[0] ?? null);
    case 'dictionary':
      return {
        type: 'dict',
        entries: children(node)
          .filter(({ type }) => type === 'pair')
          .map((pair) => [inner(pair.childForFieldName('key')), inner(pair.childForFieldName('value'))]),
        line,
      };
    case 'identifier':
    case 'attribute':
      return (
        named(node.text, names) ?? { type: 'name', text: node.text.slice(0, 300).replace(/\s/g, ''), line }
      );
    case 'binary_operator': {
      if (node.childForFieldName('operator')?.text !== '+') return computed;
      const left = inner(node.childForFieldName('left'));
      const right = inner(node.childForFieldName('right'));
      if (left.type === 'string' && right.type === 'string') return { ...left, text: left.text + right.text };
      if (left.type === 'list' && right.type === 'list')
        return { ...left, items: [...left.items, ...right.items] };
      return computed;
    }
    case 'call':
      return callValue(node, names, depth);
    default:
      return computed;
  }
}

function callValue(node: Node, names: PythonNames, depth: number): PythonValue {
  const target = node.childForFieldName('function');
  const object = target?.type === 'attribute' ? target.childForFieldName('object') : null;
  const list = node.childForFieldName('arguments');
  const call: PythonCallValue = {
    type: 'call',
    name: (target?.text ?? '').replace(/\s/g, '').slice(0, 300),
    of: object === null ? null : pythonValue(object, names, depth + 1),
    args: [],
    named: new Map(),
    hidden: false,
    line: node.startPosition.row + 1,
  };
  if (list?.type === 'argument_list')
    for (const argument of children(list)) {
      if (argument.type === 'keyword_argument') {
        const key = argument.childForFieldName('name')?.text ?? '';
        call.named.set(key, pythonValue(argument.childForFieldName('value'), names, depth + 1));
      } else if (argument.type === 'list_splat' || argument.type === 'dictionary_splat') call.hidden = true;
      else call.args.push(pythonValue(argument, names, depth + 1));
    }
  const attribute = object === null ? '' : (target?.childForFieldName('attribute')?.text ?? '');
  if (trimmed.has(attribute) && call.of?.type === 'string') return call.of;
  const first = call.args[0];
  if (wrappers.test(call.name) && first?.type === 'string' && call.args.length === 1) return first;
  return call;
}

/** An f-string whose parts are all known. */
function formatted(node: Node, names: PythonNames, depth: number): string | null {
  if (node.type === 'concatenated_string') {
    const parts = children(node).map((part) => stringOf(part) ?? formatted(part, names, depth));
    return parts.includes(null) ? null : parts.join('');
  }
  let text = '';
  for (const part of children(node)) {
    if (part.type === 'string_content') text += part.text.replaceAll('{{', '{').replaceAll('}}', '}');
    else if (part.type === 'interpolation') {
      const value = pythonValue(part.childForFieldName('expression'), names, depth + 1);
      if (value.type !== 'string') return null;
      text += value.text;
      if (text.length > longest) return null;
    }
  }
  return text;
}

/** What a name stands for, unless that is too much. */
function named(name: string, names: PythonNames): PythonValue | undefined {
  const value = names.get(name);
  return value !== undefined && weightOf(value) > heaviest ? undefined : value;
}

function weightOf(value: PythonValue): number {
  const known = weights.get(value);
  if (known !== undefined) return known;
  const parts =
    value.type === 'list'
      ? value.items
      : value.type === 'dict'
        ? value.entries.flat()
        : value.type === 'call'
          ? [...value.args, ...value.named.values(), ...(value.of === null ? [] : [value.of])]
          : [];
  let weight = 1 + (value.type === 'string' ? value.text.length / 64 : 0);
  for (const part of parts) weight += weightOf(part);
  weights.set(value, weight);
  return weight;
}

function children(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null && child.type !== 'comment') as Node[];
}

/** The names that a module assigns once, at its top, to what is literal. */
export function namesOfModule(root: Node): Map<string, PythonValue> {
  const names = new Map<string, PythonValue>();
  const twice = new Set<string>();
  for (const statement of children(root)) {
    const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    if (assignment?.type !== 'assignment') continue;
    const name = assignment.childForFieldName('left')?.text ?? '';
    if (names.has(name)) twice.add(name);
    names.set(name, pythonValue(assignment.childForFieldName('right'), names));
  }
  for (const name of twice) names.delete(name);
  return names;
}

/** A literal string's text; null for anything else. */
export function textOfValue(value: PythonValue | null | undefined): string | null {
  return value?.type === 'string' ? value.text : null;
}

export function isTrue(value: PythonValue | undefined): boolean {
  return value?.type === 'plain' && value.text === 'True';
}

export function isFalse(value: PythonValue | undefined): boolean {
  return value?.type === 'plain' && value.text === 'False';
}

export function isNone(value: PythonValue | undefined): boolean {
  return value?.type === 'plain' && value.text === 'None';
}
