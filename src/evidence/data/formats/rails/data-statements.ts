import type { Node } from 'web-tree-sitter';
import { walk } from '../../../code/walk.ts';
import type { RubyScope } from './ruby-scope.ts';
import type { Step } from './statement.ts';

const verbs = new Map<string, 'insert' | 'update' | 'delete'>([
  ...[
    'update_all',
    'update',
    'update!',
    'update_columns',
    'update_column',
    'update_attribute',
    'touch_all',
  ].map((name) => [name, 'update'] as const),
  ...[
    'update_attributes',
    'update_attributes!',
    'save',
    'save!',
    'touch',
    'increment!',
    'decrement!',
    'toggle!',
  ].map((name) => [name, 'update'] as const),
  ...['reset_counters', 'update_counters', 'update_or_create_by', 'update_or_create_by!'].map(
    (name) => [name, 'update'] as const,
  ),
  ...['delete_all', 'destroy_all', 'delete_by', 'destroy_by', 'destroy', 'destroy!', 'delete'].map(
    (name) => [name, 'delete'] as const,
  ),
  ...['create', 'create!', 'insert_all', 'insert_all!', 'upsert_all', 'insert', 'insert!', 'upsert'].map(
    (name) => [name, 'insert'] as const,
  ),
  ...[
    'find_or_create_by',
    'find_or_create_by!',
    'first_or_create',
    'first_or_create!',
    'import',
    'import!',
  ].map((name) => [name, 'insert'] as const),
]);
/** Verbs that speak of many rows at once; the others of one record. */
const ofMany = new Set(['update_all', 'delete_all', 'destroy_all', 'delete_by', 'destroy_by', 'touch_all']);
/** Nodes of a block; more is no loop over rows. */
const mostInBlock = 2_000;
const batches = new Set(['find_each', 'in_batches', 'find_in_batches', 'each_batch', 'each_slice']);
const eachRow = new Set(['each', 'map', 'each_with_index', 'each_entry', 'filter_map']);

export interface DataStep {
  steps: Step[];
  /** The block goes over rows: what it writes is told by the step. */
  rows: boolean;
}

/** The calls of a chain, the last first, and where it starts: `User.where(…).update_all` is `update_all`, `where` of `User`. */
export function chainOf(call: Node): { methods: string[]; calls: Node[]; root: Node | null } {
  const methods: string[] = [];
  const calls: Node[] = [];
  let at: Node | null = call;
  while (at?.type === 'call' && methods.length < 50) {
    methods.push(at.childForFieldName('method')?.text ?? '');
    calls.push(at);
    at = at.childForFieldName('receiver');
  }
  return { methods, calls, root: at };
}

/** What a chain on a model writes; null when it is none, or only reads. */
export function readData(call: Node, tables: Map<string, string | null>, scope: RubyScope): DataStep | null {
  const { methods, calls, root } = chainOf(call);
  if (root === null) return null;
  const model = root.type === 'constant' || root.type === 'scope_resolution';
  if (!model && root.type !== 'identifier' && root.type !== 'instance_variable') return null;
  const method = methods[0] ?? '';
  const table = model ? tableOf(root.text, tables) : null;
  const inBatches = methods.some((name) => batches.has(name));
  const block = call.childForFieldName('block');
  if (batches.has(method) || (model && eachRow.has(method))) {
    const statement = block === null ? passedVerb(call) : verbIn(block);
    if (statement === null) return { steps: [], rows: true };
    return { steps: [{ kind: 'change-data', table, statement, bounded: inBatches }], rows: true };
  }
  const statement = verbs.get(method);
  if (statement === undefined) return null;
  if (scope.rows.has(root.text)) return { steps: [], rows: false };
  if (!model && (methods.length > 1 || !isWrite(method))) return null;
  if (model && methods.length === 1 && !isOnModel(method)) return null;
  const bounded =
    statement === 'insert' || inBatches || !ofMany.has(method) || (ofMany.has(method) && hasKey(calls));
  return { steps: [{ kind: 'change-data', table, statement, bounded }], rows: false };
}

/** On a variable only what no hash or array answers to: `options.delete(:a)` writes nothing. */
function isWrite(method: string): boolean {
  return !['delete', 'insert', 'update', 'import', 'create', 'touch'].includes(method);
}

/** `Foo.save` and the like are no model's. */
function isOnModel(method: string): boolean {
  return !['save', 'save!', 'touch', 'destroy!', 'toggle!', 'increment!', 'decrement!'].includes(method);
}

/** `where(id: …)`: few rows, found by their key. */
function hasKey(calls: Node[]): boolean {
  return calls.some(
    (call) =>
      ['where', 'find_by', 'find', 'rewhere'].includes(call.childForFieldName('method')?.text ?? '') &&
      /^\(?\s*:?id\b/.test(call.childForFieldName('arguments')?.text ?? ''),
  );
}

/** `find_each(&:destroy)`. */
function passedVerb(call: Node): 'insert' | 'update' | 'delete' | null {
  const passed = call
    .childForFieldName('arguments')
    ?.namedChildren.find((node) => node?.type === 'block_argument');
  return verbs.get(passed?.text.replace(/^&:/, '') ?? '') ?? null;
}

/** What a block does to the rows that it is given, one by one or as a batch. */
function verbIn(block: Node): 'insert' | 'update' | 'delete' | null {
  const rows = new Set(parametersOf(block));
  let seen = 0;
  for (const call of walk(block)) {
    if (seen++ > mostInBlock) return null;
    if (call.type !== 'call') continue;
    const { root, calls } = chainOf(call);
    if (root === null || !rows.has(root.text)) continue;
    const inner = call.childForFieldName('block');
    if (inner !== null) for (const name of parametersOf(inner)) rows.add(name);
    const method = call.childForFieldName('method')?.text ?? '';
    const onRow = calls.length === 1 && call.childForFieldName('arguments') === null;
    const verb = isWrite(method) || onRow || method === 'update' ? verbs.get(method) : undefined;
    const found = verb ?? passedVerb(call);
    if (found !== null) return found;
  }
  return null;
}

/** Names of a block's parameters. */
export function parametersOf(block: Node): string[] {
  const list = block.childForFieldName('parameters')?.namedChildren ?? [];
  return list.flatMap((node) =>
    node?.type === 'destructured_parameter'
      ? node.namedChildren.map((part) => part?.text ?? '')
      : [node?.text ?? ''],
  );
}

/** Rails' name of a model's table. In another module the name may have a prefix: null. */
function tableOf(model: string, tables: Map<string, string | null>): string | null {
  const known = tables.get(model);
  if (known !== undefined) return known;
  if (!/^[A-Z]\w*$/.test(model)) return null;
  const snake = model
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
  if (/(?:person|child|man|datum|index|status|news|series|data|info)$/.test(snake)) return null;
  if (/(?:s|x|z|ch|sh)$/.test(snake)) return `${snake}es`;
  return /[^aeiou]y$/.test(snake) ? `${snake.slice(0, -1)}ies` : `${snake}s`;
}
