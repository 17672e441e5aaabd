import type { MigrationFormat } from './migration.ts';

/** Every way of writing migrations that is read; the first that claims a path and reads its text has it. */
export const migrationFormats: readonly MigrationFormat[] = [];
