import type { Node } from 'web-tree-sitter';
import type { MigrationFormat, MigrationReading } from '../migration.ts';
import type { SchemaOperation } from '../schema-operation.ts';
import { type Call, callsIn, handsOver, unreadOf } from './javascript/calls-in.ts';
import { compareWithDown } from './javascript/compare-with-down.ts';
import { type JavascriptValue, readValue, type Scope, textIn } from './javascript/javascript-value.ts';
import { readKnexTable } from './javascript/knex-table.ts';
import { type Direction, readModule } from './javascript/migration-module.ts';
import { orderByVersion, readJavascript } from './javascript/read-javascript.ts';
import { sqlOf } from './javascript/sql-of.ts';

const path =
  /(?:^|\/)(?:[\w-]*migrations?)\/(?:[\w.-]+\/)?(\d{8,17}[A-Z]?|\d{4}-\d{2}-\d{2}(?:-\d{4,6})?)[-_.][\w.-]+\.[cm]?[jt]s$/i;

/** Migrations of Knex: `migrations/20240101120000_add_email.js` with `up(knex)`. */
export const knexMigrations: MigrationFormat = {
  name: 'knex',
  claims: (file) => path.test(file) && !file.endsWith('.d.ts'),
  orderOf: (file) => orderByVersion(path, file),
  async read(input) {
    // Kysely's builder has the same names, and runs by `execute`.
    if (/\bkysely\b/i.test(input.text)) return null;
    if (!/\bknex\b/i.test(input.text) && !/\.schema\s*\.\s*\w+Table\b/.test(input.text)) return null;
    if (!/\bknex\b/i.test(input.text) && /\.execute\(/.test(input.text)) return null;
    return readJavascript(input, orderByVersion(path, input.path), readRoot);
  },
};

interface Run {
  operations: SchemaOperation[];
  unread: MigrationReading['unread'];
}

function readRoot(root: Node): Omit<MigrationReading, 'order' | 'database'> | null {
  const module = readModule(root);
  if (module === null) return null;
  const { operations, unread } = runOf(module.up);
  return {
    operations: compareWithDown(operations, module.down ? runOf(module.down).operations : []),
    rollback: module.rollback,
    transaction: module.withoutTransaction ? 'none' : 'one',
    unread,
  };
}

function runOf(direction: Direction): Run {
  const run: Run = { operations: [], unread: [] };
  for (const call of callsIn(direction.body, direction)) readCall(call, direction, run);
  run.unread.push(...unreadOf(direction));
  return run;
}

const describesTable = /^(?:createTable|createTableIfNotExists|createTableLike|alterTable|table)$/;

function readCall(call: Call, direction: Direction, run: Run): void {
  const { name, values, line, on } = call;
  const isSchema = /\bschema\b/i.test(on);
  switch (name) {
    case 'raw': {
      // Inside of another call it is a piece of SQL, no statement.
      const [argument] = call.arguments;
      if (!isKnex(on.replace(/\.schema\b.*$/, ''), direction) || isPiece(call.node)) return;
      const sql = sqlOf(argument, call.scope);
      if (sql === null || !argument) run.unread.push({ line, reason: 'SQL that is computed' });
      else run.operations.push({ kind: 'sql', sql, line: argument.startPosition.row + 1 });
      return;
    }
    case 'dropTable':
    case 'dropTableIfExists':
      if (isSchema) push(run, call, (table) => ({ kind: 'drop-table', table, line }));
      return;
    case 'renameTable': {
      const to = textIn(values[1]);
      if (isSchema)
        push(run, call, (table) => (to === null ? null : { kind: 'rename-table', table, to, line }));
      return;
    }
    case 'update':
    case 'del':
    case 'delete':
    case 'truncate':
    case 'insert':
      readChange(call, name === 'del' ? 'delete' : name, direction, run);
      return;
    default:
      if (describesTable.test(name) && isSchema) readKnexTable(call, direction, run);
      else if (handsOver(call, direction)) {
        run.unread.push({ line, reason: `a call of ${name} that stands elsewhere` });
      }
  }
}

function isKnex(on: string, { receiver }: Direction): boolean {
  return on === receiver || /^(?:knex|trx|k|db|tx|this|schema)$/i.test(on);
}

/** Columns that a row is known by, as for SQL. */
const key = /^(?:\w+\.)?(?:id|uuid|guid|key|slug|code|name|version|\w*_(?:id|uuid|key|slug)|\w*[a-z]Id)$/;
const mostOfChain = 60;

/** `knex('users').where('id', 1).update(…)`: the table and what bounds it stand in the chain that it ends. */
function readChange(
  { node, line, scope }: Call,
  statement: Extract<SchemaOperation, { kind: 'change-data' }>['statement'],
  direction: Direction,
  run: Run,
): void {
  let bounded = statement === 'insert';
  let at = node.childForFieldName('function')?.childForFieldName('object') ?? null;
  for (let count = 0; at?.type === 'call_expression' && count < mostOfChain; count++) {
    const callee = at.childForFieldName('function');
    const [first, second] = valuesOf(at, scope);
    if (callee?.type !== 'member_expression') {
      if (!callee || !isKnex(callee.text, direction)) return;
      run.operations.push({ kind: 'change-data', table: textIn(first), statement, bounded, line });
      return;
    }
    const method = callee.childForFieldName('property')?.text ?? '';
    if (method === 'limit') bounded = true;
    if (/^(?:or)?where/i.test(method)) {
      const names = first?.type === 'object' ? [...first.fields.keys()] : [textIn(first) ?? ''];
      const picks =
        /^(?:where|andWhere|whereIn)$/.test(method) && !/^(?:<|>|!|like)/i.test(textIn(second) ?? '');
      if (picks && names.some((name) => key.test(name))) bounded = true;
    }
    if ((method === 'from' || method === 'into' || method === 'table') && textIn(first) !== null) {
      run.operations.push({ kind: 'change-data', table: textIn(first), statement, bounded, line });
      return;
    }
    at = callee.childForFieldName('object');
  }
}

function valuesOf(call: Node, scope: Scope): JavascriptValue[] {
  const given = call.childForFieldName('arguments')?.namedChildren ?? [];
  return given.slice(0, 2).map((argument) => readValue(argument, scope));
}

/** Whether a `raw` is an argument or a default of something else. */
function isPiece(raw: Node): boolean {
  let at = raw.parent;
  for (
    let up = 0;
    up < 8 && at !== null && /^(?:member|call|await|parenthesized)_expression$/.test(at.type);
    up++
  ) {
    at = at.parent;
  }
  return at?.type === 'arguments' || at?.type === 'pair';
}

function push(run: Run, { name, line, values }: Call, make: (table: string) => SchemaOperation | null): void {
  const table = textIn(values[0]);
  const operation = table === null ? null : make(table);
  if (operation === null) run.unread.push({ line, reason: `${name} on a name that is computed` });
  else run.operations.push(operation);
}
