import type { JudgeInput, Objection } from './judge-operations.ts';
import type { SchemaOperation } from './schema-operation.ts';

type IndexOrConstraint = Extract<
  SchemaOperation,
  { kind: 'add-index' | 'drop-index' | 'add-constraint' | 'validate-constraint' }
>;

/** What is to be said of an index or a constraint of a table that stands. SQLite locks the whole file anyway. */
export function judgeConstraint(operation: IndexOrConstraint, input: JudgeInput): Objection[] {
  if (input.database === 'mysql') return judgeOnMysql(operation);
  if (input.database !== 'postgres') return [];
  switch (operation.kind) {
    case 'add-index':
      if (operation.concurrent) return [];
      return [
        {
          rule: 'require-concurrent-index-creation',
          message: `Building ${indexOf(operation)} on ${operation.table} makes writes to it wait until it is built`,
        },
      ];
    case 'drop-index':
      if (operation.concurrent) return [];
      return [
        {
          rule: 'require-concurrent-index-deletion',
          message: `Dropping ${indexOf(operation)}${operation.table === null ? '' : ` of ${operation.table}`} waits for an ACCESS EXCLUSIVE lock, and whoever uses the table waits behind it`,
        },
      ];
    case 'add-constraint':
      return judgeAdded(operation);
    default:
      return judgeValidated(operation, input);
  }
}

function indexOf({ name }: { name: string | null }): string {
  return name === null ? 'an index' : `index ${name}`;
}

function judgeAdded({
  table,
  name,
  constraint,
  validated,
}: Extract<SchemaOperation, { kind: 'add-constraint' }>): Objection[] {
  if (!validated) return [];
  const called = name === null ? '' : ` ${name}`;
  switch (constraint) {
    case 'foreign-key':
      return [
        {
          rule: 'adding-foreign-key-constraint',
          message: `Adding foreign key${called} to ${table} checks all its rows while writes to both tables wait`,
        },
      ];
    case 'unique':
      return [
        {
          rule: 'disallowed-unique-constraint',
          message: `Adding unique constraint${called} to ${table} builds its index under an ACCESS EXCLUSIVE lock`,
        },
      ];
    case 'primary-key':
      return [
        {
          rule: 'adding-serial-primary-key-field',
          message: `Adding primary key${called} to ${table} builds its index under an ACCESS EXCLUSIVE lock`,
        },
      ];
    default:
      return [
        {
          rule: 'constraint-missing-not-valid',
          // An exclusion constraint knows no NOT VALID: it can only be added when few write.
          ...(constraint === 'exclude' ? { severity: 'note' as const } : {}),
          message: `Adding ${constraint === 'check' ? 'check' : 'exclusion'} constraint${called} to ${table} checks all its rows under an ACCESS EXCLUSIVE lock`,
        },
      ];
  }
}

/** Validating spares nothing while the transaction still holds the lock of the statement that added the constraint. */
function judgeValidated(
  operation: Extract<SchemaOperation, { kind: 'validate-constraint' }>,
  { others, transaction }: JudgeInput,
): Objection[] {
  const { table, name } = operation;
  if (transaction !== 'one' || !others.addsUnchecked(operation)) return [];
  return [
    {
      rule: 'constraint-missing-not-valid',
      message: `Constraint${name === null ? '' : ` ${name}`} of ${table} is validated in the transaction that adds it, so that its lock is held meanwhile`,
    },
  ];
}

/** InnoDB adds a foreign key in place only with foreign_key_checks off, and a check constraint by copying alone. */
function judgeOnMysql(operation: IndexOrConstraint): Objection[] {
  if (operation.kind !== 'add-constraint' || !operation.validated) return [];
  const called = operation.name === null ? '' : ` ${operation.name}`;
  if (operation.constraint === 'foreign-key') {
    return [
      {
        rule: 'adding-foreign-key-constraint',
        message: `Adding foreign key${called} to ${operation.table} copies the whole table while writes wait`,
      },
    ];
  }
  if (operation.constraint !== 'check') return [];
  return [
    {
      rule: 'constraint-missing-not-valid',
      severity: 'note',
      message: `Adding check constraint${called} to ${operation.table} copies the whole table while writes wait`,
    },
  ];
}
