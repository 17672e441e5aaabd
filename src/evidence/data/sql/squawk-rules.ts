import type { Severity } from '../../evidence.ts';
import type { SchemaOperation } from '../schema-operation.ts';

/** What we make of one of squawk's rules. */
export interface SquawkRule {
  severity: Severity;
  /** Operations that the rule is about, so that the message can name what it finds; empty: none of the model's. */
  kinds: readonly SchemaOperation['kind'][];
  /** One sentence without a full stop. `on` is the table, the column as `table.column`, or the index. */
  message(on: string): string;
  /** The way out, one sentence without a full stop. */
  help: string;
}

/** Of 2.66, by `Rule` in its source: style, which no deployment fails by or waits for. */
export const squawkRulesOff = [
  'ban-char-field',
  'ban-create-domain-with-constraint',
  'prefer-bigint-over-int',
  'prefer-bigint-over-smallint',
  'prefer-identity',
  'prefer-robust-stmts',
  'prefer-text-field',
  'prefer-timestamp-tz',
  'require-enum-value-ordering',
  'require-lock-timeout',
  'require-statement-timeout',
  'require-table-schema',
  'require-timeout-settings',
] as const;

const twoSteps = 'Add it as NOT VALID, then VALIDATE CONSTRAINT in a later transaction';

/**
 * Squawk's rules that can hurt on deployment, by name. `error` only for what fails whenever it runs; `warning` for what blocks, rewrites or takes away; `note` for what is short or harmless to most.
 */
export const squawkRules: Readonly<Record<string, SquawkRule>> = {
  'adding-field-with-default': {
    severity: 'warning',
    kinds: ['add-column'],
    message: (on) =>
      `Column ${on} is added with a value computed for each row: the whole table is rewritten under an exclusive lock`,
    help: 'Add the column without a default, fill it in batches, then set the default for new rows',
  },
  'adding-foreign-key-constraint': {
    severity: 'warning',
    kinds: ['add-constraint'],
    message: (on) =>
      `A foreign key on ${on} is checked at once: writes to both tables wait while all rows are read`,
    help: twoSteps,
  },
  'adding-not-nullable-field': {
    severity: 'warning',
    kinds: ['set-not-null'],
    message: (on) =>
      `Column ${on} becomes NOT NULL: reads and writes wait while all rows are read, and a NULL among them fails it`,
    help: 'Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later transaction, then set NOT NULL',
  },
  'adding-required-field': {
    severity: 'warning',
    kinds: ['add-column'],
    message: (on) => `Column ${on} is added as NOT NULL without a default: it fails on a table that has rows`,
    help: 'Give it a constant default, or add it as nullable, fill it and set NOT NULL later',
  },
  'adding-serial-primary-key-field': {
    severity: 'warning',
    kinds: ['add-constraint'],
    message: (on) => `A primary key on ${on} is built at once: reads and writes wait until its index stands`,
    help: 'Build a unique index CONCURRENTLY and add the primary key USING INDEX',
  },
  'ban-alter-domain-with-add-constraint': {
    severity: 'warning',
    kinds: [],
    message: () =>
      'A constraint is added to a domain: all tables that use it are read under a lock that blocks writes',
    help: 'Add it as NOT VALID, then validate it in a later transaction',
  },
  'ban-concurrent-index-creation-in-transaction': {
    severity: 'error',
    kinds: ['add-index', 'drop-index'],
    message: (on) =>
      `An index on ${on} is built or dropped CONCURRENTLY inside a transaction, which Postgres refuses`,
    help: 'Put it in a migration of its own that runs without a transaction',
  },
  'ban-drop-column': {
    severity: 'warning',
    kinds: ['drop-column'],
    message: (on) => `Column ${on} is dropped: its data is gone, and running code that still names it fails`,
    help: 'Stop reading and writing it in a release before this one',
  },
  'ban-drop-database': {
    severity: 'warning',
    kinds: [],
    message: () => 'A database is dropped with all its data',
    help: 'Leave that to a step of its own, outside migrations',
  },
  'ban-drop-not-null': {
    severity: 'note',
    kinds: ['drop-not-null'],
    message: (on) => `Column ${on} may be NULL from now on: readers that do not expect it can fail`,
    help: 'Make all readers cope with NULL first',
  },
  'ban-drop-table': {
    severity: 'warning',
    kinds: ['drop-table'],
    message: (on) => `Table ${on} is dropped: its data is gone, and running code that still names it fails`,
    help: 'Stop using it in a release before this one, and keep a copy of what may be needed',
  },
  'ban-duplicate-column-assignments': {
    severity: 'error',
    kinds: ['change-data'],
    message: (on) => `An UPDATE of ${on} assigns one column twice, which Postgres refuses`,
    help: 'Keep one of the assignments',
  },
  'ban-truncate-cascade': {
    severity: 'warning',
    kinds: ['change-data'],
    message: (on) => `TRUNCATE … CASCADE empties ${on} and every table that references it`,
    help: 'Name the tables that are to be emptied',
  },
  'ban-uncommitted-transaction': {
    severity: 'warning',
    kinds: [],
    message: () => 'A BEGIN has no COMMIT: what follows it may be rolled back',
    help: 'Add the COMMIT, or leave transactions to the migration tool',
  },
  'changing-column-type': {
    severity: 'warning',
    kinds: ['change-type'],
    message: (on) =>
      `The type of ${on} changes: the table may be rewritten under a lock that blocks reads and writes`,
    help: 'Add a column of the new type, fill it in batches, move readers and writers, drop the old one',
  },
  'constraint-missing-not-valid': {
    severity: 'warning',
    kinds: ['add-constraint', 'validate-constraint'],
    message: (on) =>
      `A constraint on ${on} is checked at once: reads and writes wait while all rows are read`,
    help: twoSteps,
  },
  'disallowed-unique-constraint': {
    severity: 'warning',
    kinds: ['add-constraint'],
    message: (on) => `A unique constraint on ${on} builds its index at once: reads and writes wait for it`,
    help: 'Build a unique index CONCURRENTLY and add the constraint USING INDEX',
  },
  'identifier-too-long': {
    severity: 'note',
    kinds: [],
    message: () => 'A name is longer than 63 bytes: Postgres cuts it, and two such names can become one',
    help: 'Shorten the name',
  },
  'prefer-repack': {
    severity: 'warning',
    kinds: [],
    message: () => 'A whole table is written anew under a lock that blocks reads and writes',
    help: 'Use pg_repack or pg_squeeze, outside migrations',
  },
  'renaming-column': {
    severity: 'warning',
    kinds: ['rename-column'],
    message: (on) => `Column ${on} is renamed: code that still runs with the old name fails`,
    help: 'Add the new column, write both, move readers, then drop the old one',
  },
  'renaming-table': {
    severity: 'warning',
    kinds: ['rename-table'],
    message: (on) => `Table ${on} is renamed: code that still runs with the old name fails`,
    help: 'Keep a view under the old name until no code uses it',
  },
  'require-concurrent-index-creation': {
    severity: 'warning',
    kinds: ['add-index'],
    message: (on) => `An index on ${on} is built without CONCURRENTLY: writes wait until it stands`,
    help: 'CREATE INDEX CONCURRENTLY, in a migration that runs without a transaction',
  },
  'require-concurrent-index-deletion': {
    severity: 'note',
    kinds: ['drop-index'],
    message: (on) =>
      `Index ${on} is dropped without CONCURRENTLY: reads and writes of its table wait for a short lock`,
    help: 'DROP INDEX CONCURRENTLY, in a migration that runs without a transaction',
  },
  'require-concurrent-partition-detach': {
    severity: 'note',
    kinds: [],
    message: () =>
      'A partition is detached without CONCURRENTLY: reads and writes of its table wait for a short lock',
    help: 'DETACH PARTITION … CONCURRENTLY, outside a transaction',
  },
  'require-concurrent-reindex': {
    severity: 'warning',
    kinds: [],
    message: () => 'An index is rebuilt without CONCURRENTLY: writes wait until it stands',
    help: 'REINDEX … CONCURRENTLY, outside a transaction',
  },
  'transaction-nesting': {
    severity: 'warning',
    kinds: [],
    message: () =>
      'A transaction starts or ends inside another one: COMMIT ends the one of the migration tool',
    help: 'Leave transactions to the migration tool, or tell it to use none',
  },
};

/** Of which constraint a rule speaks, where it speaks of one sort only. */
export const constraintOf: Readonly<Record<string, string>> = {
  'adding-foreign-key-constraint': 'foreign-key',
  'adding-serial-primary-key-field': 'primary-key',
  'disallowed-unique-constraint': 'unique',
};
