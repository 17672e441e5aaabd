import type { MigrationReading } from '../../migration.ts';

/** A migration of which nothing could be read, and why. */
export function unparsed(reason: string): MigrationReading {
  return {
    order: null,
    operations: [],
    rollback: 'none',
    transaction: 'unknown',
    database: null,
    unread: [{ line: 1, reason }],
  };
}
