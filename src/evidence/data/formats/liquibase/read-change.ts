import type { DefaultKind, SchemaOperation } from '../../schema-operation.ts';
import { defaultKindOfSql } from '../default-kind.ts';
import { type ChangelogNode, childOf, settingOf } from './changelog-node.ts';

/** What one change of a changeSet does; `unread` where that cannot be known. */
interface ReadChange {
  operations: SchemaOperation[];
  unread: string | null;
  /** Liquibase itself knows the way back: https://docs.liquibase.com, "Auto rollback" of each change type. */
  derived: boolean;
}

const harmless = new Set(
  (
    'createView dropView renameView createSequence alterSequence dropSequence renameSequence addDefaultValue ' +
    'dropDefaultValue setTableRemarks setColumnRemarks tagDatabase output empty stop createSynonym dropSynonym ' +
    'renameTrigger enableTrigger disableTrigger markUnused grant revoke'
  ).split(' '),
);
const derivedHarmless = new Set(
  'createView createSequence renameView renameSequence empty output'.split(' '),
);
const programs = new Set(
  'createProcedure createFunction createTrigger createPackage createPackageBody dropProcedure dropFunction dropTrigger'.split(
    ' ',
  ),
);

/** Reads one change of a changeSet as operations on the schema. */
export function readChange(node: ChangelogNode): ReadChange {
  const { name, line } = node;
  const attribute = (key: string) => settingOf(node, key);
  const table = tableOf(node, 'tableName');
  const done = (operations: SchemaOperation[], derived = false): ReadChange => ({
    operations,
    unread: null,
    derived,
  });
  switch (name) {
    case 'createTable':
      return done([{ kind: 'create-table', line, table }], true);
    case 'dropTable':
      return done([{ kind: 'drop-table', line, table }]);
    case 'renameTable':
      return done(
        [
          {
            kind: 'rename-table',
            line,
            table: tableOf(node, 'oldTableName'),
            to: attribute('newTableName') ?? '',
          },
        ],
        true,
      );
    case 'addColumn':
      return done(
        columnsOf(node).flatMap((column) => addedColumn(table, column)),
        true,
      );
    case 'dropColumn':
      return done(droppedColumns(node, table));
    case 'renameColumn':
      return done(
        [
          {
            kind: 'rename-column',
            line,
            table,
            column: attribute('oldColumnName') ?? '',
            to: attribute('newColumnName') ?? '',
          },
        ],
        true,
      );
    case 'modifyDataType': {
      const to = typeOf(attribute('newDataType'));
      return done([
        { kind: 'change-type', line, table, column: attribute('columnName') ?? '', from: null, to },
      ]);
    }
    case 'addNotNullConstraint': {
      const column = attribute('columnName') ?? '';
      const operations: SchemaOperation[] = [{ kind: 'set-not-null', line, table, column }];
      if (attribute('defaultNullValue') !== null) {
        operations.unshift({ kind: 'change-data', line, table, statement: 'update', bounded: true });
      }
      return done(operations, true);
    }
    case 'dropNotNullConstraint':
      return done([{ kind: 'drop-not-null', line, table, column: attribute('columnName') ?? '' }], true);
    case 'createIndex':
      return done(
        [
          {
            kind: 'add-index',
            line,
            table,
            name: attribute('indexName'),
            columns: columnsOf(node).map((column) => column.attributes.get('name') ?? ''),
            unique: attribute('unique') === 'true',
            concurrent: false,
          },
        ],
        true,
      );
    case 'dropIndex':
      return done([
        {
          kind: 'drop-index',
          line,
          table: table === '' ? null : table,
          name: attribute('indexName'),
          concurrent: false,
        },
      ]);
    case 'addForeignKeyConstraint':
      return done(
        [
          {
            kind: 'add-constraint',
            line,
            table: tableOf(node, 'baseTableName', 'baseTableSchemaName'),
            name: attribute('constraintName'),
            constraint: 'foreign-key',
            validated: attribute('validate') !== 'false',
          },
        ],
        true,
      );
    case 'addUniqueConstraint':
    case 'addPrimaryKey':
    case 'addCheckConstraint':
      return done(
        [
          {
            kind: 'add-constraint',
            line,
            table,
            name: attribute('constraintName'),
            constraint:
              name === 'addPrimaryKey' ? 'primary-key' : name === 'addCheckConstraint' ? 'check' : 'unique',
            validated: attribute('forIndexName') === null && attribute('validate') !== 'false',
          },
        ],
        true,
      );
    case 'dropForeignKeyConstraint':
    case 'dropUniqueConstraint':
    case 'dropPrimaryKey':
    case 'dropCheckConstraint': {
      const from = name === 'dropForeignKeyConstraint' ? tableOf(node, 'baseTableName') : table;
      return done([{ kind: 'drop-constraint', line, table: from, name: attribute('constraintName') }]);
    }
    case 'addAutoIncrement':
      return done([
        { kind: 'other', line, what: `numbers column ${attribute('columnName') ?? ''} of ${table}` },
      ]);
    case 'insert':
    case 'loadData':
    case 'loadUpdateData':
      return done([{ kind: 'change-data', line, table, statement: 'insert', bounded: true }]);
    case 'update':
    case 'delete':
      return done([changedRows(node, table, name)]);
    case 'sql':
      return readSql(node);
    case 'mergeColumns':
      return done([
        ...['column1Name', 'column2Name'].map(
          (key): SchemaOperation => ({ kind: 'drop-column', line, table, column: attribute(key) ?? '' }),
        ),
      ]);
    case 'customChange':
      return done([{ kind: 'change-data', line, table: null, statement: 'code', bounded: false }]);
    case 'sqlFile':
      return {
        operations: [{ kind: 'other', line, what: `runs the SQL of ${attribute('path') ?? 'a file'}` }],
        unread: `SQL of another file is not read: ${attribute('path') ?? ''}`,
        derived: false,
      };
    default:
      if (harmless.has(name) || programs.has(name)) {
        return done([{ kind: 'other', line, what: wordsOf(name) }], derivedHarmless.has(name));
      }
      return {
        operations: [{ kind: 'other', line, what: wordsOf(name) }],
        unread: `change ${name} is not known`,
        derived: false,
      };
  }
}

/** `createView` as `create view`. */
function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function tableOf(node: ChangelogNode, key: string, schemaKey = 'schemaName'): string {
  const table = settingOf(node, key) ?? '';
  const schema = settingOf(node, schemaKey);
  return schema === null || schema === '' || schema.includes('${') ? table : `${schema}.${table}`;
}

function columnsOf(node: ChangelogNode): ChangelogNode[] {
  return node.children.filter(({ name }) => name === 'column');
}

/** A type as written; null for one that a property of the changelog stands for. */
function typeOf(written: string | null): string | null {
  return written === null || written.includes('${') ? null : written.toLowerCase();
}

function addedColumn(table: string, column: ChangelogNode): SchemaOperation[] {
  const { line } = column;
  const constraints = childOf(column, 'constraints');
  const constraint = (key: string) => (constraints === undefined ? null : settingOf(constraints, key));
  const name = column.attributes.get('name') ?? '';
  const isKey = constraint('primaryKey') === 'true';
  const operations: SchemaOperation[] = [
    {
      kind: 'add-column',
      line,
      table,
      column: name,
      type: typeOf(column.attributes.get('type') ?? null),
      nullable: constraint('nullable') !== 'false' && !isKey,
      default: defaultOf(column),
    },
  ];
  const add = (kind: 'foreign-key' | 'unique' | 'primary-key', called: string | null) => {
    operations.push({
      kind: 'add-constraint',
      line,
      table,
      name: called,
      constraint: kind,
      // A column that is new and empty breaks no reference, and is checked in no time.
      validated: kind !== 'foreign-key',
    });
  };
  if (isKey) add('primary-key', constraint('primaryKeyName'));
  if (constraint('unique') === 'true') add('unique', constraint('uniqueConstraintName'));
  if (constraint('foreignKeyName') !== null) add('foreign-key', constraint('foreignKeyName'));
  return operations;
}

function defaultOf(column: ChangelogNode): DefaultKind {
  if (column.attributes.get('autoIncrement') === 'true') return 'volatile';
  const computed = column.attributes.get('defaultValueComputed');
  if (computed !== undefined) return computed.includes('${') ? 'unknown' : defaultKindOfSql(computed);
  if (column.attributes.has('defaultValueSequenceNext')) return 'volatile';
  for (const key of column.attributes.keys()) {
    // `value…` fills the rows there are, which is what a default is asked for here.
    if (key.startsWith('defaultValue') || /^value(?:Numeric|Boolean|Date|Computed)?$/.test(key))
      return 'constant';
  }
  return 'none';
}

function droppedColumns(node: ChangelogNode, table: string): SchemaOperation[] {
  const single = node.attributes.get('columnName');
  const named = columnsOf(node).map((column) => ({
    line: column.line,
    column: column.attributes.get('name') ?? '',
  }));
  const columns = single === undefined ? named : [{ line: node.line, column: single }, ...named];
  return columns.map(({ line, column }) => ({ kind: 'drop-column', line, table, column }));
}

function changedRows(node: ChangelogNode, table: string, statement: 'update' | 'delete'): SchemaOperation {
  const { line } = node;
  const where = settingOf(node, 'where')?.trim() ?? '';
  if (where === '') return { kind: 'change-data', line, table, statement, bounded: false };
  const verb = statement === 'update' ? `UPDATE ${table} SET x = 0` : `DELETE FROM ${table}`;
  // Whether a condition bounds it is for SQL to say.
  return { kind: 'sql', line, sql: `${verb} WHERE ${where.replace(/\s+/g, ' ')}` };
}

function readSql(node: ChangelogNode): ReadChange {
  const inner = childOf(node, 'sql') ?? node;
  const sql = inner.text;
  return { operations: [{ kind: 'sql', line: inner.textLine, sql }], unread: null, derived: false };
}
