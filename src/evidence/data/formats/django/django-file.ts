import type { Node } from 'web-tree-sitter';
import { parseCode } from '../../../code/parse-code.ts';
import {
  isFalse,
  namesOfModule,
  type PythonCallValue,
  type PythonNames,
  type PythonValue,
  pythonValue,
  textOfValue,
} from '../python/python-value.ts';

/** A migration of Django's as it is written, free of the parsed tree. */
export interface DjangoFile {
  /** App and name of each migration before this one. */
  dependencies: { app: string; name: string }[];
  /** Names of the migrations that this one sums up. */
  replaces: string[];
  atomic: boolean;
  operations: PythonCallValue[];
  unread: { line: number; reason: string }[];
  /** Functions of the file that `RunPython` may name. */
  functions: Map<string, DjangoFunction>;
}

export interface DjangoFunction {
  /** SQL that it executes as it stands. */
  sql: { sql: string; line: number }[];
  /** It writes through models, or runs SQL that is computed. */
  writes: boolean;
  /** It works in batches. */
  batches: boolean;
  /** It hands its work to a queue. */
  queues: boolean;
  empty: boolean;
}

export type DjangoFileReading = { ok: true; file: DjangoFile | null } | { ok: false; reason: string };

/** Reads a file; `file` is null where it holds no migration. */
export async function readDjangoFile(text: string): Promise<DjangoFileReading> {
  if (!text.includes('Migration') || !text.includes('migrations')) return { ok: true, file: null };
  const parsed = await parseCode(text, 'python', readRoot);
  return parsed.ok ? { ok: true, file: parsed.value } : { ok: false, reason: parsed.reason };
}

function readRoot(root: Node): DjangoFile | null {
  const found = root.namedChildren
    .map((node) => (node?.type === 'decorated_definition' ? node.childForFieldName('definition') : node))
    .find(
      (node) => node?.type === 'class_definition' && node.childForFieldName('name')?.text === 'Migration',
    );
  if (!found || !/Migration\b/.test(found.childForFieldName('superclasses')?.text ?? '')) return null;
  const names = namesOfModule(root);
  const file: DjangoFile = {
    dependencies: [],
    replaces: [],
    atomic: true,
    operations: [],
    unread: [],
    functions: functionsOf(root, names),
  };
  for (const statement of found.childForFieldName('body')?.namedChildren ?? []) {
    const node = statement?.type === 'expression_statement' ? statement.namedChild(0) : null;
    if (node?.type !== 'assignment' && node?.type !== 'augmented_assignment') continue;
    const value = pythonValue(node.childForFieldName('right'), names);
    const name = node.childForFieldName('left')?.text ?? '';
    if (name === 'dependencies') file.dependencies.push(...pairsOf(value));
    else if (name === 'replaces') file.replaces.push(...pairsOf(value).map((pair) => pair.name));
    else if (name === 'atomic') file.atomic = !isFalse(value);
    else if (name === 'operations') addOperations(value, file);
    else if (name.length > 0 && !name.includes('.')) names.set(name, value);
  }
  return file;
}

function addOperations(value: PythonValue, file: DjangoFile): void {
  if (value.type !== 'list') {
    file.unread.push({ line: value.line, reason: 'operations that are computed' });
    return;
  }
  for (const item of value.items) {
    if (item.type === 'call') file.operations.push(item);
    else if (item.type === 'computed' || item.type === 'name')
      file.unread.push({ line: item.line, reason: 'an operation that is computed' });
  }
}

function pairsOf(value: PythonValue): { app: string; name: string }[] {
  if (value.type !== 'list') return [];
  return value.items.flatMap((item) => {
    if (item.type !== 'list') return [];
    const app = textOfValue(item.items[0]);
    const name = textOfValue(item.items[1]);
    return app === null || name === null ? [] : [{ app, name }];
  });
}

const writing =
  /\.(?:save|update|create|delete|bulk_create|bulk_update|get_or_create|update_or_create|add|set|remove|clear|raw|_raw_delete)\(/;
const batching = /batch|chunk|\.iterator\(|\[\s*:\s*\w+\s*\]/i;

function functionsOf(root: Node, names: PythonNames): Map<string, DjangoFunction> {
  const functions = new Map<string, DjangoFunction>();
  for (const child of root.namedChildren) {
    const node = child?.type === 'decorated_definition' ? child.childForFieldName('definition') : child;
    if (node?.type !== 'function_definition') continue;
    functions.set(node.childForFieldName('name')?.text ?? '', readFunction(node, names));
  }
  return functions;
}

function readFunction(node: Node, names: PythonNames): DjangoFunction {
  const body = node.childForFieldName('body');
  const text = body?.text ?? '';
  const sql: DjangoFunction['sql'] = [];
  let computed = false;
  for (const call of body?.descendantsOfType('call') ?? []) {
    const target = call?.childForFieldName('function')?.text ?? '';
    if (call === null || !/(?:cursor|c|cur|schema_editor|connection)\.execute$/.test(target)) continue;
    const first = pythonValue(call, names);
    const value = first.type === 'call' ? first.args[0] : undefined;
    if (value?.type === 'string') sql.push({ sql: value.text, line: value.line });
    else computed = true;
  }
  const statements = (body?.namedChildren ?? []).filter(
    (child) =>
      child !== null && child.type !== 'comment' && child.type !== 'pass_statement' && !isText(child),
  );
  return {
    sql,
    writes: computed || writing.test(text),
    batches: batching.test(text),
    queues: /\.(?:delay|apply_async)\(/.test(text),
    empty: statements.length === 0,
  };
}

function isText(node: Node): boolean {
  return node.type === 'expression_statement' && node.namedChild(0)?.type === 'string';
}

/** An argument by its name, or by its place. */
export function argument(call: PythonCallValue, name: string, at: number): PythonValue | undefined {
  return call.named.get(name) ?? call.args[at];
}
