import type { SchemaOperation } from '../../schema-operation.ts';
import { isNone, type PythonCallValue, type PythonValue, textOfValue } from '../python/python-value.ts';
import {
  type AppState,
  applyToState,
  modelOf,
  operationName,
  partsOf,
  readModel,
  setsOf,
} from './app-state.ts';
import { columnOf, type DjangoField, djangoField } from './django-field.ts';
import { argument, type DjangoFile, type DjangoFunction } from './django-file.ts';

type Step<T = SchemaOperation> = T extends SchemaOperation ? Omit<T, 'line' | 'accepted'> : never;

export interface DjangoRun {
  operations: SchemaOperation[];
  unread: { line: number; reason: string }[];
  rollback: 'written' | 'derived' | 'irreversible';
}

/** What a migration's operations do to the database. `state` is the app before it, and after it when this returns. */
export function runOperations(file: DjangoFile, state: AppState): DjangoRun {
  const run: DjangoRun = { operations: [], unread: [...file.unread], rollback: 'derived' };
  const accepted = file.operations.some((operation) => operationName(operation) === 'IgnoreMigration');
  for (const operation of file.operations) runOne(operation, file, state, run);
  if (accepted) for (const operation of run.operations) operation.accepted = true;
  return run;
}

function runOne(
  operation: PythonCallValue,
  file: DjangoFile,
  state: AppState,
  run: DjangoRun,
  known = true,
): void {
  const name = operationName(operation);
  const add = (step: Step, line = operation.line) => {
    run.operations.push({ ...step, line } as SchemaOperation);
  };
  const tell = (reason: string, line = operation.line) => {
    run.unread.push({ line, reason });
  };
  if (name === 'SeparateDatabaseAndState') {
    const parts = argument(operation, 'database_operations', 0);
    for (const part of partsOf(operation, 'database')) runOne(part, file, state, run, false);
    if (parts !== undefined && parts.type !== 'list' && !isNone(parts))
      tell('database operations that are computed');
    if (parts?.type === 'list' && parts.items.some(({ type }) => type !== 'call'))
      tell('database operations that are computed');
  } else if (name === 'RunSQL') {
    runSql(argument(operation, 'sql', 0), add, tell);
    undo(argument(operation, 'reverse_sql', 1), run);
  } else if (name === 'RunPython') {
    runPython(argument(operation, 'code', 0), file, add);
    undo(argument(operation, 'reverse_code', 1), run);
  } else {
    const steps = stepsOf(name, operation, state);
    if (steps === null) tell(`${name}: an operation that stands elsewhere`);
    else if (typeof steps === 'string') tell(`${name}: ${steps}`);
    else for (const step of steps) add(step);
  }
  if (known) applyToState(operation, state);
}

function undo(reverse: PythonValue | undefined, run: DjangoRun): void {
  if (reverse === undefined || isNone(reverse)) run.rollback = 'irreversible';
  else if (run.rollback === 'derived') run.rollback = 'written';
}

function runSql(
  sql: PythonValue | undefined,
  add: (step: Step, line?: number) => void,
  tell: (reason: string, line?: number) => void,
): void {
  if (sql === undefined) return;
  if (sql.type === 'string') {
    if (sql.text.trim() !== '') add({ kind: 'sql', sql: sql.text }, sql.line);
  } else if (sql.type === 'list') {
    for (const item of sql.items) runSql(item.type === 'list' ? item.items[0] : item, add, tell);
  } else if (!(sql.type === 'name' && sql.text.endsWith('noop'))) tell('SQL that is computed', sql.line);
}

function runPython(
  code: PythonValue | undefined,
  file: DjangoFile,
  add: (step: Step, line?: number) => void,
): void {
  const name = code?.type === 'name' ? code.text : '';
  const known: DjangoFunction | undefined = file.functions.get(name);
  if (name.endsWith('.noop') || known?.empty) {
    add({ kind: 'other', what: 'code that does nothing' });
    return;
  }
  for (const { sql, line } of known?.sql ?? []) add({ kind: 'sql', sql }, line);
  if (known !== undefined && known.sql.length > 0 && !known.writes) return;
  if (known?.queues === true && !known.writes) add({ kind: 'other', what: 'hands work to a queue' });
  else add({ kind: 'change-data', table: null, statement: 'code', bounded: known?.batches === true });
}

const harmless = new Set([
  'AlterModelOptions',
  'AlterModelManagers',
  'AlterModelTableComment',
  'RenameIndex',
  'AlterConstraint',
  'IgnoreMigration',
]);

/** Steps of one operation; a text says why it could not be read, null that its class is not known. */
function stepsOf(name: string, operation: PythonCallValue, state: AppState): Step[] | string | null {
  if (harmless.has(name)) return [{ kind: 'other', what: name }];
  if (/(?:Extension|Collation)$/.test(name)) return [{ kind: 'other', what: name }];
  const own = (key: string, at: number) => textOfValue(argument(operation, key, at));
  if (name === 'CreateModel') return createModel(operation, own('name', 0), state);
  if (name === 'RenameModel') return renameModel(own('old_name', 0), own('new_name', 1), state);
  const found = modelOf(operation, state);
  const known = handled.has(name);
  if (!known) return null;
  if (found === null) return 'a computed name';
  const { table, model } = found;
  if (model !== null && !model.real) return [{ kind: 'other', what: `${name} of a model without a table` }];
  switch (name) {
    case 'DeleteModel':
      return [{ kind: 'drop-table', table }];
    case 'AlterModelTable': {
      const to = own('table', 1) ?? `${state.app}_${found.name.toLowerCase()}`;
      return to === table ? [{ kind: 'other', what: name }] : [{ kind: 'rename-table', table, to }];
    }
    case 'AlterOrderWithRespectTo':
      return [{ kind: 'other', what: name }];
    case 'AlterUniqueTogether': {
      const next = setsOf(argument(operation, 'unique_together', 1));
      const last = model?.uniqueTogether ?? new Set<string>();
      const steps: Step[] = [];
      for (const set of last) if (!next.has(set)) steps.push({ kind: 'drop-constraint', table, name: null });
      for (const set of next)
        if (!last.has(set))
          steps.push({ kind: 'add-constraint', table, name: null, constraint: 'unique', validated: true });
      return steps;
    }
    case 'AlterIndexTogether': {
      const next = [...setsOf(argument(operation, 'index_together', 1))];
      if (next.length === 0) return [{ kind: 'drop-index', table, name: null, concurrent: false }];
      return next.map((set) => addedIndex(table, null, set.split(','), false, false));
    }
    case 'AddIndex':
    case 'AddIndexConcurrently':
      return addIndex(table, argument(operation, 'index', 1), name === 'AddIndexConcurrently');
    case 'RemoveIndex':
    case 'RemoveIndexConcurrently':
      return [
        { kind: 'drop-index', table, name: own('name', 1), concurrent: name === 'RemoveIndexConcurrently' },
      ];
    case 'AddConstraint':
    case 'AddConstraintNotValid':
      return addConstraint(table, argument(operation, 'constraint', 1), name === 'AddConstraint');
    case 'ValidateConstraint':
      return [{ kind: 'validate-constraint', table, name: own('name', 1) }];
    case 'RemoveConstraint':
      return [{ kind: 'drop-constraint', table, name: own('name', 1) }];
  }
  const fieldName = name === 'RenameField' ? own('old_name', 1) : own('name', 1);
  if (fieldName === null) return 'a computed name';
  const last = model?.fields.get(fieldName) ?? null;
  switch (name) {
    case 'AddField':
      return addField(table, fieldName, djangoField(argument(operation, 'field', 2)));
    case 'RemoveField':
      if (last?.kind === 'many-to-many')
        return last.through
          ? [{ kind: 'other', what: 'a relation through a model of its own' }]
          : [{ kind: 'drop-table', table: last.dbTable ?? `${table}_${fieldName}` }];
      return [{ kind: 'drop-column', table, column: columnOf(fieldName, last) }];
    case 'RenameField': {
      const next = own('new_name', 2);
      return next === null ? 'a computed name' : renameField(table, fieldName, next, last);
    }
    default:
      return alterField(table, fieldName, last, djangoField(argument(operation, 'field', 2)));
  }
}

const handled = new Set([
  'DeleteModel',
  'AlterModelTable',
  'AlterOrderWithRespectTo',
  'AlterUniqueTogether',
  'AlterIndexTogether',
  'AddIndex',
  'AddIndexConcurrently',
  'RemoveIndex',
  'RemoveIndexConcurrently',
  'AddConstraint',
  'AddConstraintNotValid',
  'ValidateConstraint',
  'RemoveConstraint',
  'AddField',
  'RemoveField',
  'RenameField',
  'AlterField',
]);

function createModel(operation: PythonCallValue, name: string | null, state: AppState): Step[] | string {
  if (name === null) return 'a computed name';
  const model = readModel(operation, name, state.app);
  if (!model.real) return [{ kind: 'other', what: 'a model without a table' }];
  const joins = [...model.fields].filter(([, field]) => field.kind === 'many-to-many' && !field.through);
  return [
    { kind: 'create-table', table: model.table },
    ...joins.map(([field, { dbTable }]) => ({
      kind: 'create-table' as const,
      table: dbTable ?? `${model.table}_${field}`,
    })),
  ];
}

function renameModel(from: string | null, to: string | null, state: AppState): Step[] | string {
  if (from === null || to === null) return 'a computed name';
  const model = state.models.get(from.toLowerCase());
  const table = model?.table ?? `${state.app}_${from.toLowerCase()}`;
  const next = `${state.app}_${to.toLowerCase()}`;
  return model?.named === true || model?.real === false || table === next
    ? [{ kind: 'other', what: 'RenameModel: its table keeps its name' }]
    : [{ kind: 'rename-table', table, to: next }];
}

function addField(table: string, name: string, field: DjangoField | null): Step[] | string {
  if (field === null) return 'a computed field';
  if (field.kind === 'many-to-many')
    return field.through
      ? [{ kind: 'other', what: 'a relation through a model of its own' }]
      : [{ kind: 'create-table', table: field.dbTable ?? `${table}_${name}` }];
  const column = columnOf(name, field);
  const steps: Step[] = [
    {
      kind: 'add-column',
      table,
      column,
      type: field.type,
      nullable: field.nullable,
      default: field.default,
      ...(field.default === 'constant' && !field.keepsDefault ? { defaultDropped: true } : {}),
    },
  ];
  if (field.unique)
    steps.push({ kind: 'add-constraint', table, name: null, constraint: 'unique', validated: true });
  if (field.indexed) steps.push(addedIndex(table, null, [column], false, false));
  // A column that is NULL in every row satisfies its foreign key: nothing is checked.
  if (field.constrained)
    steps.push({
      kind: 'add-constraint',
      table,
      name: null,
      constraint: 'foreign-key',
      validated: !(field.nullable && field.default === 'none'),
    });
  return steps;
}

function renameField(table: string, from: string, to: string, field: DjangoField | null): Step[] {
  if (field?.kind === 'many-to-many')
    return field.through || field.dbTable !== null
      ? [{ kind: 'other', what: 'RenameField: its table keeps its name' }]
      : [{ kind: 'rename-table', table: `${table}_${from}`, to: `${table}_${to}` }];
  if (field !== null && field.column !== null)
    return [{ kind: 'other', what: 'RenameField: its column keeps its name' }];
  return [{ kind: 'rename-column', table, column: columnOf(from, field), to: columnOf(to, field) }];
}

function alterField(
  table: string,
  name: string,
  last: DjangoField | null,
  next: DjangoField | null,
): Step[] | string {
  if (next === null) return 'a computed field';
  if (last === null) return 'what the field was is not known';
  if (next.kind === 'many-to-many' || last.kind === 'many-to-many')
    return [{ kind: 'other', what: 'AlterField of a many-to-many relation' }];
  const steps: Step[] = [];
  const from = columnOf(name, last);
  const column = columnOf(name, next);
  if (from !== column) steps.push({ kind: 'rename-column', table, column: from, to: column });
  if (last.kind !== next.kind || last.type !== next.type)
    steps.push({ kind: 'change-type', table, column, from: last.type, to: next.type });
  if (last.nullable && !next.nullable) {
    // Django first gives every row without a value the default.
    if (next.default !== 'none')
      steps.push({ kind: 'change-data', table, statement: 'update', bounded: false });
    steps.push({ kind: 'set-not-null', table, column });
  }
  if (!last.nullable && next.nullable) steps.push({ kind: 'drop-not-null', table, column });
  if (!last.unique && next.unique && !last.primary)
    steps.push({ kind: 'add-constraint', table, name: null, constraint: 'unique', validated: true });
  if (last.unique && !next.unique) steps.push({ kind: 'drop-constraint', table, name: null });
  if (!last.indexed && next.indexed && !last.unique)
    steps.push(addedIndex(table, null, [column], false, false));
  if (last.indexed && !next.indexed && !next.unique)
    steps.push({ kind: 'drop-index', table, name: null, concurrent: false });
  if (next.constrained && (!last.constrained || pointsElsewhere(last, next)))
    steps.push({ kind: 'add-constraint', table, name: null, constraint: 'foreign-key', validated: true });
  return steps.length > 0 ? steps : [{ kind: 'other', what: 'AlterField: the column stays as it is' }];
}

function pointsElsewhere(last: DjangoField, next: DjangoField): boolean {
  if (last.to === null || next.to === null) return false;
  const bare = (to: string) => to.slice(to.lastIndexOf('.') + 1);
  return bare(last.to) !== bare(next.to);
}

function addIndex(table: string, index: PythonValue | undefined, concurrent: boolean): Step[] | string {
  if (index?.type !== 'call' || !/Index$/.test(index.name)) return 'a computed index';
  return [addedIndex(table, textOfValue(index.named.get('name')), fieldsOf(index), false, concurrent)];
}

function fieldsOf(call: PythonCallValue): string[] {
  const fields = call.named.get('fields');
  const items = fields?.type === 'list' ? fields.items : call.args;
  return items.flatMap((item) => textOfValue(item)?.replace(/^-/, '') ?? []);
}

function addedIndex(
  table: string,
  name: string | null,
  columns: string[],
  unique: boolean,
  concurrent: boolean,
): Step {
  return { kind: 'add-index', table, name, columns, unique, concurrent };
}

function addConstraint(table: string, value: PythonValue | undefined, validated: boolean): Step[] | string {
  if (value?.type !== 'call') return 'a computed constraint';
  const kind = operationName(value);
  const name = textOfValue(value.named.get('name'));
  if (kind === 'UniqueConstraint') {
    // With a condition or expressions Django builds a unique index.
    const indexed =
      ['condition', 'include', 'opclasses'].some((key) => value.named.has(key)) || value.args.length > 0;
    return indexed
      ? [addedIndex(table, name, fieldsOf(value), true, false)]
      : [{ kind: 'add-constraint', table, name, constraint: 'unique', validated: true }];
  }
  const constraint = kind === 'ExclusionConstraint' ? 'exclude' : kind === 'CheckConstraint' ? 'check' : null;
  return constraint === null
    ? `${kind}: a constraint that stands elsewhere`
    : [{ kind: 'add-constraint', table, name, constraint, validated }];
}
