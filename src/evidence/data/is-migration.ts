import { migrationFormats } from './migration-formats.ts';
import { mayRun } from './read-migrations.ts';

/**
 * Whether a path alone says that a file is a migration of a known tool, with its place among the others: such a file
 * runs and so is judged, whatever wrote it or marks it as generated.
 */
export function isMigration(path: string): boolean {
  return mayRun(path) && isNumbered(path);
}

/** Whether a format finds a version in a path. */
export function isNumbered(path: string): boolean {
  return migrationFormats.some((format) => format.claims(path) && format.orderOf(path) !== null);
}
