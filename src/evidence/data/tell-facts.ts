import type { Fact } from '../evidence.ts';
import { dataRules } from './data-rules.ts';
import type { OperationFact } from './judge-operations.ts';
import type { JudgedUnit } from './judge-units.ts';
import type { SchemaOperation } from './schema-operation.ts';
import { squashFacts } from './squash-facts.ts';
import { tableKey } from './table-names.ts';
import { wayOut } from './ways-out.ts';

/** Columns that a fact standing for many names. */
const mostColumns = 50;

/** The facts about the migrations of one file, many of a kind put into one. */
export function tellFacts(judged: readonly JudgedUnit[]): Fact[] {
  const facts = judged.map((one) =>
    one.facts.concat(irreversible(one)).map((fact) => ({ ...fact, unit: one.unit })),
  );
  return squashFacts(facts).map(tell);
}

function tell(fact: ReturnType<typeof squashFacts<OperationFact & Pick<JudgedUnit, 'unit'>>>[number]): Fact {
  const { rule, severity, line, message, operation, count, columns, unit } = fact;
  return {
    rule: `data/${rule}`,
    severity,
    path: unit.path,
    line,
    side: 'RIGHT',
    message,
    data: {
      column: columns.length === 1 ? columns[0]! : null,
      ...(columns.length > 1 ? { columns: columns.slice(0, mostColumns) } : {}),
      ...(count > 1 ? { count } : {}),
      database: unit.database,
      statement: operation.kind === 'change-data' ? operation.statement : operation.kind,
      table: 'table' in operation ? operation.table : null,
      wayOut: fact.wayOut,
    },
  };
}

/** That there is no way back matters where something is lost. */
function irreversible({ unit, operations, added, fresh }: JudgedUnit): OperationFact[] {
  if (unit.reading.rollback !== 'irreversible') return [];
  const lost = operations.find(
    (operation) =>
      added.has(operation) && destroys(operation) && !fresh.tables.has(tableKey(operation.table)),
  );
  if (lost === undefined) return [];
  const rule = 'irreversible-migration';
  return [
    {
      rule,
      severity: dataRules[rule][0],
      line: lost.line,
      message: `The migration that drops ${'column' in lost ? `${lost.table}.${lost.column}` : `table ${'table' in lost ? lost.table : ''}`} has no way back`,
      operation: lost,
      wayOut: wayOut(rule, unit.database),
    },
  ];
}

function destroys(
  operation: SchemaOperation,
): operation is Extract<SchemaOperation, { kind: 'drop-table' | 'drop-column' }> {
  return operation.kind === 'drop-table' || operation.kind === 'drop-column';
}
