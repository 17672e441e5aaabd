import type { Severity } from '../evidence.ts';
import { type DataRule, dataRules } from './data-rules.ts';
import { type Fresh, freshAfter } from './fresh.ts';
import { judgeColumn } from './judge-column.ts';
import { judgeConstraint } from './judge-constraint.ts';
import { judgeData } from './judge-data.ts';
import type { MigrationReading } from './migration.ts';
import { indexOperations, type OperationIndex } from './operation-index.ts';
import type { Database, SchemaOperation } from './schema-operation.ts';
import { columnKey, tableKey } from './table-names.ts';
import { wayOut } from './ways-out.ts';

/** What one migration runs against. */
interface JudgeContext {
  /** Null: only what hurts on any database is said. */
  database: Database | null;
  transaction: MigrationReading['transaction'];
  /** Tables and columns that migrations of the same change made before this one. */
  fresh: Fresh;
}

/** What a rule has against one operation: a fact that does not know its file yet. */
export interface OperationFact {
  /** Without its family: of `data-rules.ts`, or one of squawk's. */
  rule: string;
  severity: Severity;
  /** 1-based in the migration's file. */
  line: number;
  message: string;
  operation: SchemaOperation;
  /** The safe way, one sentence without a full stop. */
  wayOut: string;
}

/** What a judgement says of one operation; the severity is the rule's own unless given. */
export interface Objection {
  rule: DataRule;
  severity?: Severity;
  message: string;
}

/** All that a judgement of one operation may look at. */
export interface JudgeInput extends JudgeContext {
  /** The other operations of the migration. */
  others: OperationIndex;
  /** The first table that stands and whose schema the migration changes. */
  changedTable(): string | null;
  isFreshTable(table: string | null): boolean;
  isFreshColumn(table: string, column: string): boolean;
}

/**
 * What rules have against the operations of one migration, in their order. Tables that the same migration or an
 * earlier one of the change creates hold no rows and have no readers: nothing is said of them. SQL inside a
 * framework's migration must have been taken apart before: operations of kind `sql` are passed over.
 */
export function judgeOperations(
  operations: readonly SchemaOperation[],
  context: JudgeContext,
): OperationFact[] {
  const fresh = freshAfter(operations, context.fresh);
  let changed: { table: string | null } | null = null;
  const input: JudgeInput = {
    ...context,
    others: indexOperations(operations),
    changedTable() {
      changed ??= { table: firstChanged(operations, input) };
      return changed.table;
    },
    isFreshTable: (table) => table !== null && fresh.tables.has(tableKey(table)),
    isFreshColumn: (table, column) => fresh.columns.has(columnKey(table, column)),
  };
  return operations.flatMap((operation) =>
    objectionsTo(operation, input).map((objection) => factOf(objection, operation, context.database)),
  );
}

function objectionsTo(operation: SchemaOperation, input: JudgeInput): Objection[] {
  const inTransaction = insideTransaction(operation, input);
  if (inTransaction !== null) return [inTransaction];
  if ('table' in operation && operation.kind !== 'change-data' && input.isFreshTable(operation.table)) {
    return [];
  }
  switch (operation.kind) {
    case 'drop-table':
      // A table that is copied, dropped and renamed back is rebuilt, not lost: SQLite's way to alter one.
      return input.others.isRenamedTo(operation.table) ? [] : [dropTable(operation.table)];
    case 'rename-table':
      // Another takes the name: both are exchanged.
      if (input.others.isRenamedTo(operation.table)) return [];
      return [
        {
          rule: 'renaming-table',
          message: `Renaming table ${operation.table} to ${operation.to} breaks the code that still uses the old name`,
        },
      ];
    case 'add-column':
    case 'drop-column':
    case 'rename-column':
    case 'change-type':
    case 'set-not-null':
      return judgeColumn(operation, input);
    case 'add-index':
    case 'drop-index':
    case 'add-constraint':
    case 'validate-constraint':
      return judgeConstraint(operation, input);
    case 'change-data':
      return judgeData(operation, input);
    default:
      return [];
  }
}

/** Postgres refuses it wherever the table stands, so that even a new one is no excuse. */
function insideTransaction(operation: SchemaOperation, input: JudgeInput): Objection | null {
  if (input.database !== 'postgres' || input.transaction !== 'one') return null;
  if (operation.kind !== 'add-index' && operation.kind !== 'drop-index') return null;
  if (!operation.concurrent) return null;
  const what = operation.kind === 'add-index' ? 'CREATE INDEX CONCURRENTLY' : 'DROP INDEX CONCURRENTLY';
  return {
    rule: 'ban-concurrent-index-creation-in-transaction',
    message: `${what}${onTable(operation.table)} cannot run inside the transaction that this migration runs in`,
  };
}

/** ` on users`, or nothing where the table is not known. */
function onTable(table: string | null): string {
  return table === null ? '' : ` on ${table}`;
}

function dropTable(table: string): Objection {
  return {
    rule: 'ban-drop-table',
    message: `Dropping table ${table} loses what it holds and breaks the code that still uses it`,
  };
}

const schemaChanges: ReadonlySet<SchemaOperation['kind']> = new Set([
  'rename-table',
  'add-column',
  'drop-column',
  'rename-column',
  'change-type',
  'set-not-null',
  'add-index',
  'add-constraint',
] as const);

function firstChanged(operations: readonly SchemaOperation[], input: JudgeInput): string | null {
  for (const operation of operations) {
    if (!schemaChanges.has(operation.kind) || !('table' in operation) || operation.table === null) continue;
    if (!input.isFreshTable(operation.table)) return operation.table;
  }
  return null;
}

function factOf(objection: Objection, operation: SchemaOperation, database: Database | null): OperationFact {
  const { rule, message } = objection;
  const severity = objection.severity ?? dataRules[rule][0];
  return {
    rule,
    // Whoever weighed the risk need not be stopped by it; what cannot run fails all the same.
    severity: operation.accepted && severity === 'warning' ? 'note' : severity,
    line: operation.line,
    message,
    operation,
    wayOut: wayOut(rule, database),
  };
}
