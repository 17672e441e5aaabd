import type { MigrationFormat, MigrationReading } from '../../../../src/evidence/data/migration.ts';
import type { SchemaOperation } from '../../../../src/evidence/data/schema-operation.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

/** Reads a migration that stands among others; fails where the format does not take it for one. */
export async function readMigration(
  format: MigrationFormat,
  path: string,
  text: string,
  others: Files = {},
): Promise<MigrationReading> {
  if (!format.claims(path)) throw new Error(`${format.name} does not claim ${path}`);
  const reading = await format.read({ path, text, tree: inMemoryTree({ ...others, [path]: text }) });
  if (reading === null) throw new Error(`${format.name} takes ${path} for no migration`);
  return reading;
}

/** Operations of a kind. */
export function ofKind<K extends SchemaOperation['kind']>(
  { operations }: MigrationReading,
  kind: K,
): Extract<SchemaOperation, { kind: K }>[] {
  return operations.filter((operation) => operation.kind === kind) as Extract<SchemaOperation, { kind: K }>[];
}
