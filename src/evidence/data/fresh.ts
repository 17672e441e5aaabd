import type { SchemaOperation } from './schema-operation.ts';
import { columnKey, tableKey } from './table-names.ts';

/** What a change itself makes: nothing reads it yet, and it holds no rows. Keys of `table-names.ts`. */
export interface Fresh {
  tables: ReadonlySet<string>;
  columns: ReadonlySet<string>;
}

/** Nothing new. */
export const nothingFresh: Fresh = { tables: new Set(), columns: new Set() };

/** What is new once these operations have run, beside what was new before them. */
export function freshAfter(operations: readonly SchemaOperation[], before: Fresh = nothingFresh): Fresh {
  const tables = new Set(before.tables);
  const columns = new Set(before.columns);
  for (const operation of operations) {
    if (operation.kind === 'create-table') tables.add(tableKey(operation.table));
    else if (operation.kind === 'add-column') columns.add(columnKey(operation.table, operation.column));
    else if (operation.kind === 'rename-table' && tables.has(tableKey(operation.table))) {
      tables.add(tableKey(operation.to));
    } else if (
      operation.kind === 'rename-column' &&
      columns.has(columnKey(operation.table, operation.column))
    ) {
      columns.add(columnKey(operation.table, operation.to));
    }
  }
  return { tables, columns };
}
