import type { SchemaOperation } from './schema-operation.ts';

/** Operations of head that base does not hold as well, wherever they stand; each of base's accounts for one. */
export function newOperations(
  base: readonly SchemaOperation[],
  head: readonly SchemaOperation[],
): Set<SchemaOperation> {
  const left = new Map<string, number>();
  for (const operation of base) {
    const key = contentOf(operation);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  const added = new Set<SchemaOperation>();
  for (const operation of head) {
    const key = contentOf(operation);
    const count = left.get(key) ?? 0;
    if (count === 0) added.add(operation);
    else left.set(key, count - 1);
  }
  return added;
}

/** Whether two readings do the same in the same order. */
export function doTheSame(base: readonly SchemaOperation[], head: readonly SchemaOperation[]): boolean {
  return base.length === head.length && base.every((one, at) => contentOf(one) === contentOf(head[at]!));
}

/** What an operation does, without where it stands and who weighed it. */
export function contentOf({ line: _line, accepted: _accepted, ...operation }: SchemaOperation): string {
  return JSON.stringify(operation);
}
