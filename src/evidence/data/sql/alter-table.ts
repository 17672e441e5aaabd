import type { Database, SchemaOperation } from '../schema-operation.ts';
import { readColumnDefinition, spell } from './column-definition.ts';
import {
  accept,
  acceptOne,
  type Cursor,
  cursorOn,
  isSymbol,
  keywordAt,
  rest,
  splitAtCommas,
  takeName,
  takeParenthesis,
} from './cursor.ts';
import { indexColumns, isInPlace } from './read-index.ts';
import type { Token } from './token.ts';

/** Where a clause of ALTER TABLE stands. */
interface Place {
  table: string;
  database: Database | null;
  /** MySQL: nothing in the statement asks for a copy or a lock. */
  inPlace: boolean;
}

/** A clause of ALTER TABLE: the offset where it starts, and what it does. */
interface Clause {
  start: number;
  operations: SchemaOperation[];
}

/**
 * What an ALTER TABLE does, clause by clause; null when the statement is none, or not even its table can be told. A
 * clause that is no change of columns, indexes or constraints is `other`.
 */
export function clausesOfAlterTable(tokens: readonly Token[], database: Database | null): Clause[] | null {
  const cursor = cursorOn(tokens);
  if (!accept(cursor, 'ALTER')) return null;
  acceptOne(cursor, ['IGNORE', 'ONLINE', 'OFFLINE']);
  if (!accept(cursor, 'TABLE')) return null;
  accept(cursor, 'IF EXISTS');
  accept(cursor, 'ONLY');
  const { line, start } = tokens[0]!;
  if (accept(cursor, 'ALL IN TABLESPACE')) {
    return [{ start, operations: [{ kind: 'other', line, what: 'alter table all' }] }];
  }
  const table = takeName(cursor);
  if (table === null) return null;
  if (isSymbol(cursor, '*')) cursor.at++;
  const clauses = rest(cursor);
  const place: Place = { table, database, inPlace: isInPlace(clauses) };
  const found = splitAtCommas(clauses).map((clause) => ({
    start: clause[0]!.start,
    operations: recogniseClause(place, clause),
  }));
  return checksNoRows(found) ? found.map(withoutChecks) : found;
}

/**
 * Whether the foreign keys of a statement hold without a look at the rows: all are of columns that it adds empty.
 * https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/parser/parse_utilcmd.c, `skipValidation`. MySQL
 * before 9 passes over such a REFERENCES altogether.
 */
function checksNoRows(clauses: readonly Clause[]): boolean {
  return clauses.every(({ operations }) => {
    const added = operations.find((operation) => operation.kind === 'add-column');
    if (added !== undefined) return added.default === 'none';
    return !operations.some(isForeignKey);
  });
}

function withoutChecks({ start, operations }: Clause): Clause {
  return {
    start,
    operations: operations.map((operation) =>
      isForeignKey(operation) ? { ...operation, validated: false } : operation,
    ),
  };
}

function isForeignKey(operation: SchemaOperation): operation is SchemaOperation & { kind: 'add-constraint' } {
  return operation.kind === 'add-constraint' && operation.constraint === 'foreign-key';
}

function recogniseClause(place: Place, clause: readonly Token[]): SchemaOperation[] {
  const { table } = place;
  const { line } = clause[0]!;
  const cursor = cursorOn(clause);
  const found = ((): SchemaOperation[] | null => {
    switch (clause[0]!.keyword) {
      // How MySQL goes about it, no step of its own.
      case 'ALGORITHM':
      case 'LOCK':
        return [];
      case 'ADD':
        cursor.at++;
        return recogniseAdd(place, cursor, line);
      case 'DROP':
        cursor.at++;
        return recogniseDrop(place, cursor, line);
      case 'ALTER':
        cursor.at++;
        return recogniseAlterColumn(table, cursor, line);
      case 'MODIFY':
      case 'CHANGE':
        return recogniseRedefinition(place, cursor, line);
      case 'RENAME':
        cursor.at++;
        return recogniseRename(table, cursor, line);
      case 'VALIDATE':
        cursor.at++;
        accept(cursor, 'CONSTRAINT');
        return [{ kind: 'validate-constraint', line, table, name: takeName(cursor) }];
      case 'SET': {
        if (!accept(cursor, 'SET SCHEMA')) return null;
        const schema = takeName(cursor);
        const name = table.slice(table.lastIndexOf('.') + 1);
        return schema === null ? null : [{ kind: 'rename-table', line, table, to: `${schema}.${name}` }];
      }
      default:
        return null;
    }
  })();
  return (
    found ?? [{ kind: 'other', line, what: `alter table ${table}: ${spell(clause.slice(0, 3)).trim()}` }]
  );
}

function recogniseAdd(place: Place, cursor: Cursor, line: number): SchemaOperation[] | null {
  const { table, database } = place;
  const constraint = recogniseAddConstraint(place, cursor, line);
  if (constraint !== null) return constraint;
  const index = acceptOne(cursor, ['FULLTEXT', 'SPATIAL']);
  if (acceptOne(cursor, ['INDEX', 'KEY']) !== '' || index !== '') {
    return [indexOf(cursor, line, place, false, index === '' && place.inPlace)];
  }
  if (accept(cursor, 'PARTITION') || accept(cursor, 'PERIOD FOR')) return null;
  accept(cursor, 'COLUMN');
  accept(cursor, 'IF NOT EXISTS');
  // MySQL's `ADD (a int, b int)`.
  const several = takeParenthesis(cursor);
  if (several !== null) {
    return splitAtCommas(several).flatMap(
      (part) => addColumn(table, cursorOn(part), part[0]!.line, database) ?? [],
    );
  }
  return addColumn(table, cursor, line, database);
}

function addColumn(
  table: string,
  cursor: Cursor,
  line: number,
  database: Database | null,
): SchemaOperation[] | null {
  const column = takeName(cursor);
  if (column === null) return null;
  const { type, nullable, default: kind, constraints } = readColumnDefinition(rest(cursor), database);
  return [
    { kind: 'add-column', line, table, column, type, nullable, default: kind },
    ...constraints.map(
      ({ constraint, name }): SchemaOperation => ({
        kind: 'add-constraint',
        line,
        table,
        name,
        constraint,
        validated: true,
      }),
    ),
  ];
}

/** `ADD [CONSTRAINT name] …`; null, and the cursor where it was, when it adds something else. */
function recogniseAddConstraint(place: Place, cursor: Cursor, line: number): SchemaOperation[] | null {
  const { table, database } = place;
  const start = cursor.at;
  let name: string | null = null;
  if (accept(cursor, 'CONSTRAINT')) {
    accept(cursor, 'IF NOT EXISTS');
    // MySQL may leave the name out.
    if (!constraintWords.has(keywordAt(cursor))) name = takeName(cursor);
  }
  const sort = acceptOne(cursor, ['FOREIGN KEY', 'CHECK', 'UNIQUE', 'PRIMARY KEY', 'EXCLUDE', 'NOT NULL']);
  if (sort === '') {
    cursor.at = start;
    return null;
  }
  // Postgres 18's constraint of its own.
  if (sort === 'NOT NULL') {
    const column = takeName(cursor);
    if (column !== null && !isNotValid(rest(cursor))) return [{ kind: 'set-not-null', line, table, column }];
    return [{ kind: 'other', line, what: 'adds a constraint that is not checked yet' }];
  }
  const indexWord = sort === 'UNIQUE' && acceptOne(cursor, ['INDEX', 'KEY']) !== '';
  if (sort === 'UNIQUE' && (indexWord || database === 'mysql')) {
    const index = indexOf(cursor, line, place, true, place.inPlace);
    return [{ ...index, name: index.name ?? name }];
  }
  const constraint = constraintKinds[sort as keyof typeof constraintKinds];
  const left = rest(cursor);
  const onIndex = left.some(
    (token, at) => token.keyword === 'USING' && left[at + 1]?.keyword === 'INDEX' && !isTablespace(left, at),
  );
  return [
    {
      kind: 'add-constraint',
      line,
      table,
      name,
      constraint,
      validated: !onIndex && !isNotValid(left) && !isUnenforced(left),
    },
  ];
}

const constraintWords = new Set(['FOREIGN', 'CHECK', 'UNIQUE', 'PRIMARY', 'EXCLUDE', 'NOT']);
const constraintKinds = {
  'FOREIGN KEY': 'foreign-key',
  CHECK: 'check',
  UNIQUE: 'unique',
  'PRIMARY KEY': 'primary-key',
  EXCLUDE: 'exclude',
} as const;

function isNotValid(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => token.keyword === 'VALID' && tokens[at - 1]?.keyword === 'NOT');
}

function isUnenforced(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => token.keyword === 'ENFORCED' && tokens[at - 1]?.keyword === 'NOT');
}

/** `USING INDEX TABLESPACE x` says only where the index goes. */
function isTablespace(tokens: readonly Token[], using: number): boolean {
  return tokens[using + 2]?.keyword === 'TABLESPACE';
}

/** MySQL's index in ALTER TABLE, from behind its word: `[name] [USING BTREE] (columns)`. */
function indexOf(
  cursor: Cursor,
  line: number,
  place: Place,
  unique: boolean,
  concurrent: boolean,
): SchemaOperation & { kind: 'add-index' } {
  acceptOne(cursor, ['INDEX', 'KEY']);
  accept(cursor, 'IF NOT EXISTS');
  const name = isSymbol(cursor, '(') || keywordAt(cursor) === 'USING' ? null : takeName(cursor);
  if (accept(cursor, 'USING')) takeName(cursor);
  const columns = indexColumns(takeParenthesis(cursor) ?? []);
  return { kind: 'add-index', line, table: place.table, name, columns, unique, concurrent };
}

function recogniseDrop({ table, database }: Place, cursor: Cursor, line: number): SchemaOperation[] | null {
  if (accept(cursor, 'PRIMARY KEY')) return [{ kind: 'drop-constraint', line, table, name: null }];
  if (acceptOne(cursor, ['CONSTRAINT', 'FOREIGN KEY', 'CHECK']) !== '') {
    accept(cursor, 'IF EXISTS');
    return [{ kind: 'drop-constraint', line, table, name: takeName(cursor) }];
  }
  // `DROP key` drops a column of that name; an index has one of its own behind the word.
  if (
    (keywordAt(cursor) === 'INDEX' || keywordAt(cursor) === 'KEY') &&
    cursor.tokens.length > cursor.at + 1
  ) {
    cursor.at++;
    accept(cursor, 'IF EXISTS');
    return [{ kind: 'drop-index', line, table, name: takeName(cursor), concurrent: database === 'mysql' }];
  }
  if (keywordAt(cursor) === 'PARTITION') return null;
  accept(cursor, 'COLUMN');
  accept(cursor, 'IF EXISTS');
  const column = takeName(cursor);
  return column === null ? null : [{ kind: 'drop-column', line, table, column }];
}

/** What is kept of a default that is set: whose it is. */
export function setsDefault(table: string, column: string): string {
  return `sets the default of ${table}.${column}`;
}

function recogniseAlterColumn(table: string, cursor: Cursor, line: number): SchemaOperation[] | null {
  if (keywordAt(cursor) === 'CONSTRAINT' || keywordAt(cursor) === 'INDEX' || keywordAt(cursor) === 'CHECK')
    return null;
  accept(cursor, 'COLUMN');
  accept(cursor, 'IF EXISTS');
  const column = takeName(cursor);
  if (column === null) return null;
  if (accept(cursor, 'SET NOT NULL')) return [{ kind: 'set-not-null', line, table, column }];
  if (accept(cursor, 'DROP NOT NULL')) return [{ kind: 'drop-not-null', line, table, column }];
  if (accept(cursor, 'SET DEFAULT')) return [{ kind: 'other', line, what: setsDefault(table, column) }];
  if (acceptOne(cursor, ['SET DATA TYPE', 'TYPE']) === '') return null;
  const { type } = readColumnDefinition(rest(cursor), null);
  return [{ kind: 'change-type', line, table, column, from: null, to: type }];
}

/**
 * MySQL's MODIFY and CHANGE state a column anew: what of it is new cannot be told from the text. Only the type is
 * said to change; of a CHANGE with another name only the name.
 */
function recogniseRedefinition(
  { table, database }: Place,
  cursor: Cursor,
  line: number,
): SchemaOperation[] | null {
  const renames = keywordAt(cursor) === 'CHANGE';
  cursor.at++;
  accept(cursor, 'COLUMN');
  accept(cursor, 'IF EXISTS');
  const column = takeName(cursor);
  const to = renames ? takeName(cursor) : column;
  if (column === null || to === null) return null;
  if (to.toLowerCase() !== column.toLowerCase()) return [{ kind: 'rename-column', line, table, column, to }];
  const { type } = readColumnDefinition(rest(cursor), database);
  return [{ kind: 'change-type', line, table, column, from: null, to: type }];
}

function recogniseRename(table: string, cursor: Cursor, line: number): SchemaOperation[] | null {
  if (acceptOne(cursor, ['CONSTRAINT', 'INDEX', 'KEY']) !== '') return null;
  acceptOne(cursor, ['TO', 'AS']);
  const explicit = cursor.at > 1;
  const column = !explicit && accept(cursor, 'COLUMN');
  if (column) accept(cursor, 'IF EXISTS');
  const from = takeName(cursor);
  if (from === null) return null;
  if (!explicit && accept(cursor, 'TO')) {
    const to = takeName(cursor);
    return to === null ? null : [{ kind: 'rename-column', line, table, column: from, to }];
  }
  // The new name stands without the schema; it stays in the same one.
  const dot = table.lastIndexOf('.');
  const to = dot === -1 || from.includes('.') ? from : `${table.slice(0, dot)}.${from}`;
  return column ? null : [{ kind: 'rename-table', line, table, to }];
}
