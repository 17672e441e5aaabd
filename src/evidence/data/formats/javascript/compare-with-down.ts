import type { SchemaOperation } from '../../schema-operation.ts';
import { columnKey } from '../../table-names.ts';

/**
 * What a whole description of a column really changes, by what the migration adds before and its way back restores: its type is the one that stood,
 * a column that stays NOT NULL there was so before, and one may be NULL anew only where it is NOT NULL there.
 */
export function compareWithDown(
  up: readonly SchemaOperation[],
  down: readonly SchemaOperation[],
): SchemaOperation[] {
  const types = new Map<string, string | null>();
  const required = new Set<string>();
  for (const operation of down) {
    if (operation.kind !== 'change-type' && operation.kind !== 'set-not-null') continue;
    const key = columnKey(operation.table, operation.column);
    if (operation.kind === 'set-not-null') required.add(key);
    else if (!types.has(key)) types.set(key, operation.to);
  }
  const really: SchemaOperation[] = [];
  for (const operation of up) {
    if (operation.kind === 'add-column') {
      const key = columnKey(operation.table, operation.column);
      types.set(key, operation.type);
      if (operation.nullable) required.delete(key);
      else required.add(key);
    } else if (operation.kind === 'set-not-null') {
      if (required.has(columnKey(operation.table, operation.column))) continue;
    } else if (operation.kind === 'drop-not-null') {
      // A description that leaves NULL out allows it, most often where it was allowed before.
      if (!required.has(columnKey(operation.table, operation.column))) continue;
    } else if (operation.kind === 'change-type' && operation.from === null) {
      const from = types.get(columnKey(operation.table, operation.column)) ?? null;
      really.push({ ...operation, from });
      continue;
    }
    really.push(operation);
  }
  return really;
}
