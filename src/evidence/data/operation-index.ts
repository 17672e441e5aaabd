import type { SchemaOperation } from './schema-operation.ts';
import { columnKey, tableKey } from './table-names.ts';

type Of<K extends SchemaOperation['kind']> = Extract<SchemaOperation, { kind: K }>;

/** What rules ask of the other operations of a migration, each answered without going through them again. */
export interface OperationIndex {
  /** A table is renamed to this name. */
  isRenamedTo(table: string): boolean;
  /** A rename before the operation gives its column the name. */
  isNamedBefore(operation: Of<'rename-column'>): boolean;
  /** Its column is added only behind the operation. */
  isAddedAfter(operation: Of<'drop-column'>): boolean;
  /** A constraint of the table is validated or dropped. */
  hasChecked(table: string): boolean;
  /** Rows of the table change on the line of the operation. */
  isFilledAt(operation: Of<'set-not-null'>): boolean;
  /** The line of the operation says a type for its column, the old one being unknown. */
  isTypedAt(operation: Of<'set-not-null'>): boolean;
  /** An operation of kind `other` does this. */
  does(what: string): boolean;
  /** A constraint that may be the one validated is added without a check. */
  addsUnchecked(operation: Of<'validate-constraint'>): boolean;
}

/** Goes through the operations of a migration once, in time linear in their number. */
export function indexOperations(operations: readonly SchemaOperation[]): OperationIndex {
  const positions = new Map<SchemaOperation, number>();
  const first = new Map<string, number>();
  for (const [at, operation] of operations.entries()) {
    if (!positions.has(operation)) positions.set(operation, at);
    for (const key of keysOf(operation)) if (!first.has(key)) first.set(key, at);
  }
  const before = (key: string, operation: SchemaOperation) =>
    (first.get(key) ?? Number.POSITIVE_INFINITY) < (positions.get(operation) ?? -1);
  return {
    isRenamedTo: (table) => first.has(`renamed\0${tableKey(table)}`),
    isNamedBefore: (operation) => before(`named\0${columnKey(operation.table, operation.column)}`, operation),
    isAddedAfter: (operation) =>
      (first.get(`added\0${columnKey(operation.table, operation.column)}`) ?? -1) >
      (positions.get(operation) ?? -1),
    hasChecked: (table) => first.has(`checked\0${tableKey(table)}`),
    isFilledAt: ({ line, table }) => first.has(`filled\0${line}\0${table}`),
    isTypedAt: ({ line, column }) => first.has(`typed\0${line}\0${column}`),
    does: (what) => first.has(`other\0${what}`),
    addsUnchecked: ({ table, name }) => {
      const key = `unchecked\0${tableKey(table)}`;
      return name === null ? first.has(key) : first.has(`${key}\0`) || first.has(`${key}\0${name}`);
    },
  };
}

function keysOf(operation: SchemaOperation): string[] {
  switch (operation.kind) {
    case 'rename-table':
      return [`renamed\0${tableKey(operation.to)}`];
    case 'rename-column':
      return [`named\0${columnKey(operation.table, operation.to)}`];
    case 'add-column':
      return [`added\0${columnKey(operation.table, operation.column)}`];
    case 'validate-constraint':
    case 'drop-constraint':
      return [`checked\0${tableKey(operation.table)}`];
    case 'change-data':
      return [`filled\0${operation.line}\0${operation.table}`];
    case 'change-type':
      return operation.from === null ? [`typed\0${operation.line}\0${operation.column}`] : [];
    case 'add-constraint': {
      const key = `unchecked\0${tableKey(operation.table)}`;
      // One without a name may be any.
      return operation.validated ? [] : [key, `${key}\0${operation.name ?? ''}`];
    }
    case 'other':
      return [`other\0${operation.what}`];
    default:
      return [];
  }
}
