import { compareTypes } from './compare-types.ts';
import type { Database, SchemaOperation } from './schema-operation.ts';

/** What one operation does in the words of the plan: see `MigrationStep`. */
interface StepDescription {
  what: string;
  lock: string | null;
  rewrites: boolean;
}

const brief = 'ACCESS EXCLUSIVE, briefly';
const checking = 'ACCESS EXCLUSIVE while existing rows are checked';
const rewriting = 'ACCESS EXCLUSIVE while the table is written anew';
const metadata = 'metadata lock, briefly';
const copying = 'writes wait while the table is copied';

/**
 * What one operation does, what it locks and whether it writes a table anew. `isFresh`: its table is made by the same
 * change, so that nobody can wait for it. Locks are those that the manuals name under ALTER TABLE and explicit locking
 * (Postgres) and under online DDL operations (MySQL); null where the database is not known, and for SQLite, which
 * locks the whole file whatever it does.
 */
export function describeStep(
  operation: SchemaOperation,
  database: Database | null,
  isFresh: boolean,
): StepDescription {
  const what = tell(operation);
  if (isFresh) return { what, lock: null, rewrites: false };
  if (database === 'postgres') return { what, ...onPostgres(operation) };
  if (database === 'mysql') return { what, ...onMysql(operation) };
  return { what, lock: null, rewrites: false };
}

function tell(operation: SchemaOperation): string {
  switch (operation.kind) {
    case 'create-table':
      return `creates table ${operation.table}`;
    case 'drop-table':
      return `drops table ${operation.table}`;
    case 'rename-table':
      return `renames table ${operation.table} to ${operation.to}`;
    case 'add-column':
      return `adds column ${operation.column}${operation.nullable ? '' : ' (NOT NULL)'} to ${operation.table}`;
    case 'drop-column':
      return `drops column ${operation.column} of ${operation.table}`;
    case 'rename-column':
      return `renames column ${operation.column} of ${operation.table} to ${operation.to}`;
    case 'change-type':
      return `changes the type of ${operation.column} of ${operation.table}${operation.to === null ? '' : ` to ${operation.to}`}`;
    case 'set-not-null':
      return `sets ${operation.column} of ${operation.table} NOT NULL`;
    case 'drop-not-null':
      return `lets ${operation.column} of ${operation.table} be NULL`;
    case 'add-index':
      return `builds ${operation.unique ? 'unique ' : ''}index ${operation.name ?? `on ${operation.columns.join(', ') || 'an expression'}`} of ${operation.table}${operation.concurrent ? ' without blocking writes' : ''}`;
    case 'drop-index':
      return `drops index ${operation.name ?? '(unnamed)'}${operation.table === null ? '' : ` of ${operation.table}`}`;
    case 'add-constraint':
      return `adds ${operation.constraint.replace('-', ' ')} ${operation.constraint === 'primary-key' ? '' : 'constraint '}${operation.name === null ? '' : `${operation.name} `}to ${operation.table}${operation.validated ? '' : ' without checking existing rows'}`;
    case 'validate-constraint':
      return `validates constraint ${operation.name === null ? '' : `${operation.name} `}of ${operation.table}`;
    case 'drop-constraint':
      return `drops constraint ${operation.name === null ? '' : `${operation.name} `}of ${operation.table}`;
    case 'change-data':
      return tellData(operation);
    case 'sql':
      return 'runs SQL';
    case 'other':
      return operation.what;
  }
}

function tellData({ table, statement, bounded }: Extract<SchemaOperation, { kind: 'change-data' }>): string {
  const rows = `${bounded ? 'some rows' : 'rows'}${table === null ? '' : ` of ${table}`}`;
  switch (statement) {
    case 'insert':
      return `inserts rows${table === null ? '' : ` into ${table}`}`;
    case 'update':
      return `updates ${rows}`;
    case 'delete':
      return `deletes ${rows}`;
    case 'truncate':
      return `empties ${table ?? 'a table'}`;
    default:
      return 'runs code that may change rows';
  }
}

type Cost = Omit<StepDescription, 'what'>;

function onPostgres(operation: SchemaOperation): Cost {
  switch (operation.kind) {
    case 'drop-table':
    case 'rename-table':
    case 'drop-column':
    case 'rename-column':
    case 'drop-not-null':
    case 'drop-constraint':
      return { lock: brief, rewrites: false };
    case 'add-column': {
      const rewrites = operation.default === 'volatile' || /^(?:small|big)?serial/.test(operation.type ?? '');
      return { lock: rewrites ? rewriting : brief, rewrites };
    }
    case 'change-type': {
      const change = compareTypes(operation.from, operation.to, 'postgres');
      const rewrites = change === 'rewrite' || change === 'narrowing';
      if (change === 'unknown') return { lock: 'ACCESS EXCLUSIVE', rewrites: false };
      return { lock: rewrites ? rewriting : brief, rewrites };
    }
    case 'set-not-null':
      return { lock: checking, rewrites: false };
    case 'add-index':
      return {
        lock: operation.concurrent ? null : 'SHARE: blocks writes while the index is built',
        rewrites: false,
      };
    case 'drop-index':
      return { lock: operation.concurrent ? null : brief, rewrites: false };
    case 'add-constraint':
      return { lock: lockOfConstraint(operation), rewrites: false };
    default:
      return { lock: null, rewrites: false };
  }
}

function lockOfConstraint({
  constraint,
  validated,
}: Extract<SchemaOperation, { kind: 'add-constraint' }>): string {
  if (constraint === 'foreign-key') {
    return validated
      ? 'SHARE ROW EXCLUSIVE on both tables: blocks writes while existing rows are checked'
      : 'SHARE ROW EXCLUSIVE on both tables, briefly';
  }
  if (!validated) return brief;
  return constraint === 'check' ? checking : 'ACCESS EXCLUSIVE while the index is built';
}

function onMysql(operation: SchemaOperation): Cost {
  switch (operation.kind) {
    case 'add-column':
      return operation.default === 'volatile'
        ? { lock: copying, rewrites: true }
        : { lock: metadata, rewrites: false };
    case 'change-type': {
      const change = compareTypes(operation.from, operation.to, 'mysql');
      if (change === 'same' || change === 'free' || change === 'unknown')
        return { lock: metadata, rewrites: false };
      return { lock: copying, rewrites: true };
    }
    case 'set-not-null':
    case 'drop-not-null':
      return { lock: metadata, rewrites: true };
    case 'add-constraint':
      if (operation.constraint === 'foreign-key' || operation.constraint === 'check') {
        return operation.validated ? { lock: copying, rewrites: true } : { lock: metadata, rewrites: false };
      }
      return { lock: metadata, rewrites: operation.constraint === 'primary-key' };
    case 'drop-table':
    case 'rename-table':
    case 'drop-column':
    case 'rename-column':
    case 'add-index':
    case 'drop-index':
    case 'drop-constraint':
      return { lock: metadata, rewrites: false };
    default:
      return { lock: null, rewrites: false };
  }
}
