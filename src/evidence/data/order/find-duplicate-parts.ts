import type { MigrationPart } from '../migration.ts';
import { migrationName } from '../migration-name.ts';
import type { ReadMigration } from '../read-migrations.ts';
import type { OrderProblem } from './placed.ts';

/**
 * Parts of one file that have one id under the same conditions, at least one of them new: the tool refuses the file.
 * Nothing of a file that held such a pair before. `line` is that of the later one.
 */
export function findDuplicateParts({ file, base, head }: ReadMigration): (OrderProblem & { line: number })[] {
  if (head === null) return [];
  const before = new Set(pairs(base?.parts ?? []).map(keyOf));
  return pairs(head.parts)
    .filter((part) => part.id !== '' && part.id !== ':' && !before.has(keyOf(part)))
    .map((part) => ({
      path: file.path,
      certain: true,
      message: `ChangeSet ${part.id} stands twice in ${migrationName(file.path)}, which Liquibase refuses`,
      others: [],
      version: part.id,
      line: part.line,
    }));
}

/** Those whose key another one had before them. */
function pairs(parts: readonly MigrationPart[]): MigrationPart[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    const key = keyOf(part);
    const isSecond = seen.has(key);
    seen.add(key);
    return isSecond;
  });
}

function keyOf({ id, when }: MigrationPart): string {
  return `${id}\0${when}`;
}
