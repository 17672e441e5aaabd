import type { Rule } from '../detector.ts';
import type { Severity } from '../evidence.ts';
import { squawkRules } from './sql/squawk-rules.ts';

/**
 * Every rule about migrations and the severity of its facts unless a judgement says otherwise. `error` is only what
 * cannot but fail; `warning` what loses data, breaks the code that still runs, or keeps others waiting on a table of
 * some size; `note` what is over quickly or hurts only some.
 */
export const dataRules = {
  'adding-field-with-default': ['warning', 'A column is added with a default that rewrites the table'],
  'adding-foreign-key-constraint': [
    'warning',
    'A foreign key is added that checks all rows while writes wait',
  ],
  'adding-not-nullable-field': ['warning', 'A column that stands becomes NOT NULL'],
  'adding-required-field': ['warning', 'A column is added NOT NULL and without a default'],
  'adding-serial-primary-key-field': [
    'warning',
    'A primary key is built on a table that stands, while nobody can use it',
  ],
  'backfill-in-migration': ['warning', 'Rows are changed in the migration that changes the schema'],
  'ban-concurrent-index-creation-in-transaction': [
    'error',
    'An index is built or dropped CONCURRENTLY inside a transaction, which Postgres refuses',
  ],
  'ban-drop-column': ['warning', 'A column is dropped with what it holds'],
  'ban-drop-table': ['warning', 'A table is dropped with what it holds'],
  'changing-column-type': ['warning', 'A column changes its type, which writes the table anew'],
  'conflicting-heads': ['error', 'Two migrations of one chain are its last, so that the tool runs none'],
  'constraint-missing-not-valid': ['warning', 'A constraint is added that checks all rows under a lock'],
  'disallowed-unique-constraint': ['warning', 'A unique constraint builds its index while nobody can write'],
  'duplicate-version': ['error', 'Two migrations have one version'],
  'irreversible-migration': ['note', 'A migration destroys and knows no way back'],
  'migration-edited': ['warning', 'A migration that others may have run is edited or removed'],
  'narrowing-column-type': ['warning', 'A column changes to a type that holds less'],
  'out-of-order': ['warning', 'A new migration sorts before one that stood already'],
  'renaming-column': ['warning', 'A column is renamed while code uses the old name'],
  'renaming-table': ['warning', 'A table is renamed while code uses the old name'],
  'require-concurrent-index-creation': ['warning', 'An index is built while writes wait'],
  'require-concurrent-index-deletion': ['note', 'An index is dropped under a lock of its table'],
} as const satisfies Record<string, readonly [Severity, string]>;

export type DataRule = keyof typeof dataRules;

/** Squawk's that concern SQL alone, and nothing that a framework's code can say. */
const sqlRules: Readonly<Record<string, string>> = {
  'ban-alter-domain-with-add-constraint': 'A constraint is added to a domain and checked on all its tables',
  'ban-drop-database': 'A database is dropped',
  'ban-drop-not-null': 'A column that was NOT NULL may hold NULL',
  'ban-duplicate-column-assignments': 'An UPDATE assigns one column twice, which Postgres refuses',
  'ban-truncate-cascade': 'TRUNCATE … CASCADE empties other tables as well',
  'ban-uncommitted-transaction': 'A transaction is begun and not committed',
  'identifier-too-long': 'A name is longer than what Postgres keeps of it',
  'prefer-repack': 'A whole table is written anew under a lock',
  'require-concurrent-partition-detach': 'A partition is detached under a lock of its table',
  'require-concurrent-reindex': 'An index is rebuilt while writes wait',
  'transaction-nesting': 'A transaction is begun or ended inside that of the migration tool',
};

/** The rules of migrations with their ids, for listings. */
export const migrationRules: readonly Rule[] = [
  ...Object.entries(dataRules).map(([name, [severity, description]]) => ({
    id: `data/${name}`,
    severity,
    description,
  })),
  ...Object.entries(sqlRules).map(([name, description]) => ({
    id: `data/${name}`,
    severity: squawkRules[name]!.severity,
    description,
  })),
].sort((a, b) => (a.id < b.id ? -1 : 1));
