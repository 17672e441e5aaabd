import type { Node } from 'web-tree-sitter';
import type { MigrationFormat, MigrationReading } from '../migration.ts';
import type { SchemaOperation } from '../schema-operation.ts';
import type { Call } from './javascript/calls-in.ts';
import { defaultKindOf } from './javascript/default-kind-of.ts';
import { fieldIn, isTrue, type JavascriptValue, textIn, textsIn } from './javascript/javascript-value.ts';
import { type Direction, readModule } from './javascript/migration-module.ts';
import { orderByVersion, readJavascript } from './javascript/read-javascript.ts';
import { runModule } from './javascript/run-direction.ts';
import { sqlOf } from './javascript/sql-of.ts';

const path = /(?:^|\/)(?:[\w-]*migrations?)\/(?:[\w.-]+\/)?(\d{10,14})[-_.][\w.-]+\.[cm]?[jt]s$/i;

/** Migrations of TypeORM: `migrations/1700000000000-AddEmail.ts`, a class with `up(queryRunner)`. */
export const typeormMigrations: MigrationFormat = {
  name: 'typeorm',
  claims: (file) => path.test(file) && !file.endsWith('.d.ts'),
  orderOf: (file) => orderByVersion(path, file),
  async read(input) {
    if (!/\bMigrationInterface\b|\bQueryRunner\b|\bqueryRunner\b/.test(input.text)) return null;
    return readJavascript(input, orderByVersion(path, input.path), readRoot);
  },
};

function readRoot(root: Node): Omit<MigrationReading, 'order' | 'database'> | null {
  const module = readModule(root);
  if (module === null) return null;
  return {
    ...runModule(module, operationsOf),
    // TypeORM's own default is one transaction for all of them.
    transaction: module.withoutTransaction ? 'none' : 'one',
  };
}

type Read = SchemaOperation[] | null;

/** Null where a name is computed that it would take. */
function operationsOf(
  { name, arguments: given, values, scope, line, on }: Call,
  { receiver }: Direction,
): Read {
  const [first, second, third] = values;
  const table = textIn(first) ?? textIn(fieldIn(first, 'name'));
  const one = (operation: SchemaOperation | null): Read => (operation === null ? null : [operation]);
  const onTable = (make: (table: string) => SchemaOperation | null): Read =>
    table === null ? null : one(make(table));
  const named = (value: JavascriptValue | undefined) => textIn(value) ?? textIn(fieldIn(value, 'name'));
  const onColumn = (make: (table: string, column: string) => SchemaOperation): Read => {
    const column = named(second);
    return table === null || column === null ? null : [make(table, column)];
  };
  switch (name) {
    case 'query': {
      if (on !== receiver && !/queryRunner|manager|connection|dataSource|runner/i.test(on)) return [];
      const sql = sqlOf(given[0], scope);
      return sql === null
        ? null
        : [{ kind: 'sql', sql, line: given[0] ? given[0].startPosition.row + 1 : line }];
    }
    case 'createTable':
      return onTable((table) => ({ kind: 'create-table', table, line }));
    case 'dropTable':
      return onTable((table) => ({ kind: 'drop-table', table, line }));
    case 'renameTable': {
      const to = textIn(second);
      return onTable((table) => (to === null ? null : { kind: 'rename-table', table, to, line }));
    }
    case 'addColumn':
      return table === null ? null : one(columnOf(table, second, line));
    case 'addColumns':
      return table === null || second?.type !== 'list'
        ? null
        : all(second.items.map((item) => columnOf(table, item, line)));
    case 'dropColumn':
      return onColumn((table, column) => ({ kind: 'drop-column', table, column, line }));
    case 'dropColumns':
      return table === null || second?.type !== 'list'
        ? null
        : textsIn(second).map((column) => ({ kind: 'drop-column', table, column, line }));
    case 'renameColumn': {
      const to = named(third);
      return to === null
        ? null
        : onColumn((table, column) => ({ kind: 'rename-column', table, column, to, line }));
    }
    case 'changeColumn':
      return onColumn((table, column) => changed(table, column, third, line));
    case 'createIndex':
      return onTable((table) => indexOf(table, second, line));
    case 'createIndices':
      return table === null || second?.type !== 'list'
        ? null
        : second.items.map((item) => indexOf(table, item, line));
    case 'dropIndex':
      return [{ kind: 'drop-index', table, name: named(second), concurrent: false, line }];
    case 'createForeignKey':
    case 'createForeignKeys':
      return onTable((table) => constraint(table, second, 'foreign-key', line));
    case 'createUniqueConstraint':
      return onTable((table) => constraint(table, second, 'unique', line));
    case 'createCheckConstraint':
      return onTable((table) => constraint(table, second, 'check', line));
    case 'createPrimaryKey':
      return onTable((table) => constraint(table, undefined, 'primary-key', line));
    case 'dropForeignKey':
    case 'dropUniqueConstraint':
    case 'dropCheckConstraint':
    case 'dropPrimaryKey':
      return onTable((table) => ({ kind: 'drop-constraint', table, name: named(second), line }));
    case 'clearTable':
      return onTable((table) => ({
        kind: 'change-data',
        table,
        statement: 'truncate',
        bounded: false,
        line,
      }));
    case 'save':
    case 'insert':
    case 'update':
    case 'delete':
      return /manager|repository|repo\b|queryBuilder/i.test(on)
        ? [{ kind: 'change-data', table: null, statement: 'code', bounded: false, line }]
        : [];
    default:
      return [];
  }
}

function all(operations: (SchemaOperation | null)[]): Read {
  return operations.includes(null) ? null : (operations as SchemaOperation[]);
}

function columnOf(table: string, value: JavascriptValue | undefined, line: number): SchemaOperation | null {
  const column = textIn(fieldIn(value, 'name'));
  if (column === null) return null;
  const generated = fieldIn(value, 'isGenerated') ?? fieldIn(value, 'asExpression');
  return {
    kind: 'add-column',
    table,
    column,
    type: textIn(fieldIn(value, 'type'))?.toLowerCase() ?? null,
    nullable: isTrue(fieldIn(value, 'isNullable')),
    default: generated === undefined ? defaultKindOf(fieldIn(value, 'default'), true) : 'unknown',
    line,
  };
}

function changed(
  table: string,
  column: string,
  value: JavascriptValue | undefined,
  line: number,
): SchemaOperation {
  const to = textIn(fieldIn(value, 'name'));
  if (to !== null && to !== column) return { kind: 'rename-column', table, column, to, line };
  return {
    kind: 'change-type',
    table,
    column,
    from: null,
    to: textIn(fieldIn(value, 'type'))?.toLowerCase() ?? null,
    line,
  };
}

function indexOf(table: string, value: JavascriptValue | undefined, line: number): SchemaOperation {
  return {
    kind: 'add-index',
    table,
    name: textIn(fieldIn(value, 'name')),
    columns: textsIn(fieldIn(value, 'columnNames')),
    unique: isTrue(fieldIn(value, 'isUnique')),
    concurrent: isTrue(fieldIn(value, 'isConcurrent')),
    line,
  };
}

function constraint(
  table: string,
  value: JavascriptValue | undefined,
  kind: Extract<SchemaOperation, { kind: 'add-constraint' }>['constraint'],
  line: number,
): SchemaOperation {
  return {
    kind: 'add-constraint',
    table,
    name: textIn(fieldIn(value, 'name')),
    constraint: kind,
    validated: true,
    line,
  };
}
