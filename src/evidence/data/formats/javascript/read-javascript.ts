import type { Node } from 'web-tree-sitter';
import { parseCode } from '../../../code/parse-code.ts';
import type { MigrationInput, MigrationOrder, MigrationReading } from '../../migration.ts';
import type { Database } from '../../schema-operation.ts';
import { databaseOfPath } from '../../sql/database-hints.ts';

/**
 * Parses a migration in JavaScript or TypeScript and gives what `readRoot` makes of it, in its order and for the
 * database that its folders name; null where `readRoot` gives null.
 */
export async function readJavascript(
  { path, text }: MigrationInput,
  order: MigrationOrder | null,
  readRoot: (root: Node) => Omit<MigrationReading, 'order' | 'database'> | null,
): Promise<MigrationReading | null> {
  const parsed = await parseCode(text, path.endsWith('ts') ? 'typescript' : 'javascript', readRoot);
  const named = databaseOfPath(path.slice(0, path.lastIndexOf('/') + 1));
  const database: Database | null = named === 'elsewhere' ? null : named;
  if (parsed.ok) return parsed.value === null ? null : { ...parsed.value, order, database };
  return {
    order,
    operations: [],
    rollback: 'none',
    transaction: 'unknown',
    database,
    unread: [{ line: 1, reason: parsed.reason }],
  };
}

/** Order by the version that `path` finds in a file's name, among the files of its folder. */
export function orderByVersion(path: RegExp, file: string): MigrationOrder | null {
  const version = path.exec(file)?.[1];
  return version === undefined
    ? null
    : { by: 'version', family: file.slice(0, file.lastIndexOf('/')), version };
}
