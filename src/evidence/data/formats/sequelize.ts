import type { Node } from 'web-tree-sitter';
import type { MigrationFormat, MigrationReading } from '../migration.ts';
import type { SchemaOperation } from '../schema-operation.ts';
import { type Call, callsIn } from './javascript/calls-in.ts';
import { defaultKindOf } from './javascript/default-kind-of.ts';
import {
  fieldIn,
  isFalse,
  isTrue,
  type JavascriptValue,
  textIn,
  textsIn,
} from './javascript/javascript-value.ts';
import { type Direction, readModule } from './javascript/migration-module.ts';
import { orderByVersion, readJavascript } from './javascript/read-javascript.ts';
import { runModule } from './javascript/run-direction.ts';
import { sqlOf } from './javascript/sql-of.ts';

const path = /(?:^|\/)(?:[\w-]*migrations?)\/(?:[\w.-]+\/)?(\d{4,14})[-_.][\w.-]+\.[cm]?[jt]s$/i;

/** Migrations of Sequelize: `migrations/20240101120000-add-email.js` with `up(queryInterface)`. */
export const sequelizeMigrations: MigrationFormat = {
  name: 'sequelize',
  claims: (file) => path.test(file) && !file.endsWith('.d.ts'),
  orderOf: (file) => orderByVersion(path, file),
  async read(input) {
    if (!/\bqueryInterface\b|\bQueryInterface\b/.test(input.text)) return null;
    return readJavascript(input, orderByVersion(path, input.path), readRoot);
  },
};

function readRoot(root: Node): Omit<MigrationReading, 'order' | 'database'> | null {
  const module = readModule(root);
  if (module === null) return null;
  return {
    ...runModule(module, operationsOf),
    transaction: transactionOf(module.up),
  };
}

/** Each step is its own unless the migration opens a transaction itself and hands it to each. */
function transactionOf(direction: Direction): MigrationReading['transaction'] {
  const calls = callsIn(direction.body, direction);
  if (!calls.some(({ name, on }) => name === 'transaction' && /sequelize$/i.test(on))) return 'none';
  const isIn = ({ arguments: given }: Call) =>
    given.some(({ text }) => /\b(?:transaction|trx|tx|t)\b/.test(text.slice(-longestOptions)));
  const steps = calls.filter((call) => (operationsOf(call, direction)?.length ?? 1) > 0);
  return steps.every(isIn) ? 'one' : 'unknown';
}

const longestOptions = 400;

type Read = SchemaOperation[] | null;

/** Null where a name is computed that it would take. */
function operationsOf(
  { name, arguments: given, values, scope, line, on }: Call,
  { receiver }: Direction,
): Read {
  const [first, second, third] = values;
  const table = textIn(first) ?? textIn(fieldIn(first, 'tableName'));
  if (name === 'query') {
    if (!/sequelize$/i.test(on)) return [];
    const sql = sqlOf(given[0], scope) ?? textIn(fieldIn(first, 'query'));
    return sql === null
      ? null
      : [{ kind: 'sql', sql, line: given[0] ? given[0].startPosition.row + 1 : line }];
  }
  if (on !== receiver && !/(?:queryInterface|QI|query)$/i.test(on)) return [];
  const on_ = (make: (table: string) => SchemaOperation | SchemaOperation[] | null): Read => {
    const made = table === null ? null : make(table);
    return made === null ? null : [made].flat();
  };
  const column = textIn(second);
  switch (name) {
    case 'createTable':
      return on_((table) => ({ kind: 'create-table', table, line }));
    case 'dropTable':
      return on_((table) => ({ kind: 'drop-table', table, line }));
    case 'renameTable':
      return on_((table) => (column === null ? null : { kind: 'rename-table', table, to: column, line }));
    case 'addColumn':
      return on_((table) => (column === null ? null : columnsOf(table, column, third, line)));
    case 'removeColumn':
      return on_((table) => (column === null ? null : { kind: 'drop-column', table, column, line }));
    case 'renameColumn': {
      const to = textIn(third);
      return on_((table) =>
        column === null || to === null ? null : { kind: 'rename-column', table, column, to, line },
      );
    }
    case 'changeColumn':
      return on_((table) => (column === null ? null : changes(table, column, third, line)));
    case 'addIndex': {
      const options = second?.type === 'list' ? third : second;
      return on_((table) => ({
        kind: 'add-index',
        table,
        name: textIn(fieldIn(options, 'name')) ?? textIn(fieldIn(options, 'indexName')),
        columns: textsIn(second?.type === 'list' ? second : fieldIn(options, 'fields')),
        unique:
          isTrue(fieldIn(options, 'unique')) || textIn(fieldIn(options, 'type'))?.toUpperCase() === 'UNIQUE',
        concurrent: isTrue(fieldIn(options, 'concurrently')),
        line,
      }));
    }
    case 'removeIndex':
      return [
        {
          kind: 'drop-index',
          table,
          name: textIn(second),
          concurrent: isTrue(fieldIn(third, 'concurrently')),
          line,
        },
      ];
    case 'addConstraint': {
      const options = second?.type === 'list' ? third : second;
      const kind = textIn(fieldIn(options, 'type'))?.toLowerCase().replace(' ', '-');
      const known = (['foreign-key', 'check', 'unique', 'primary-key'] as const).find((one) => one === kind);
      // A default is a constraint to Sequelize alone.
      if (known === undefined)
        return kind === undefined ? null : [{ kind: 'other', what: `adds a ${kind} constraint`, line }];
      return on_((table) => ({
        kind: 'add-constraint',
        table,
        name: textIn(fieldIn(options, 'name')),
        constraint: known,
        validated: true,
        line,
      }));
    }
    case 'removeConstraint':
      return on_((table) => ({ kind: 'drop-constraint', table, name: textIn(second), line }));
    case 'bulkInsert':
    case 'bulkUpdate':
    case 'bulkDelete':
      return [
        {
          kind: 'change-data',
          table,
          statement: name === 'bulkInsert' ? 'insert' : name === 'bulkUpdate' ? 'update' : 'delete',
          bounded: name === 'bulkInsert' || hasFields(name === 'bulkUpdate' ? third : second),
          line,
        },
      ];
    default:
      return [];
  }
}

function hasFields(value: JavascriptValue | undefined): boolean {
  return value?.type === 'object' && value.fields.size > 0;
}

/** A column's type is its description alone, or a field of it: `Sequelize.STRING`, `{ type: DataTypes.STRING(20) }`. */
function typeOf(value: JavascriptValue | undefined): string | null {
  const type = value?.type === 'object' ? value.fields.get('type') : value;
  if (type?.type === 'text') return type.text.toLowerCase();
  const match = type?.type === 'code' ? /^(?:\w+\.)?([A-Z]+)(\([\d, ]*\))?$/.exec(type.text.trim()) : null;
  if (match === null) return null;
  const name = (match[1] as string).toLowerCase();
  if (match[2]) return `${name}${match[2]}`;
  return types[name] ?? name;
}

/** Sequelize's names for types where they mean something else than the databases'. */
const types: Readonly<Record<string, string>> = {
  string: 'string(255)',
  date: 'timestamptz',
  dateonly: 'date',
};

function columnsOf(
  table: string,
  column: string,
  value: JavascriptValue | undefined,
  line: number,
): SchemaOperation[] {
  const added: SchemaOperation = {
    kind: 'add-column',
    table,
    column,
    type: typeOf(value),
    // Sequelize's default is a column that may be NULL.
    nullable: !isFalse(fieldIn(value, 'allowNull')) && !isTrue(fieldIn(value, 'primaryKey')),
    default: defaultKindOf(fieldIn(value, 'defaultValue')),
    line,
  };
  const refers = fieldIn(value, 'references') !== undefined;
  const unique = isTrue(fieldIn(value, 'unique'));
  return [
    added,
    ...(refers
      ? [
          {
            kind: 'add-constraint' as const,
            table,
            name: null,
            constraint: 'foreign-key' as const,
            // It stands in ADD COLUMN itself: Postgres reads no row of a column that is NULL everywhere.
            validated: added.default !== 'none',
            line,
          },
        ]
      : []),
    ...(unique
      ? [
          {
            kind: 'add-constraint' as const,
            table,
            name: null,
            constraint: 'unique' as const,
            validated: true,
            line,
          },
        ]
      : []),
  ];
}

/** The description is whole: what it says of NULL holds from then on, whatever held before. */
function changes(
  table: string,
  column: string,
  value: JavascriptValue | undefined,
  line: number,
): SchemaOperation[] {
  const type = typeOf(value);
  const notNull = isFalse(fieldIn(value, 'allowNull'));
  return [
    ...(type === null && value?.type === 'object'
      ? []
      : [{ kind: 'change-type' as const, table, column, from: null, to: type, line }]),
    // Its own default is that NULL is allowed.
    { kind: notNull ? 'set-not-null' : 'drop-not-null', table, column, line },
  ];
}
