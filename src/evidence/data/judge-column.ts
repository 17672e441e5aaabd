import { compareTypes } from './compare-types.ts';
import type { JudgeInput, Objection } from './judge-operations.ts';
import type { SchemaOperation } from './schema-operation.ts';
import { setsDefault } from './sql/alter-table.ts';
import { columnKey } from './table-names.ts';

type ColumnOperation = Extract<
  SchemaOperation,
  { kind: 'add-column' | 'drop-column' | 'rename-column' | 'change-type' | 'set-not-null' }
>;

/** What is to be said of an operation on a column of a table that stands. */
export function judgeColumn(operation: ColumnOperation, input: JudgeInput): Objection[] {
  if (operation.kind === 'add-column') return judgeAdded(operation, input);
  // A column that the change itself adds has no reader yet; that it is filled before is the safe way.
  const isFresh = input.isFreshColumn(operation.table, operation.column);
  if (operation.kind === 'set-not-null') return judgeNotNull(operation, isFresh, input);
  if (isFresh && !isAddedAgain(operation, input)) return [];
  switch (operation.kind) {
    case 'drop-column':
      return [
        {
          rule: 'ban-drop-column',
          message: `Dropping column ${nameOf(operation)} loses what it holds and breaks the code that still uses it`,
        },
      ];
    case 'rename-column':
      // A name that it has for one step only is nobody's: what it was called before is told.
      if (input.others.isNamedBefore(operation)) return [];
      return [
        {
          rule: 'renaming-column',
          message: `Renaming column ${nameOf(operation)} to ${operation.to} breaks the code that still uses the old name`,
        },
      ];
    default:
      return judgeType(operation, input);
  }
}

function nameOf({ table, column }: { table: string; column: string }): string {
  return `${table}.${column}`;
}

/** Dropped first and added anew under its name in one migration: what it held is lost all the same. */
function isAddedAgain(operation: ColumnOperation, { others, fresh }: JudgeInput): boolean {
  if (operation.kind !== 'drop-column') return false;
  if (fresh.columns.has(columnKey(operation.table, operation.column))) return false;
  return others.isAddedAfter(operation);
}

const serial = /^(?:small|big)?serial[248]?\b/;

function judgeAdded(
  operation: Extract<SchemaOperation, { kind: 'add-column' }>,
  { database, others }: JudgeInput,
): Objection[] {
  const name = nameOf(operation);
  if (operation.type !== null && serial.test(operation.type)) {
    if (database !== 'postgres' && database !== null) return [];
    return [
      {
        rule: 'adding-field-with-default',
        message: `Adding column ${name} of type ${operation.type} writes the whole table anew under an ACCESS EXCLUSIVE lock`,
      },
    ];
  }
  const isRequired = !operation.nullable;
  if (isRequired && operation.default === 'none') {
    return [
      {
        rule: 'adding-required-field',
        message:
          database === 'mysql'
            ? `Column ${name} is added NOT NULL without a default: rows there are get an implicit value, and an INSERT of the code that still runs fails`
            : `Column ${name} is added NOT NULL without a default: it fails where the table holds rows, and so does an INSERT of the code that still runs`,
      },
    ];
  }
  if (operation.default === 'volatile' && database !== null) {
    if (database === 'sqlite') return [];
    return [
      {
        rule: 'adding-field-with-default',
        message:
          database === 'postgres'
            ? `Adding column ${name} with a default that differs from row to row writes the whole table anew under an ACCESS EXCLUSIVE lock`
            : `Adding column ${name} with an expression as its default copies the whole table while writes wait`,
      },
    ];
  }
  if (isRequired && operation.defaultDropped) {
    const kept = setsDefault(operation.table, operation.column);
    if (others.does(kept)) return [];
    return [
      {
        rule: 'adding-required-field',
        severity: 'note',
        message: `Column ${name} is added NOT NULL and its default is dropped at once: an INSERT of the code that still runs fails until it is replaced`,
      },
    ];
  }
  return [];
}

function judgeNotNull(
  operation: Extract<SchemaOperation, { kind: 'set-not-null' }>,
  isFresh: boolean,
  { database, others }: JudgeInput,
): Objection[] {
  // The scan is spared where a validated CHECK (… IS NOT NULL) stands; that one of the table was validated is a sign of it.
  if (others.hasChecked(operation.table)) return [];
  // A statement that says a whole column again (Rails' `change_column`) says NOT NULL of one that was so most often.
  if (others.isTypedAt(operation)) return [];
  // EF Core fills the rows with the column's new default in the same step.
  const isFilled = others.isFilledAt(operation);
  if (database === 'postgres') {
    return [
      {
        rule: 'adding-not-nullable-field',
        message: `Setting ${nameOf(operation)} NOT NULL reads the whole table under an ACCESS EXCLUSIVE lock${isFilled ? '' : ' and fails on a row without a value'}`,
      },
    ];
  }
  if (isFresh || isFilled) return [];
  return [
    {
      rule: 'adding-not-nullable-field',
      severity: 'note',
      message: `Setting ${nameOf(operation)} NOT NULL fails on a row without a value, and so does an INSERT that leaves it out`,
    },
  ];
}

function judgeType(
  operation: Extract<SchemaOperation, { kind: 'change-type' }>,
  { database }: JudgeInput,
): Objection[] {
  const { from, to } = operation;
  const change = compareTypes(from, to, database);
  const types = `${from === null ? '' : ` from ${from}`}${to === null ? '' : ` to ${to}`}`;
  if (change === 'same' || change === 'free') return [];
  if (change === 'narrowing') {
    return [
      {
        rule: 'narrowing-column-type',
        message: `Changing ${nameOf(operation)}${types} cuts off or refuses values that the new type does not hold`,
      },
    ];
  }
  if (database === null || database === 'sqlite') return [];
  // MODIFY says a whole column again, its type as well: what of it is new nobody can tell.
  if (database === 'mysql' && from === null) return [];
  if (database === 'mysql' && change === 'unknown' && mayBeFree(to)) return [];
  if (change === 'rewrite' || (database === 'postgres' && !mayBeFree(to))) {
    return [
      {
        rule: 'changing-column-type',
        message:
          database === 'postgres'
            ? `Changing the type of ${nameOf(operation)}${types} writes the whole table anew under an ACCESS EXCLUSIVE lock`
            : `Changing the type of ${nameOf(operation)}${types} copies the whole table while writes wait`,
      },
    ];
  }
  return [
    {
      rule: 'changing-column-type',
      severity: 'note',
      message: `Changing the type of ${nameOf(operation)}${types} may write the whole table anew, depending on the type it has`,
    },
  ];
}

/** To a longer text or a wider number it may cost nothing; the old type is not known. */
function mayBeFree(to: string | null): boolean {
  // A field of a project's own may be the same column.
  if (to !== null && /^\w+field\b/.test(to)) return true;
  return to === null || /^(?:text|citext|varchar|character varying|string|numeric|decimal)\b/.test(to);
}
