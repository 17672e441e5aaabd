import type { SchemaOperation } from '../../schema-operation.ts';
import {
  isFalse,
  isNone,
  isTrue,
  type PythonCallValue,
  type PythonValue,
  textOfValue,
} from '../python/python-value.ts';
import { alembicColumn, alembicType } from './alembic-column.ts';

export type Step<T = SchemaOperation> = T extends SchemaOperation ? Omit<T, 'line' | 'accepted'> : never;

/** A call of `op`, or of a batch of one table, where arguments leave the table out. */
interface Directive {
  call: PythonCallValue;
  /** The batch's table; null outside. */
  batch: string | null;
}

/** Where each directive takes its table: by place outside a batch, and by name. */
type Read = (directive: Directive) => Step[] | null;

const other =
  (what: string): Read =>
  () => [{ kind: 'other', what }];

const directives: Record<string, Read> = {
  create_table: ({ call }) => named(call, 'table_name', 0, (table) => [{ kind: 'create-table', table }]),
  drop_table: ({ call }) => named(call, 'table_name', 0, (table) => [{ kind: 'drop-table', table }]),
  rename_table: ({ call }) => {
    const to = textOfValue(call.named.get('new_table_name') ?? call.args[1]);
    return to === null
      ? null
      : named(call, 'old_table_name', 0, (table) => [{ kind: 'rename-table', table, to }]);
  },
  add_column: addColumn,
  drop_column: (directive) =>
    ofTable(directive, 0, (table) => {
      const column = textAt(directive, 'column_name', 1);
      return column === null ? null : [{ kind: 'drop-column', table, column }];
    }),
  alter_column: alterColumn,
  create_index: createIndex,
  drop_index: ({ call, batch }) => [
    {
      kind: 'drop-index',
      table: batch ?? textOfValue(call.named.get('table_name') ?? call.args[1]),
      name: textOfValue(call.named.get('index_name') ?? call.args[0]),
      concurrent: isTrue(call.named.get('postgresql_concurrently')),
    },
  ],
  create_unique_constraint: (directive) => addConstraint(directive, 'unique'),
  create_foreign_key: (directive) => addConstraint(directive, 'foreign-key'),
  create_check_constraint: (directive) => addConstraint(directive, 'check'),
  create_primary_key: (directive) => addConstraint(directive, 'primary-key'),
  create_exclude_constraint: (directive) => addConstraint(directive, 'exclude'),
  drop_constraint: (directive) =>
    ofTable(directive, 1, (table) => [
      {
        kind: 'drop-constraint',
        table,
        name: textOfValue(directive.call.named.get('constraint_name') ?? directive.call.args[0]),
      },
    ]),
  create_table_comment: other('a comment'),
  drop_table_comment: other('a comment'),
  create_entity: other('create_entity'),
  replace_entity: other('replace_entity'),
  drop_entity: other('drop_entity'),
  sync_enum_values: other('sync_enum_values'),
  f: () => [],
  get_bind: () => [],
  get_context: () => [],
  inline_literal: () => [],
};

/** Steps of a directive; `null` when a name in it is computed, `undefined` when it is not known. */
export function readDirective(
  name: string,
  call: PythonCallValue,
  batch: string | null,
): Step[] | null | undefined {
  if (!Object.hasOwn(directives, name)) return undefined;
  return directives[name]!({ call, batch });
}

function named(
  call: PythonCallValue,
  key: string,
  at: number,
  make: (table: string) => Step[] | null,
): Step[] | null {
  const table = textOfValue(call.named.get(key) ?? call.args[at]);
  return table === null ? null : make(withSchema(table, call));
}

/** A batch knows its table, and its directives' places count without it. */
function ofTable(
  { call, batch }: Directive,
  at: number,
  make: (table: string) => Step[] | null,
): Step[] | null {
  if (batch !== null) return make(batch);
  const table = textOfValue(call.named.get('table_name') ?? call.named.get('source_table') ?? call.args[at]);
  return table === null ? null : make(withSchema(table, call));
}

function withSchema(table: string, call: PythonCallValue): string {
  const schema = textOfValue(call.named.get('schema') ?? call.named.get('source_schema'));
  return schema === null ? table : `${schema}.${table}`;
}

function textAt({ call, batch }: Directive, key: string, at: number): string | null {
  return textOfValue(call.named.get(key) ?? call.args[batch === null ? at : at - 1]);
}

function addColumn(directive: Directive): Step[] | null {
  return ofTable(directive, 0, (table) => {
    const { call, batch } = directive;
    const column = alembicColumn(call.named.get('column') ?? call.args[batch === null ? 1 : 0]);
    if (column === null) return null;
    const { name, type, nullable } = column;
    const steps: Step[] = [
      { kind: 'add-column', table, column: name, type, nullable, default: column.default },
    ];
    if (column.unique)
      steps.push({ kind: 'add-constraint', table, name: null, constraint: 'unique', validated: true });
    if (column.indexed && !column.unique) steps.push(index(table, null, [name], false, false));
    // A column that is NULL in every row satisfies its foreign key: nothing is checked.
    if (column.references)
      steps.push({
        kind: 'add-constraint',
        table,
        name: null,
        constraint: 'foreign-key',
        validated: !(nullable && column.default === 'none'),
      });
    return steps;
  });
}

function alterColumn(directive: Directive): Step[] | null {
  return ofTable(directive, 0, (table) => {
    const { call } = directive;
    const column = textAt(directive, 'column_name', 1);
    if (column === null) return null;
    const steps: Step[] = [];
    const type = call.named.get('type_');
    if (type !== undefined && !isNone(type)) {
      const from = alembicType(call.named.get('existing_type'));
      const to = alembicType(type);
      if (from === null || from !== to) steps.push({ kind: 'change-type', table, column, from, to });
    }
    const nullable = call.named.get('nullable');
    const existing = call.named.get('existing_nullable');
    if (isFalse(nullable) && !isFalse(existing)) steps.push({ kind: 'set-not-null', table, column });
    if (isTrue(nullable) && !isTrue(existing)) steps.push({ kind: 'drop-not-null', table, column });
    const to = textOfValue(call.named.get('new_column_name') ?? call.named.get('name'));
    if (to !== null && to !== column) steps.push({ kind: 'rename-column', table, column, to });
    return steps.length > 0 ? steps : [{ kind: 'other', what: 'changes what does not concern the rows' }];
  });
}

function createIndex(directive: Directive): Step[] | null {
  return ofTable(directive, 1, (table) => {
    const { call, batch } = directive;
    const columns = call.named.get('columns') ?? call.args[batch === null ? 2 : 1];
    return [
      index(
        table,
        textOfValue(call.named.get('index_name') ?? call.args[0]),
        textsOf(columns),
        isTrue(call.named.get('unique')),
        isTrue(call.named.get('postgresql_concurrently')),
      ),
    ];
  });
}

function index(
  table: string,
  name: string | null,
  columns: string[],
  unique: boolean,
  concurrent: boolean,
): Step {
  return { kind: 'add-index', table, name, columns, unique, concurrent };
}

function textsOf(value: PythonValue | undefined): string[] {
  return value?.type === 'list' ? value.items.flatMap((item) => textOfValue(item) ?? []) : [];
}

function addConstraint(
  directive: Directive,
  constraint: 'unique' | 'foreign-key' | 'check' | 'primary-key' | 'exclude',
): Step[] | null {
  return ofTable(directive, 1, (table) => {
    const { call } = directive;
    return [
      {
        kind: 'add-constraint',
        table,
        name: textOfValue(call.named.get('constraint_name') ?? call.args[0]),
        constraint,
        validated:
          !isTrue(call.named.get('postgresql_not_valid')) && !call.named.has('postgresql_using_index'),
      },
    ];
  });
}
