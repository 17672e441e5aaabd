import type { DataRule } from './data-rules.ts';
import type { Database } from './schema-operation.ts';

type Way = string | (Partial<Record<Database, string>> & { else: string });

const backfill = 'add it nullable, fill the rows in batches outside the migration, then set NOT NULL';

const ways: Readonly<Record<DataRule, Way>> = {
  'adding-field-with-default':
    'Add the column without the default, set the default for new rows, and fill the rows there are in batches',
  'adding-foreign-key-constraint': {
    postgres: 'Add it NOT VALID and run VALIDATE CONSTRAINT in a later migration',
    mysql: 'Add it with a tool that copies the table beside the traffic (gh-ost, pt-online-schema-change)',
    else: 'Check the rows there are first and add the constraint when few write',
  },
  'adding-not-nullable-field': {
    postgres:
      'Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later migration, then set NOT NULL and drop the check',
    else: 'Let the code write the column always and fill the rows there are in batches before it becomes NOT NULL',
  },
  'adding-required-field': {
    postgres: `Give it a constant default, or ${backfill} by way of a validated check constraint`,
    else: `Give it a constant default, or ${backfill}`,
  },
  'adding-serial-primary-key-field':
    'Build a unique index CONCURRENTLY and add the primary key USING INDEX, on columns that are NOT NULL already',
  'backfill-in-migration':
    'Change the rows in batches in a migration or job of its own, outside the transaction that changes the schema',
  'ban-concurrent-index-creation-in-transaction':
    'Give the statement a migration of its own that runs outside a transaction',
  'ban-drop-column':
    'First release code that neither reads nor writes the column, then drop it in a later release (expand and contract)',
  'ban-drop-table':
    'First release code that does not use the table, keep a copy of what it holds, then drop it in a later release',
  'changing-column-type':
    'Add a column of the new type, write both, fill it in batches, read the new one, then drop the old one',
  'conflicting-heads': 'Let one of them follow the other, or add a migration that merges them',
  'constraint-missing-not-valid': {
    postgres: 'Add it NOT VALID and run VALIDATE CONSTRAINT in a later migration',
    else: 'Check the rows there are first and add the constraint when few write',
  },
  'disallowed-unique-constraint':
    'Build a unique index CONCURRENTLY, then add the constraint USING INDEX, which takes no time',
  'duplicate-version': 'Give the new migration a version of its own that sorts last',
  'irreversible-migration':
    'Write the way back, or take a copy of what is destroyed before the migration runs',
  'migration-edited': 'Leave it as it was and make the correction a new migration',
  'narrowing-column-type':
    'Check that every row fits, add a column of the new type, write both, then change over and drop the old one',
  'out-of-order': 'Give the new migration a version that sorts last',
  'renaming-column':
    'Add a column of the new name, write both, fill it, read the new one, then drop the old one in a later release',
  'renaming-table':
    'Rename it and leave a view under the old name until no running code uses it, or write to both tables meanwhile',
  'require-concurrent-index-creation':
    'Build it CONCURRENTLY in a migration of its own that runs outside a transaction',
  'require-concurrent-index-deletion':
    'Drop it CONCURRENTLY in a migration of its own that runs outside a transaction',
};

/** The safe way to what a rule's fact speaks of, in one sentence without a full stop. */
export function wayOut(rule: DataRule, database: Database | null): string {
  const way = ways[rule];
  if (typeof way === 'string') return way;
  return (database === null ? undefined : way[database]) ?? way.else;
}
