import type { Side } from '../../../source/change.ts';
import type { Severity } from '../../evidence.ts';
import { doTheSame } from '../compare-operations.ts';
import type { MigrationPart } from '../migration.ts';
import { migrationName } from '../migration-name.ts';
import { basePartOf, firstChangedLine } from '../migration-unit.ts';
import { normaliseSql } from '../normalise-sql.ts';
import type { ReadMigration, ReadSide } from '../read-migrations.ts';
import type { SchemaOperation } from '../schema-operation.ts';
import { splitStatements } from '../sql/split-statements.ts';
import { compareVersions } from './compare-versions.ts';
import { toolOf } from './tools.ts';

/** A migration that stood at base and is no longer what it was. */
interface Edit {
  check: 'edited' | 'removed' | 'renumbered' | 'squashed';
  severity: Severity;
  path: string;
  line: number | null;
  side: Side;
  message: string;
  /** How many migrations it stands for. */
  count: number;
}

/** Edits that are told one by one; removals are one cause, and told as one. */
const mostEdits = 5;

/**
 * Migrations that the change edits in what runs forward, removes or gives another version. Edits of comments, blanks
 * or the way back are none, unless the tool sums the whole text; neither are moves under the same version. `error`
 * only where the tool keeps check sums and refuses to run. Many removed while one is added, or where a summary stands
 * among `paths` of the head beside them, are a squash: one note.
 */
export function findEdits(read: readonly ReadMigration[], paths: Iterable<string>): Edit[] {
  const edits = read.flatMap(editsOf);
  const removed = edits.filter(({ check, side }) => check === 'removed' && side === 'LEFT');
  const isSquash =
    removed.length > 1 &&
    (read.some(({ base, head }) => base === null && head !== null) || areSummedUp(removed, paths));
  // Renumbering is one cause as well, whether for one migration on several databases or for several.
  const renumbered = edits.filter(({ check }) => check === 'renumbered');
  const others = edits.filter((edit) => !removed.includes(edit) && !renumbered.includes(edit));
  const told = [...capped(others), ...capped(renumbered, 1)];
  return isSquash ? [...told, squashed(removed)] : [...told, ...capped(removed, 1)];
}

function capped(edits: readonly Edit[], most = mostEdits): Edit[] {
  if (edits.length <= most) return [...edits];
  const worst = edits.find(({ severity }) => severity === 'error') ?? edits[0]!;
  const count = edits.reduce((sum, edit) => sum + edit.count, 0);
  return [{ ...worst, count, message: `${worst.message} (and ${count - 1} more like it in this change)` }];
}

/** Whether each stands in a folder that holds a summary at head, by its name. */
function areSummedUp(removed: readonly Edit[], paths: Iterable<string>): boolean {
  const folders = new Set<string>();
  for (const path of paths) if (/squash[^/]*$/i.test(path)) folders.add(folderOf(path));
  return removed.every(({ path }) => folders.has(folderOf(path)));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function squashed(removed: readonly Edit[]): Edit {
  const first = removed[0]!;
  const count = removed.reduce((sum, edit) => sum + edit.count, 0);
  return {
    ...first,
    check: 'squashed',
    severity: 'note',
    count,
    message: `${count} migrations are removed whose steps another holds now: a database that ran only some of them is left between`,
  };
}

function editsOf(read: ReadMigration): Edit[] {
  const { file, format, base, head } = read;
  if (base === null) return [];
  const basePath = file.previousPath ?? file.path;
  if (head === null) {
    // What only looks like a migration no longer is told of by nobody.
    if (file.status !== 'removed' || base.parts.length === 0) return [];
    return [removedEdit(basePath, base.parts.length)];
  }
  const renumbered = renumberedEdit(read, basePath);
  if (renumbered !== null) return [renumbered];
  const tool = toolOf(format.name, file.path);
  const edits: Edit[] = [];
  for (const part of head.parts) {
    const before = basePartOf(read, part.id, part.when);
    if (before === undefined || part.mayChange || before.mayChange) continue;
    const isWhole = part.id === '';
    // Django: what a summary replaces is named until all have run it, and its steps are not read as long.
    if (format.name === 'django' && (summary.test(base.text) || summary.test(head.text))) continue;
    const differs = isWhole ? difference(before, part) : 'schema';
    const isEdited = isWhole
      ? tool.checkSum === 'text'
        ? lines(base.text) !== lines(head.text)
        : differs !== 'none'
      : before.content !== part.content && !stands(before, head);
    if (!isEdited) continue;
    const what = isWhole ? `Migration ${migrationName(file.path)}` : `ChangeSet ${part.id}`;
    edits.push({
      check: 'edited',
      // What once filled or mended rows is often emptied later, when the code that it calls goes.
      severity: tool.checkSum !== null ? 'error' : differs === 'schema' ? 'warning' : 'note',
      path: file.path,
      line: isWhole ? firstChangedLine(file) : part.line,
      side: 'RIGHT',
      message:
        tool.checkSum === null
          ? `${what} stood before this change and ${differs === 'unclear' ? 'may do' : 'does'} something else now: databases that ran it keep what it did then`
          : `${what} stood before this change and its check sum changes: ${format.name === 'liquibase' ? 'Liquibase' : 'the tool'} stops on every database that ran it`,
      count: 1,
    });
  }
  const gone = base.parts.filter((part) => part.id !== '' && !head.byId.has(part.id) && !head.byId.has(''));
  if (gone.length > 0) edits.push(goneEdit(gone, read));
  return edits;
}

/** Parts that a file no longer holds. Liquibase does not mind; that others came in their place makes it likely meant. */
function goneEdit(gone: readonly MigrationPart[], { file, base, head }: ReadMigration): Edit {
  const known = new Set(base?.parts.map(({ id }) => id));
  const added = head?.parts.filter(({ id }) => !known.has(id)) ?? [];
  const first = gone[0]!;
  const again = added.find(({ content }) => content === first.content);
  const more = gone.length > 1 ? ` and ${gone.length - 1} more` : '';
  return {
    check: again === undefined ? 'removed' : 'renumbered',
    severity: added.length > 0 ? 'note' : 'warning',
    path: file.path,
    line: null,
    side: 'RIGHT',
    message:
      again === undefined
        ? `ChangeSet ${first.id}${more} of ${migrationName(file.path)} stood before this change and is removed: databases that ran it keep what was done`
        : `ChangeSet ${first.id}${more} of ${migrationName(file.path)} has another id now, ${again.id}: databases that ran it run it again`,
    count: gone.length,
  };
}

/** Whether a part stands as it was: another of its id beside it is another fault. */
function stands(part: MigrationPart, head: ReadSide): boolean {
  return (head.byId.get(part.id) ?? []).some(({ content }) => content === part.content);
}

function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n').trimEnd();
}

function removedEdit(path: string, count: number): Edit {
  const what =
    count === 1 ? `Migration ${migrationName(path)}` : `${count} migrations of ${migrationName(path)}`;
  return {
    check: 'removed',
    severity: 'warning',
    path,
    line: null,
    side: 'LEFT',
    message: `${what} stood before this change and ${count === 1 ? 'is' : 'are'} removed: databases that ran ${count === 1 ? 'it' : 'them'} keep what was done`,
    count,
  };
}

/** A renamed file that the tool takes for another migration, and so runs where it ran already. */
function renumberedEdit({ file, format, head, base }: ReadMigration, basePath: string): Edit | null {
  if (file.status !== 'renamed') return null;
  const [before, after] = [
    base?.parts[0]?.reading.order ?? format.orderOf(basePath),
    head?.parts[0]?.reading.order ?? format.orderOf(file.path),
  ];
  const renamed = before?.by === 'chain' && after?.by === 'chain' && before.id !== after.id;
  const moved =
    before?.by === 'version' &&
    after?.by === 'version' &&
    compareVersions(before.version, after.version) !== 0;
  if (!renamed && !moved) return null;
  return {
    check: 'renumbered',
    severity: 'warning',
    path: file.path,
    line: null,
    side: 'RIGHT',
    message: `Migration ${migrationName(basePath)} stood before this change and ${moved ? `has version ${after.version} now` : `is ${after?.by === 'chain' ? after.id : ''} now`}: databases that ran it run it again`,
    count: 1,
  };
}

const summary = /^[ \t]*replaces\s*=/m;

type Difference = 'none' | 'rows' | 'unclear' | 'schema';

/**
 * How two readings of a migration differ in what runs forward: not, in how rows are changed alone, perhaps (a part of
 * it was not understood on one side), or in the schema.
 */
function difference(before: MigrationPart, after: MigrationPart): Difference {
  const [base, head] = [plain(before), plain(after)];
  if (doTheSame(base, head)) return 'none';
  if (doTheSame(ofSchema(base), ofSchema(head))) return 'rows';
  return before.reading.unread.length > 0 || after.reading.unread.length > 0 ? 'unclear' : 'schema';
}

/** Operations without those on rows, within a text of SQL as well. */
function ofSchema(operations: readonly SchemaOperation[]): SchemaOperation[] {
  return operations.flatMap((operation): SchemaOperation[] => {
    if (operation.kind === 'change-data') return [];
    if (operation.kind !== 'sql') return [operation];
    const kept = splitStatements(operation.sql)
      .filter(({ tokens }) => !onRows.has(tokens[0]?.keyword ?? ''))
      .map(({ start, end }) => operation.sql.slice(start, end).trim());
    return kept.length === 0 ? [] : [{ ...operation, sql: kept.join(';') }];
  });
}

const onRows: ReadonlySet<string> = new Set(['UPDATE', 'DELETE', 'INSERT']);

/** A condition that lets a step run twice changes nothing where it ran. */
function withoutConditions(sql: string): string {
  return sql.replace(/ IF (?:NOT )?EXISTS\b/gi, '');
}

/** Steps that say in two what others say in one: a new column that is made NOT NULL or another type at once. */
function folded(operations: readonly SchemaOperation[]): SchemaOperation[] {
  const done: SchemaOperation[] = [];
  for (const operation of operations) {
    const at =
      operation.kind === 'set-not-null' || operation.kind === 'change-type'
        ? done.findLastIndex(
            (one) =>
              one.kind === 'add-column' && one.table === operation.table && one.column === operation.column,
          )
        : -1;
    const column = done[at];
    if (column?.kind !== 'add-column') done.push(operation);
    else if (operation.kind === 'set-not-null') done[at] = { ...column, nullable: false };
    else if (operation.kind === 'change-type') done[at] = { ...column, type: operation.to };
  }
  return done;
}

/** Operations without what a mere rewording changes: blanks of SQL, rows in batches or at once. */
function plain({ reading }: MigrationPart): SchemaOperation[] {
  return folded(reading.operations).map((operation) => {
    if (operation.kind === 'sql')
      return { ...operation, sql: withoutConditions(normaliseSql(operation.sql)) };
    return operation.kind === 'change-data' ? { ...operation, bounded: true } : operation;
  });
}
