/** The databases whose behaviour under a change of schema is known. */
export type Database = 'postgres' | 'mysql' | 'sqlite';

/** What a default costs: a `volatile` one (`now()` is none, `random()` is) rewrites the table on Postgres. */
export type DefaultKind = 'none' | 'constant' | 'volatile' | 'unknown';

/**
 * One step of a migration that runs forward, whatever wrote it: SQL or a framework's code. Names are as the migration
 * writes them, without quotes; `table` keeps its schema (`billing.invoice`). `line` is 1-based in the migration's file.
 * `accepted`: the migration itself says that its authors weighed the risk (strong_migrations' `safety_assured`).
 */
export type SchemaOperation = { line: number; accepted?: true } & (
  | { kind: 'create-table'; table: string }
  | { kind: 'drop-table'; table: string }
  | { kind: 'rename-table'; table: string; to: string }
  | {
      kind: 'add-column';
      table: string;
      column: string;
      /** As written, lower case; null when unknown. */
      type: string | null;
      nullable: boolean;
      default: DefaultKind;
      /**
       * The default fills the rows there are and is dropped at once (Django): an INSERT that does not name the column
       * fails afterwards, when the column is NOT NULL.
       */
      defaultDropped?: true;
    }
  | { kind: 'drop-column'; table: string; column: string }
  | { kind: 'rename-column'; table: string; column: string; to: string }
  /** Types as written, lower case; null when unknown (SQL does not say the old one). */
  | { kind: 'change-type'; table: string; column: string; from: string | null; to: string | null }
  | { kind: 'set-not-null'; table: string; column: string }
  | { kind: 'drop-not-null'; table: string; column: string }
  | {
      kind: 'add-index';
      table: string;
      name: string | null;
      columns: string[];
      unique: boolean;
      /** Built without blocking writes (Postgres CONCURRENTLY, MySQL's in-place default counts as true). */
      concurrent: boolean;
    }
  | { kind: 'drop-index'; table: string | null; name: string | null; concurrent: boolean }
  | {
      kind: 'add-constraint';
      table: string;
      name: string | null;
      constraint: 'foreign-key' | 'check' | 'unique' | 'primary-key' | 'exclude';
      /** Existing rows are checked at once, under a lock; false for NOT VALID, or built on a ready index. */
      validated: boolean;
    }
  | { kind: 'validate-constraint'; table: string; name: string | null }
  | { kind: 'drop-constraint'; table: string; name: string | null }
  /** Rows change, not the schema. `code` is a function of the framework's that nobody can look into. */
  | {
      kind: 'change-data';
      table: string | null;
      statement: 'insert' | 'update' | 'delete' | 'truncate' | 'code';
      /** It is bounded by a WHERE on a key or works in batches. */
      bounded: boolean;
    }
  /** SQL as a text inside a framework's migration; `line` is where the text starts. Judged as SQL is. */
  | { kind: 'sql'; sql: string }
  /** Understood and harmless, or of no interest to any rule: a comment, a grant, a view. */
  | { kind: 'other'; what: string }
);
