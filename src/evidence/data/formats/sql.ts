import type { MigrationFormat, MigrationInput, MigrationPart, MigrationReading } from '../migration.ts';
import { databaseOfPath, databaseOfSql, isTransactSql } from '../sql/database-hints.ts';
import { drizzleMigrations } from './drizzle.ts';
import { isFormattedSql } from './liquibase/read-formatted-sql.ts';
import { liquibaseMigrations } from './liquibase.ts';
import { conventionOf, type SqlConvention } from './sql/conventions.ts';
import { type Directions, goesBack, readDirections, refusesTransaction } from './sql/directions.ts';
import { forwardSql } from './sql/forward-sql.ts';

/**
 * Migrations as files of SQL, by the conventions of golang-migrate, goose, dbmate, sql-migrate, Flyway, node-pg-migrate,
 * db-migrate, sqlx, Diesel, Refinery, Supabase, Atlas, Hasura and their like; only what runs forward.
 */
export const sqlMigrations: MigrationFormat = {
  name: 'sql',
  claims: (path) => conventionOf(path) !== null,
  orderOf: (path) => conventionOf(path)?.order ?? null,
  read: async (input) => (await readPart(input))?.reading ?? null,
  async readParts(input) {
    const part = await readPart(input);
    return part === null ? null : [part];
  },
};

async function readPart({ path, text, tree }: MigrationInput): Promise<MigrationPart | null> {
  const convention = conventionOf(path);
  if (convention === null || isAnotherFormats(path, text, tree)) return null;
  // To a tool that knows its files by another name, marks are comments like all others: it runs the whole text.
  const directions = convention.tool === 'numbered' ? readDirections(text) : null;
  if (directions === null && convention.needsMarks) return null;
  const forward = directions?.forward ?? text;
  const named = databaseOfPath(path) ?? databaseOfSql(forward);
  const reading: MigrationReading = {
    order: convention.order,
    operations: forwardSql(forward),
    rollback: await rollbackOf(path, convention, directions, tree),
    transaction: await transactionOf(path, text, convention, directions, tree),
    database: named === 'elsewhere' ? null : named,
    unread: [],
  };
  if (directions !== null && directions.outside !== null) {
    reading.unread.push({ line: directions.outside, reason: 'statements above the mark of a direction' });
  }
  // Without semicolons nothing tells its statements apart.
  if (isTransactSql(text)) {
    reading.operations = [];
    reading.unread.push({ line: 1, reason: 'Transact-SQL, which is not understood' });
  }
  const mayChange = convention.tool === 'flyway' && convention.order === null;
  return { id: '', when: '', line: 1, content: '', mayChange, isElsewhere: named === 'elsewhere', reading };
}

/** What Liquibase or Drizzle read: only where they do is a file theirs. */
function isAnotherFormats(path: string, text: string, tree: MigrationInput['tree']): boolean {
  if (liquibaseMigrations.claims(path) && isFormattedSql(text)) return true;
  return drizzleMigrations.claims(path) && tree.entries.has(`${folderOf(path)}meta/_journal.json`);
}

async function rollbackOf(
  path: string,
  { tool, back, order }: SqlConvention,
  directions: Directions | null,
  tree: MigrationInput['tree'],
): Promise<MigrationReading['rollback']> {
  if (directions !== null) {
    return directions.back !== null && goesBack(directions.back) ? 'written' : 'irreversible';
  }
  if (tool === 'flyway') {
    const version = order?.by === 'version' ? order.version : null;
    return version !== null && hasUndo(folderOf(path), version, tree) ? 'written' : 'none';
  }
  if (back === null) return 'none';
  const reading = await tree.read(back);
  // What a partial clone lacks is unknown, and most have one.
  if (!reading.found) return reading.reason === 'absent' ? 'irreversible' : 'written';
  return goesBack(reading.bytes.toString('utf8')) ? 'written' : 'irreversible';
}

/** Flyway's `U2__add_email.sql` beside `V2__add_email.sql`. */
function hasUndo(folder: string, version: string, tree: MigrationInput['tree']): boolean {
  for (const path of tree.entries.keys()) {
    if (!path.startsWith(`${folder}U`)) continue;
    const undo = /^U(\d+(?:[._]\d+)*)__[^/]+\.sql$/.exec(path.slice(folder.length));
    if (undo && undo[1]!.replaceAll('_', '.') === version) return true;
  }
  return false;
}

async function transactionOf(
  path: string,
  text: string,
  { tool }: SqlConvention,
  directions: Directions | null,
  tree: MigrationInput['tree'],
): Promise<MigrationReading['transaction']> {
  if (directions !== null) return directions.transaction;
  // Pop's mark for statements that no transaction may hold.
  if (tool === 'up-down' && /\.autocommit\.up\.sql$/i.test(path)) return 'none';
  if (refusesTransaction(text)) return 'none';
  if (tool === 'flyway')
    return (await says(tree, `${path}.conf`, /^[ \t]*executeInTransaction\s*=\s*false/im))
      ? 'none'
      : 'unknown';
  if (
    tool === 'folder' &&
    (await says(tree, `${folderOf(path)}metadata.toml`, /^[ \t]*run_in_transaction\s*=\s*false/im))
  ) {
    return 'none';
  }
  if (tool === 'folder' && tree.entries.has('diesel.toml')) return 'one';
  return 'unknown';
}

async function says(tree: MigrationInput['tree'], path: string, pattern: RegExp): Promise<boolean> {
  if (!tree.entries.has(path)) return false;
  const reading = await tree.read(path);
  return reading.found && reading.bytes.length < 64 * 1024 && pattern.test(reading.bytes.toString('utf8'));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
