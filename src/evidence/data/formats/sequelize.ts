import type { Node } from 'web-tree-sitter';
import { parseCode } from '../../code/parse-code.ts';
import type { MigrationFormat, MigrationInput, MigrationReading } from '../migration.ts';
import type { SchemaOperation } from '../schema-operation.ts';
import { defaultKindOf } from './javascript/default-kind-of.ts';
import {
  fieldIn,
  isFalse,
  isTrue,
  type JavascriptValue,
  readValue,
  textIn,
  textsIn,
} from './javascript/javascript-value.ts';
import { type Call, callsIn, readModule } from './javascript/migration-module.ts';
import { unparsed } from './javascript/unparsed.ts';

const path = /(?:^|\/)(?:[\w-]*migrations?)\/(?:[\w.-]+\/)?(\d{4,14})[-_.][\w.-]+\.[cm]?[jt]s$/i;

/** Migrations of Sequelize: `migrations/20240101120000-add-email.js` with `up(queryInterface)`. */
export const sequelizeMigrations: MigrationFormat = {
  name: 'sequelize',
  claims: (file) => path.test(file) && !file.endsWith('.d.ts'),
  orderOf(file) {
    const version = path.exec(file)?.[1];
    return version === undefined
      ? null
      : { by: 'version', family: file.slice(0, file.lastIndexOf('/')), version };
  },
  read,
};

async function read(input: MigrationInput): Promise<MigrationReading | null> {
  if (!/\bqueryInterface\b|\bQueryInterface\b/.test(input.text)) return null;
  const parsed = await parseCode(
    input.text,
    input.path.endsWith('ts') ? 'typescript' : 'javascript',
    readRoot,
  );
  const order = sequelizeMigrations.orderOf(input.path);
  if (!parsed.ok) return { ...unparsed(parsed.reason), order };
  return parsed.value === null ? null : { ...parsed.value, order };
}

function readRoot(root: Node): MigrationReading | null {
  const module = readModule(root);
  if (module === null) return null;
  const operations: SchemaOperation[] = [];
  const unread: MigrationReading['unread'] = [];
  const calls = callsIn(module.up);
  for (const call of calls) {
    const read = operationsOf(call);
    if (read === null) unread.push({ line: call.line, reason: `${call.name} on a name that is computed` });
    else operations.push(...read);
  }
  // Each step is its own unless the migration opens a transaction itself.
  const opens = calls.some(({ name, on }) => name === 'transaction' && /sequelize$/i.test(on));
  return {
    order: null,
    operations,
    rollback: module.rollback,
    transaction: opens ? 'one' : 'none',
    database: null,
    unread,
  };
}

type Read = SchemaOperation[] | null;

/** Null where a name is computed that it would take. */
function operationsOf({ name, arguments: given, line, on }: Call): Read {
  const [first, second, third] = given.map((node) => readValue(node));
  const table = textIn(first) ?? textIn(fieldIn(first, 'tableName'));
  if (name === 'query') {
    if (!/sequelize$/i.test(on)) return [];
    const sql = textIn(first) ?? textIn(fieldIn(first, 'query'));
    return sql === null
      ? null
      : [{ kind: 'sql', sql, line: given[0] ? given[0].startPosition.row + 1 : line }];
  }
  if (!/(?:queryInterface|QI|query)$/i.test(on)) return [];
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
  const match = type?.type === 'code' ? /^\w+\.(\w+)(\([\d, ]*\))?$/.exec(type.text.trim()) : null;
  return match ? (match[1] + (match[2] ?? '')).toLowerCase() : null;
}

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
            validated: true,
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
    ...(notNull ? [{ kind: 'set-not-null' as const, table, column, line }] : []),
  ];
}
