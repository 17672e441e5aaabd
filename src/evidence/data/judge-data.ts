import type { JudgeInput, Objection } from './judge-operations.ts';
import type { SchemaOperation } from './schema-operation.ts';

/** What is to be said of rows that change beside the schema of tables that stand. */
export function judgeData(
  operation: Extract<SchemaOperation, { kind: 'change-data' }>,
  input: JudgeInput,
): Objection[] {
  const { table, statement, bounded } = operation;
  if (bounded || statement === 'insert' || statement === 'truncate') return [];
  // Outside a transaction each statement gives its locks back before the next one runs.
  if (input.transaction === 'none' || input.isFreshTable(table)) return [];
  const changed = input.changedTable();
  if (changed === null) return [];
  if (statement === 'code') {
    return [
      {
        rule: 'backfill-in-migration',
        severity: 'note',
        message: `Code that may change rows runs in the migration that changes the schema of ${changed}, and takes as long as there are rows`,
      },
    ];
  }
  const what = statement === 'update' ? 'An UPDATE' : 'A DELETE';
  const where = `${what} of ${table ?? 'a table'} that no key bounds runs in the migration that changes the schema of ${changed}`;
  return [
    {
      rule: 'backfill-in-migration',
      // MySQL commits at each change of the schema: no lock of it is held, but a failure leaves half a migration. SQLite
      // has one writer at a time whatever it does.
      ...(input.database === 'postgres' ? {} : { severity: 'note' as const }),
      message: `${where}, ${input.database === 'postgres' ? 'whose locks are held until it ends' : 'which takes as long as the table is large'}`,
    },
  ];
}
