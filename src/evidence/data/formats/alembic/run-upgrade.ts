import type { Node } from 'web-tree-sitter';
import type { SchemaOperation } from '../../schema-operation.ts';
import { type PythonCallValue, type PythonValue, pythonValue, textOfValue } from '../python/python-value.ts';
import { readDirective, type Step } from './alembic-directives.ts';

export interface UpgradeRun {
  operations: SchemaOperation[];
  unread: { line: number; reason: string }[];
  /** A part of it leaves the transaction. */
  leaves: boolean;
}

interface Scope {
  names: Map<string, PythonValue>;
  /** Tables by the names of `with op.batch_alter_table(…) as …`; null when computed. */
  batches: Map<string, string | null>;
}

const most = 1_000;
const deepestCalls = 5;
const deepestNesting = 100;
/** Statements, counted each time that they run. */
const mostVisited = 20_000;
const harmless =
  /^(?:print|len|str|int|list|dict|set|sorted|zip|enumerate|range|isinstance|hasattr|getattr|setattr|super|map|filter|any|all|input|open|locals|globals|raise_\w+|deepcopy|max|min)$/;
const reading = /^\s*(?:select|show|pragma|explain|with\b(?![\s\S]*\b(?:update|insert|delete)\b))/i;

/** Runs `upgrade()` in the mind: what it would do to the database, in order. */
export function runUpgrade(
  functions: ReadonlyMap<string, Node>,
  start: readonly Node[],
  names: ReadonlyMap<string, PythonValue>,
): UpgradeRun {
  const run: UpgradeRun = { operations: [], unread: [], leaves: false };
  let calls = 0;
  let visited = 0;
  let tooDeep: Node | null = null;
  let commits: Node | null = null;
  for (const node of start) {
    const scope: Scope = { names: new Map(names), batches: new Map() };
    visit(node.childForFieldName('body'), scope, 0);
    if (run.operations.length >= most || visited > mostVisited)
      tell(node, 'more than is read of one migration');
  }
  if (tooDeep !== null) tell(tooDeep, 'nested too deep to be read');
  // Objects of a session that were changed and committed: what they held is not to be seen.
  if (commits !== null && !run.operations.some(({ kind }) => kind === 'change-data'))
    add(commits, { kind: 'change-data', table: null, statement: 'code', bounded: false });
  return run;

  function visit(node: Node | null, at: Scope, depth: number): void {
    if (node === null || run.operations.length >= most || visited++ > mostVisited) return;
    if (depth > deepestNesting) {
      tooDeep ??= node;
      return;
    }
    switch (node.type) {
      case 'function_definition':
      case 'decorated_definition':
      case 'class_definition':
      case 'comment':
      case 'except_clause':
      case 'import_statement':
      case 'import_from_statement':
        return;
      case 'expression_statement':
        for (const child of node.namedChildren)
          if (child?.type === 'call') onCall(child, at, depth, true);
          else visit(child, at, depth + 1);
        return;
      case 'call':
        onCall(node, at, depth);
        return;
      case 'assignment':
        onAssignment(node, at, depth);
        return;
      case 'with_statement':
        onWith(node, at, depth);
        return;
      case 'for_statement':
        onFor(node, at, depth);
        return;
      case 'if_statement':
        onIf(node, at, depth);
        return;
      default:
        for (const child of node.namedChildren) visit(child, at, depth + 1);
    }
  }

  function onAssignment(node: Node, at: Scope, depth: number): void {
    const left = node.childForFieldName('left')?.text ?? '';
    const right = node.childForFieldName('right');
    if (right === null) return;
    if (right.type === 'call') onCall(right, at, depth);
    const value = pythonValue(right, at.names);
    if (value.type === 'computed') at.names.delete(left);
    else at.names.set(left, value);
  }

  function onWith(node: Node, at: Scope, depth: number): void {
    const scope: Scope = { names: at.names, batches: new Map(at.batches) };
    for (const item of node.descendantsOfType('with_item')) {
      const pattern = item?.childForFieldName('value');
      const call = pattern?.type === 'as_pattern' ? pattern.namedChild(0) : pattern;
      if (call?.type !== 'call') continue;
      const name = pattern?.childForFieldName('alias')?.text ?? '';
      const value = pythonValue(call, at.names);
      if (value.type !== 'call') continue;
      if (value.name.endsWith('.batch_alter_table')) {
        const table = textOfValue(value.named.get('table_name') ?? value.args[0]);
        const schema = textOfValue(value.named.get('schema'));
        scope.batches.set(name, table === null || schema === null ? table : `${schema}.${table}`);
      } else if (value.name.endsWith('autocommit_block')) run.leaves = true;
    }
    visit(node.childForFieldName('body'), scope, depth + 1);
  }

  function onFor(node: Node, at: Scope, depth: number): void {
    const list = pythonValue(node.childForFieldName('right'), at.names);
    const left = node.childForFieldName('left');
    const parts =
      left?.type === 'identifier' ? [left.text] : (left?.namedChildren ?? []).map((part) => part?.text ?? '');
    const items =
      list.type === 'list'
        ? list.items
        : list.type === 'dict'
          ? list.entries.map(([key]) => key)
          : itemsOf(list);
    if (items === null) {
      const names = new Map(at.names);
      for (const part of parts) names.delete(part);
      visit(node.childForFieldName('body'), { ...at, names }, depth + 1);
      return;
    }
    for (const item of items) {
      const names = new Map(at.names);
      const values = parts.length > 1 ? (item.type === 'list' ? item.items : []) : [item];
      for (const [index, part] of parts.entries()) {
        const value = values[index];
        if (value === undefined) names.delete(part);
        else names.set(part, value);
      }
      visit(node.childForFieldName('body'), { ...at, names }, depth + 1);
    }
  }

  /** Where a migration asks for the database, the branch for Postgres counts. */
  function onIf(node: Node, at: Scope, depth: number): void {
    const condition = node.childForFieldName('condition')?.text ?? '';
    const asked = /dialect(?:\.name)?\s*(==|!=)\s*["'](\w+)["']/.exec(condition);
    const body = node.childForFieldName('consequence');
    if (asked === null || /\b(?:and|or)\b/.test(condition)) {
      for (const child of node.namedChildren)
        if (child?.id !== node.childForFieldName('condition')?.id) visit(child, at, depth + 1);
      return;
    }
    if ((asked[1] === '==') === /^postgres/.test(asked[2]!)) visit(body, at, depth + 1);
    else
      for (const child of node.namedChildren)
        if (child?.type === 'else_clause' || child?.type === 'elif_clause') visit(child, at, depth + 1);
  }

  function onCall(node: Node, at: Scope, depth: number, isStatement = false): void {
    const call = pythonValue(node, at.names);
    if (call.type !== 'call') return;
    const dot = call.name.lastIndexOf('.');
    const object = call.name.slice(0, Math.max(dot, 0));
    const method = call.name.slice(dot + 1);
    if (dot === -1) {
      onPlainCall(node, call, at, depth, isStatement);
      return;
    }
    if (object === 'op' || at.batches.has(object)) {
      onDirective(
        node,
        call,
        method,
        object === 'op' ? null : (at.batches.get(object) ?? null),
        object !== 'op',
      );
      return;
    }
    if (method === 'execute' || method === 'exec_driver_sql') onExecute(node, call, false);
    else if (method === 'commit' && /session/i.test(object)) commits = node;
    else if (/session/i.test(object)) onSession(node, call, method, object);
    else
      for (const child of node.namedChildren)
        if (child?.type === 'argument_list') visitArguments(child, at, depth);
  }

  function visitArguments(list: Node, at: Scope, depth: number): void {
    for (const child of list.namedChildren) if (child?.type === 'call') visit(child, at, depth + 1);
  }

  function onDirective(
    node: Node,
    call: PythonCallValue,
    name: string,
    batch: string | null,
    inBatch: boolean,
  ): void {
    if (name === 'execute') {
      onExecute(node, call, true);
      return;
    }
    if (name === 'bulk_insert') {
      add(node, { kind: 'change-data', table: tableOf(call.args[0]), statement: 'insert', bounded: true });
      return;
    }
    if (inBatch && batch === null) {
      tell(node, `${name}: a computed table`);
      return;
    }
    const steps = readDirective(name, call, batch);
    if (steps === undefined) tell(node, `op.${name}: a directive that stands elsewhere`);
    else if (steps === null) tell(node, `op.${name}: a computed name`);
    else for (const step of steps) add(node, step);
  }

  function onPlainCall(
    node: Node,
    call: PythonCallValue,
    at: Scope,
    depth: number,
    isStatement: boolean,
  ): void {
    const own = functions.get(call.name);
    if (own === undefined) {
      if (!harmless.test(call.name) && isStatement)
        tell(node, `a call of \`${call.name}\` that stands elsewhere`);
      return;
    }
    if (calls >= deepestCalls) {
      tell(node, 'functions that call each other too deeply');
      return;
    }
    const scope: Scope = { names: new Map(at.names), batches: new Map(at.batches) };
    for (const [index, parameter] of (own.childForFieldName('parameters')?.namedChildren ?? []).entries()) {
      if (parameter === null) continue;
      const name =
        parameter.childForFieldName('name')?.text ?? parameter.namedChild(0)?.text ?? parameter.text;
      const standard = parameter.childForFieldName('value');
      const value =
        call.named.get(name) ??
        call.args[index] ??
        (standard === null ? undefined : pythonValue(standard, at.names));
      if (value === undefined) scope.names.delete(name);
      else scope.names.set(name, value);
      // A batch that is handed on keeps its table.
      if (value?.type === 'name' && at.batches.has(value.text))
        scope.batches.set(name, at.batches.get(value.text) ?? null);
    }
    calls++;
    visit(own.childForFieldName('body'), scope, depth + 1);
    calls--;
  }

  function onExecute(node: Node, call: PythonCallValue, direct: boolean): void {
    const first = call.args[0] ?? call.named.get('sqltext') ?? call.named.get('statement');
    if (first === undefined) return;
    if (first.type === 'string') {
      if (/^\s*commit\s*;?\s*$/i.test(first.text)) run.leaves = true;
      else if (!reading.test(first.text) || direct)
        run.operations.push({ kind: 'sql', sql: first.text, line: first.line });
      return;
    }
    const data = first.type === 'call' ? readStatement(first) : null;
    if (data === 'reads') return;
    if (data === null) tell(node, 'SQL that is computed');
    else add(node, data);
  }

  function onSession(node: Node, call: PythonCallValue, method: string, object: string): void {
    const table = null;
    if (/\.query\(/.test(object) && (method === 'update' || method === 'delete'))
      add(node, {
        kind: 'change-data',
        table,
        statement: method,
        bounded: /\bid\s*==|\.id\b/.test(call.name),
      });
    else if (/^(?:add|add_all|bulk_save_objects|bulk_insert_mappings|merge)$/.test(method))
      add(node, { kind: 'change-data', table, statement: 'insert', bounded: true });
    else if (method === 'bulk_update_mappings')
      add(node, { kind: 'change-data', table, statement: 'update', bounded: true });
    else if (method === 'delete')
      add(node, { kind: 'change-data', table, statement: 'delete', bounded: true });
  }

  function add(node: Node, step: Step): void {
    if (run.operations.length < most)
      run.operations.push({ ...step, line: node.startPosition.row + 1 } as SchemaOperation);
  }

  function tell(node: Node, reason: string): void {
    const line = node.startPosition.row + 1;
    if (!run.unread.some((known) => known.line === line && known.reason === reason))
      run.unread.push({ line, reason });
  }
}

/** `zip(…)`, `enumerate(…)` and the like are not followed; `{…}.items()` is. */
function itemsOf(value: PythonValue): PythonValue[] | null {
  if (value.type !== 'call' || value.of?.type !== 'dict' || !value.name.endsWith('.items')) return null;
  return value.of.entries.map(([key, entry]) => ({ type: 'list', items: [key, entry], line: key.line }));
}

/** What a statement of SQLAlchemy's changes: `table.update().where(…)`, `sa.delete(table)`; `reads` for a SELECT. */
function readStatement(call: PythonCallValue): Step | 'reads' | null {
  let bounded = false;
  for (let at: PythonValue | null = call, steps = 0; at?.type === 'call' && steps < 50; at = at.of, steps++) {
    const method = at.name.slice(at.name.lastIndexOf('.') + 1);
    if (method === 'where' && at.args.some((argument) => isByKey(argument))) bounded = true;
    if (method === 'select' || method === 'exists') return 'reads';
    const statement = method === 'update' || method === 'insert' || method === 'delete' ? method : null;
    if (statement === null) continue;
    const table =
      at.args[0] === undefined || at.of?.type === 'call' ? tableOf(at.of ?? undefined) : tableOf(at.args[0]);
    return { kind: 'change-data', table, statement, bounded: bounded || statement === 'insert' };
  }
  return null;
}

function isByKey(value: PythonValue): boolean {
  return (
    value.type === 'computed' &&
    /\bid\b|_id\b|\.(?:pk|uuid|key)\b/.test(value.text.slice(0, value.text.indexOf('==') + 1 || undefined))
  );
}

/** `sa.table('users', …)` and `sa.Table('users', …)` name their table. */
function tableOf(value: PythonValue | undefined): string | null {
  if (value?.type !== 'call' || !/(?:^|\.)[tT]able$/.test(value.name)) return null;
  return textOfValue(value.args[0]);
}
