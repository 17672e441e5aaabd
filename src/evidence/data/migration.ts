import type { Tree } from '../../source/tree.ts';
import type { Database, SchemaOperation } from './schema-operation.ts';

/** Where a migration stands among the others. */
export type MigrationOrder =
  /** Sorted by version within a family (usually a folder): timestamps, numbers. Compared as numbers where both are. */
  | { by: 'version'; family: string; version: string }
  /** Each names those before it: Django's dependencies, Alembic's down_revision. */
  | { by: 'chain'; family: string; id: string; after: string[] };

/** What one migration does, as far as its text says. */
export interface MigrationReading {
  order: MigrationOrder | null;
  /** What runs forward, in its order. */
  operations: SchemaOperation[];
  /**
   * The way back: `written` in the migration or beside it; `derived` by the framework from the steps; `irreversible`,
   * said or inferred (an empty or raising down); `none` where the format knows no way back (Prisma, plain Flyway).
   */
  rollback: 'written' | 'derived' | 'irreversible' | 'none';
  /** All steps in one transaction, none, or not known from the text. */
  transaction: 'one' | 'none' | 'unknown';
  /** What the migration itself says of the database it is for; null when it does not. */
  database: Database | null;
  /** What was not understood: computed SQL, a call of a helper, a template. For coverage. */
  unread: { line: number; reason: string }[];
}

export interface MigrationInput {
  path: string;
  text: string;
  /** The tree it stands in, for files beside it (a `down.sql`, a journal). */
  tree: Tree;
}

/** One of several migrations that stand in one file: a Liquibase changeSet. */
export interface MigrationPart {
  /** What the tool knows it by within the file; empty for one that is the whole file. */
  id: string;
  /** Under what conditions it runs at all; parts of one id that differ in it do not meet. */
  when: string;
  /** 1-based, where it starts. */
  line: number;
  /** Of one in a larger file: what its check sum is over, normalised, so that it is equal where the tool sees no difference. */
  content: string;
  /** It may be edited: it runs again, or names the sums that it had. */
  mayChange: boolean;
  /** It runs on other databases alone: what the repository says of its own does not hold for it. */
  isElsewhere: boolean;
  reading: MigrationReading;
}

/** A way of writing migrations. Adding one is adding a file that exports it and naming it in `migration-formats.ts`. */
export interface MigrationFormat {
  /** Lower case: `rails`, `django`, `sql`, … */
  name: string;
  /** By its path alone, whether a file may be such a migration: cheap, asked of every path of a tree. */
  claims(path: string): boolean;
  /** Null: its text shows that it is no migration of this format after all. Never throws for what stands in it. */
  read(input: MigrationInput): Promise<MigrationReading | null>;
  /** In place of `read` where one file holds many, or a part says more: null as `read`'s. */
  readParts?(input: MigrationInput): Promise<MigrationPart[] | null>;
  /** Its version or revision where the path says it; null where only the text does. For all migrations of a tree. */
  orderOf(path: string): MigrationOrder | null;
}
