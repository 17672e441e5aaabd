import { z } from 'zod';
import type { Tree } from '../../../source/tree.ts';
import type { MigrationFormat, MigrationInput, MigrationOrder, MigrationReading } from '../migration.ts';
import type { Database } from '../schema-operation.ts';
import { forwardSql } from './sql/forward-sql.ts';

/** `drizzle/0003_quick_hulk.sql` with a journal, or since 1.0 `drizzle/20240101120000_quick_hulk/migration.sql`. */
const journaled = /^(.*\/)?(\d{4})_[^/]+\.sql$/;
const foldered = /^((?:.*\/)?)(\d{14})_[^/]+\/migration\.sql$/;

const headerSchema = z.looseObject({ dialect: z.string() });
const dialects: Readonly<Record<string, Database>> = {
  postgresql: 'postgres',
  pg: 'postgres',
  postgres: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
  turso: 'sqlite',
};

/** Migrations of Drizzle: SQL beside a journal that names their dialect. There is no way back. */
export const drizzleMigrations: MigrationFormat = {
  name: 'drizzle',
  claims: (path) => journaled.test(path) || foldered.test(path),
  orderOf,
  read,
};

function orderOf(path: string): MigrationOrder | null {
  const found = foldered.exec(path) ?? journaled.exec(path);
  if (!found) return null;
  return { by: 'version', family: (found[1] ?? '').replace(/\/$/, ''), version: found[2]! };
}

async function read({ path, text, tree }: MigrationInput): Promise<MigrationReading | null> {
  const beside = foldered.test(path)
    ? path.replace(/migration\.sql$/, 'snapshot.json')
    : `${journaled.exec(path)?.[1] ?? ''}meta/_journal.json`;
  if (!tree.entries.has(beside)) return null;
  const said = await dialectOf(beside, tree);
  const database = said === null ? null : (dialects[said] ?? null);
  const unread =
    said !== null && database === null
      ? [{ line: 1, reason: `SQL for ${said.slice(0, 40)}, which is not understood` }]
      : [];
  return {
    order: orderOf(path),
    operations: unread.length > 0 ? [] : forwardSql(text),
    rollback: 'none',
    // Its migrator runs all that is new in one transaction; MySQL commits at each change of schema.
    transaction: database === 'postgres' || database === 'sqlite' ? 'one' : 'unknown',
    database,
    unread,
  };
}

async function dialectOf(path: string, tree: Tree): Promise<string | null> {
  const reading = await tree.read(path);
  if (!reading.found || reading.bytes.length > 4 * 1024 * 1024) return null;
  try {
    return headerSchema.parse(JSON.parse(reading.bytes.toString('utf8'))).dialect;
  } catch {
    return null;
  }
}
