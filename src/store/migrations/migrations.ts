import type { Migration } from 'kysely/migration';
import { firstTables } from './001-first-tables.ts';
import { commandTable } from './002-command-table.ts';

/** Every migration, applied in the order of its name. One that was released is never edited. */
export const migrations: Record<string, Migration> = {
  '001-first-tables': firstTables,
  '002-command-table': commandTable,
};
