import type { Tree } from '../../../source/tree.ts';
import type { MigrationFormat, MigrationInput, MigrationOrder, MigrationReading } from '../migration.ts';
import type { Database } from '../schema-operation.ts';
import { splitStatements } from '../sql/split-statements.ts';
import { forwardSql } from './sql/forward-sql.ts';

const name = /^(.*\/)?migrations\/(\d+)_[^/]+\/migration\.sql$/;
const providers: Readonly<Record<string, Database>> = {
  postgresql: 'postgres',
  postgres: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
};
const provider = /^[ \t]*provider\s*=\s*"([a-z]+)"/m;
const datasource = /^[ \t]*datasource\s+\w+\s*\{[^}]{0,2000}?provider\s*=\s*"([a-z]+)"/m;

/** Migrations of Prisma: `prisma/migrations/20240101120000_add_email/migration.sql`. There is no way back. */
export const prismaMigrations: MigrationFormat = {
  name: 'prisma',
  claims: (path) => name.test(path),
  orderOf,
  read,
};

function orderOf(path: string): MigrationOrder | null {
  const found = name.exec(path);
  return found && { by: 'version', family: `${found[1] ?? ''}migrations`, version: found[2]! };
}

async function read({ path, text, tree }: MigrationInput): Promise<MigrationReading | null> {
  const root = name.exec(path)?.[1] ?? '';
  // Drizzle keeps a snapshot beside a file of the same name.
  if (tree.entries.has(path.replace(/migration\.sql$/, 'snapshot.json'))) return null;
  const said = await providerOf(root, tree);
  const database = said === null ? null : (providers[said] ?? null);
  const unread =
    said !== null && database === null
      ? [{ line: 1, reason: `SQL for ${said}, which is not understood` }]
      : [];
  return {
    order: orderOf(path),
    operations: unread.length > 0 ? [] : forwardSql(text),
    rollback: 'none',
    transaction: transactionOf(text, database),
    database,
    unread,
  };
}

/**
 * Postgres runs a script of several statements that is sent as one query in a transaction; Prisma sends each migration
 * so: https://github.com/prisma/prisma/issues/14456. One that has a transaction of its own divides it.
 */
function transactionOf(text: string, database: Database | null): MigrationReading['transaction'] {
  if (database !== 'postgres') return 'unknown';
  const statements = splitStatements(text, 'postgres');
  if (statements.some(({ tokens }) => /^(?:BEGIN|COMMIT|START)$/.test(tokens[0]!.keyword))) return 'unknown';
  return statements.length > 1 ? 'one' : 'none';
}

/** What `migration_lock.toml` says, else the schema's datasource; null when neither can be read. */
async function providerOf(root: string, tree: Tree): Promise<string | null> {
  for (const [path, pattern] of [
    [`${root}migrations/migration_lock.toml`, provider],
    [`${root}schema.prisma`, datasource],
    [`${root}schema/schema.prisma`, datasource],
  ] as const) {
    if (!tree.entries.has(path)) continue;
    const reading = await tree.read(path);
    if (!reading.found || reading.bytes.length > 1024 * 1024) continue;
    const found = pattern.exec(reading.bytes.toString('utf8'))?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
