import type { SchemaOperation } from '../schema-operation.ts';

/**
 * SQLite changes a table by building it anew: a new table, the rows copied, the old one dropped, the new one renamed to
 * it; or the old one renamed away first. Nothing is dropped by that: the steps become one `other`, where the last of
 * them stood. https://www.sqlite.org/lang_altertable.html#otheralter
 */
export function joinRebuilds(operations: readonly SchemaOperation[]): SchemaOperation[] {
  const created = positions(operations, 'create-table', 'first');
  const dropped = positions(operations, 'drop-table', 'last');
  const helpers = new Set<string>();
  const copies = new Set<string>();
  const gone = new Set<number>();
  const instead = new Map<number, SchemaOperation>();
  for (const [renamed, rename] of operations.entries()) {
    if (rename.kind !== 'rename-table') continue;
    const from = rename.table.toLowerCase();
    const to = rename.to.toLowerCase();
    const create = created.get(from);
    const drop = dropped.get(to);
    if (create === undefined || drop === undefined || create > drop) continue;
    const last = Math.max(renamed, drop);
    const renamesNew = drop < renamed;
    if (!renamesNew && renamed > create) continue;
    for (const each of [create, drop, renamed]) gone.add(each);
    copies.add(from);
    helpers.add(renamesNew ? from : to);
    const table = renamesNew ? rename.to : rename.table;
    instead.set(last, {
      kind: 'other',
      line: operations[create]!.line,
      what: `rebuilds table ${table} through a copy`,
    });
  }
  if (gone.size === 0) return [...operations];
  return operations.flatMap((each, at) => {
    const table = 'table' in each ? (each.table?.toLowerCase() ?? '') : '';
    const copy = each.kind === 'change-data' && each.statement === 'insert' && copies.has(table);
    // What an earlier try may have left is dropped first.
    const leftover = each.kind === 'drop-table' && helpers.has(table);
    return instead.get(at) ?? (gone.has(at) || copy || leftover ? [] : each);
  });
}

/** Where the first or last operation of a kind stands for each table, by its name in lower case. */
function positions(
  operations: readonly SchemaOperation[],
  kind: 'create-table' | 'drop-table',
  which: 'first' | 'last',
): Map<string, number> {
  const found = new Map<string, number>();
  for (const [at, each] of operations.entries()) {
    if (each.kind !== kind) continue;
    const table = each.table.toLowerCase();
    if (which === 'last' || !found.has(table)) found.set(table, at);
  }
  return found;
}
