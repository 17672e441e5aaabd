import type { SchemaOperation } from './schema-operation.ts';
import { columnKey, tableKey } from './table-names.ts';

/** What a change itself makes: nothing reads it yet, and it holds no rows. Keys of `table-names.ts`. */
export interface Fresh {
  tables: Names;
  columns: Names;
}

interface Names {
  has(key: string): boolean;
  /** Sets that hold them together, the last the smallest by far: adding to many copies few. */
  layers: readonly ReadonlySet<string>[];
}

/** Nothing new. */
export const nothingFresh: Fresh = { tables: namesOf([]), columns: namesOf([]) };

/** What is new once these operations have run, beside what was new before them. */
export function freshAfter(operations: readonly SchemaOperation[], before: Fresh = nothingFresh): Fresh {
  const tables = new Set<string>();
  const columns = new Set<string>();
  const hasTable = (key: string) => tables.has(key) || before.tables.has(key);
  const hasColumn = (key: string) => columns.has(key) || before.columns.has(key);
  for (const operation of operations) {
    if (operation.kind === 'create-table') tables.add(tableKey(operation.table));
    else if (operation.kind === 'add-column') columns.add(columnKey(operation.table, operation.column));
    else if (operation.kind === 'rename-table' && hasTable(tableKey(operation.table))) {
      tables.add(tableKey(operation.to));
    } else if (
      operation.kind === 'rename-column' &&
      hasColumn(columnKey(operation.table, operation.column))
    ) {
      columns.add(columnKey(operation.table, operation.to));
    }
  }
  return { tables: withNames(before.tables, tables), columns: withNames(before.columns, columns) };
}

/** A layer that has grown to the size of the one below joins it, so that there are few. */
function withNames(before: Names, added: ReadonlySet<string>): Names {
  if (added.size === 0) return before;
  const layers = [...before.layers];
  let top = added;
  for (let below = layers.at(-1); below !== undefined && below.size <= 2 * top.size; below = layers.at(-1)) {
    layers.pop();
    top = new Set([...below, ...top]);
  }
  return namesOf([...layers, top]);
}

function namesOf(layers: readonly ReadonlySet<string>[]): Names {
  return { layers, has: (key) => layers.some((layer) => layer.has(key)) };
}
