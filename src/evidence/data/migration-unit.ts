import type { ChangedFile } from '../../source/change.ts';
import type { MigrationChange } from '../evidence.ts';
import { newOperations } from './compare-operations.ts';
import type { MigrationOrder, MigrationReading } from './migration.ts';
import type { ReadMigration } from './read-migrations.ts';
import type { Database, SchemaOperation } from './schema-operation.ts';

/** One migration that the change adds or edits: a file, or a part of one. */
export interface MigrationUnit {
  path: string;
  file: ChangedFile;
  format: string;
  status: MigrationChange['status'];
  order: MigrationOrder | null;
  reading: MigrationReading;
  database: Database | null;
  /** It is for a database that is not known here, whatever the repository says of its own. */
  isElsewhere: boolean;
  /** The operations of `reading` that base does not hold; the only ones to be judged. */
  added: ReadonlySet<SchemaOperation>;
  /** What it did at base; empty for one that is new. */
  before: readonly SchemaOperation[];
  /** Of a migration that stood at base: the lines that the change adds to it. Null for a new one. */
  isAddedLine: ((line: number) => boolean) | null;
}

/**
 * The migrations of a changed file that run anew or do something else than at base: all of a new file, the parts of an
 * old one that base does not hold or holds otherwise, nothing of one that only moved.
 */
export function unitsOf(read: ReadMigration): MigrationUnit[] {
  const { file, format, head } = read;
  if (head === null) return [];
  const units: MigrationUnit[] = [];
  const isAddedLine = addedLinesOf(file);
  for (const part of head.parts) {
    const base = basePartOf(read, part.id, part.when);
    const before = base?.reading.operations ?? [];
    const { reading } = part;
    const added = newOperations(before, reading.operations);
    if (base !== undefined && (added.size === 0 || (part.content !== '' && base.content === part.content)))
      continue;
    units.push({
      path: file.path,
      file,
      format: format.name,
      status: base === undefined && read.base === null ? 'added' : 'modified',
      order: reading.order ?? format.orderOf(file.path),
      reading,
      database: reading.database,
      isElsewhere: part.isElsewhere,
      added,
      before,
      isAddedLine: base === undefined ? null : isAddedLine,
    });
  }
  return units;
}

/** The part that stood at base under the same id; a condition that changed makes no other part of it. */
export function basePartOf({ base }: ReadMigration, id: string, when: string) {
  const sameId = base?.byId.get(id) ?? [];
  return sameId.find((part) => part.when === when) ?? (sameId.length === 1 ? sameId[0] : undefined);
}

/** Whether the change adds a line of the file at head; its hunks are gone through once, when first asked. */
function addedLinesOf({ hunks }: ChangedFile): (line: number) => boolean {
  let added: Set<number> | null = null;
  return (line) => {
    added ??= new Set(
      hunks.flatMap(({ lines }) => lines.flatMap((one) => (one.kind === 'added' ? [one.newLine ?? 0] : []))),
    );
    return added.has(line);
  };
}

/** The first line of the file at head that the change adds, else where it took the first away; null for neither. */
export function firstChangedLine(file: ChangedFile): number | null {
  for (const hunk of file.hunks) {
    const added = hunk.lines.find((one) => one.kind === 'added');
    if (added?.newLine) return added.newLine;
  }
  const first = file.hunks[0];
  return first === undefined ? null : Math.max(first.newStart, 1);
}
