import type { SchemaOperation } from '../../schema-operation.ts';
import { columnKey } from '../../table-names.ts';

/**
 * What a whole description of a column really changes, by what the way back restores: its type is the one that stood,
 * and a column that stays NOT NULL there was so before.
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
    if (operation.kind === 'set-not-null') {
      if (!required.has(columnKey(operation.table, operation.column))) really.push(operation);
    } else if (operation.kind === 'change-type' && operation.from === null) {
      const from = types.get(columnKey(operation.table, operation.column)) ?? null;
      really.push({ ...operation, from });
    } else really.push(operation);
  }
  return really;
}
