import {
  compareSchemas,
  startComparison,
} from '../../../../src/evidence/contracts/json-schema/compare-schemas.ts';
import {
  type DocumentStore,
  openDocuments,
} from '../../../../src/evidence/contracts/json-schema/document-store.ts';
import {
  type Direction,
  type Harm,
  harmOf,
  type SchemaDifference,
} from '../../../../src/evidence/contracts/json-schema/schema-difference.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';

async function storeOf(schema: unknown): Promise<DocumentStore> {
  const store = openDocuments(
    inMemoryTree({ 's.schema.json': typeof schema === 'string' ? schema : JSON.stringify(schema) }),
  );
  await store.load(['s.schema.json']);
  return store;
}

/** The differences between two schemas (values, or texts of JSON), each a document of its own, and whether all was compared. */
export async function compareTwo(
  base: unknown,
  head: unknown,
): Promise<{ differences: SchemaDifference[]; cut: boolean }> {
  const [old, now] = [await storeOf(base), await storeOf(head)];
  const comparison = startComparison(old, now);
  const [before, after] = [old, now].map((store) => {
    const document = store.document('s.schema.json')!;
    return { document, pointer: '', value: document.value };
  });
  const differences = compareSchemas(before!, after!, comparison);
  return { differences, cut: comparison.work.cut };
}

/** Differences that hurt in a direction, as `check element harm`. */
export function hurting(differences: readonly SchemaDifference[], direction: Direction): string[] {
  return differences
    .map((one): [SchemaDifference, Harm] => [one, harmOf(one, direction)])
    .filter(([, harm]) => harm !== 'none')
    .map(([{ check, element }, harm]) => `${check} ${element} ${harm}`.replace('  ', ' '));
}
