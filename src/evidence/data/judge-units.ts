import type { Severity } from '../evidence.ts';
import { contentOf, newOperations } from './compare-operations.ts';
import { dataRules } from './data-rules.ts';
import { type Fresh, freshAfter, nothingFresh } from './fresh.ts';
import { judgeOperations, type OperationFact } from './judge-operations.ts';
import type { MigrationUnit } from './migration-unit.ts';
import type { SchemaOperation } from './schema-operation.ts';
import { lintPostgres, type PostgresLint, type PostgresPart } from './sql/lint-postgres.ts';
import { recogniseSql } from './sql/recognise-sql.ts';
import { squawkRules } from './sql/squawk-rules.ts';
import { columnKey, tableKey } from './table-names.ts';

/** What is to be said of one migration. */
export interface JudgedUnit {
  unit: MigrationUnit;
  /** All that it does now, SQL taken apart. */
  operations: SchemaOperation[];
  /** Those of them that are new. */
  added: ReadonlySet<SchemaOperation>;
  /** What it or one before it in the change makes. */
  fresh: Fresh;
  facts: OperationFact[];
  unread: { line: number; reason: string }[];
}

/** SQL of a Postgres migration, to be linted together with that of all others. */
interface SqlText {
  unit: number;
  operation: Extract<SchemaOperation, { kind: 'sql' }>;
}

interface TakenApart {
  operations: SchemaOperation[];
  added: Set<SchemaOperation>;
  /** Those that come of SQL which squawk judges as well. */
  linted: Set<SchemaOperation>;
  /** What its SQL makes for itself, materialized views among it, by names in lower case. */
  scratch: Set<string>;
  unread: { line: number; reason: string }[];
}

/**
 * Judges migrations given in the order in which they run. SQL for Postgres is judged by squawk, one process for all,
 * and by our rules only where squawk has none of that name; everything else by our rules.
 */
export async function judgeUnits(units: readonly MigrationUnit[]): Promise<JudgedUnit[]> {
  const texts: SqlText[] = [];
  const apart = units.map((unit, at) => takeApart(unit, at, texts));
  const linted = await lintPostgres(texts.map(({ unit, operation }) => partOf(units[unit]!, operation)));
  const lints = Map.groupBy(linted.lints, ({ part }) => texts[part]!.unit);
  const leftOut = Map.groupBy(linted.leftOut, ({ part }) => texts[part]!.unit);
  for (const [at, unread] of Map.groupBy(linted.unread, ({ part }) => texts[part]!.unit)) {
    const told = apart[at]!.unread;
    const lines = new Set(told.map(({ line }) => line));
    for (const { line, reason } of unread) if (!lines.has(line)) told.push({ line, reason });
  }
  if (linted.failure !== null) {
    for (const at of new Set(texts.map(({ unit }) => unit))) {
      apart[at]!.unread.push({ line: 1, reason: `SQL not linted: ${linted.failure}` });
    }
  }

  let before = nothingFresh;
  return units.map((unit, at): JudgedUnit => {
    const { operations, added, linted: byLinter, scratch, unread } = apart[at]!;
    const fresh = freshAfter(operations, before);
    const { database, reading } = unit;
    const own = judgeOperations(operations, { database, transaction: reading.transaction, fresh: before });
    const byPlace = new Map<string, OperationFact>();
    for (const fact of own.toReversed()) byPlace.set(placeOf(fact), fact);
    const contents = unit.isAddedLine === null ? new Set<string>() : new Set([...added].map(contentOf));
    const facts: OperationFact[] = [];
    const places = new Set<string>();
    for (const lint of lints.get(at) ?? []) {
      if (!isNew(lint, unit, contents) || isFresh(lint, fresh) || isOnScratch(lint, scratch)) continue;
      const fact = factOf(lint, texts[lint.part]!.operation.accepted === true, byPlace);
      facts.push(fact);
      places.add(placeOf(fact));
    }
    const isLeftOut = linesOf(leftOut.get(at) ?? []);
    for (const fact of own) {
      if (!added.has(fact.operation)) continue;
      const bySquawk =
        linted.failure === null && byLinter.has(fact.operation) && Object.hasOwn(squawkRules, fact.rule);
      if (!bySquawk || (isLeftOut(fact.line) && !places.has(placeOf(fact)))) facts.push(fact);
    }
    facts.sort((a, b) => a.line - b.line || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
    if (unit.isAddedLine === null) before = fresh;
    return { unit, operations, added, fresh, facts, unread: unread.concat(reading.unread) };
  });
}

function partOf(unit: MigrationUnit, operation: { sql: string; line: number }): PostgresPart {
  const { transaction } = unit.reading;
  return {
    sql: operation.sql,
    inTransaction: transaction === 'unknown' ? null : transaction === 'one',
    firstLine: operation.line,
  };
}

function takeApart(unit: MigrationUnit, at: number, texts: SqlText[]): TakenApart {
  const apart: TakenApart = {
    operations: [],
    added: new Set(),
    linted: new Set(),
    scratch: new Set(),
    unread: [],
  };
  const { reading, database } = unit;
  const isPostgres = database === 'postgres';
  // A text that changed is compared by what it does, not as a whole.
  const goneSql = unit.before.flatMap((operation) =>
    operation.kind === 'sql' ? recogniseSql(operation.sql, database).operations : [],
  );
  for (const operation of reading.operations) {
    const isNewHere = unit.added.has(operation);
    if (operation.kind !== 'sql') {
      apart.operations.push(operation);
      if (isNewHere) apart.added.add(operation);
      continue;
    }
    const { operations, unread } = recogniseSql(operation.sql, database, operation.line, apart.scratch);
    if (operation.accepted) for (const one of operations) one.accepted = true;
    for (const one of operations) apart.operations.push(one);
    if (!isNewHere) continue;
    for (const one of unread) if (unit.isAddedLine?.(one.line) ?? true) apart.unread.push(one);
    for (const one of newOperations(goneSql, operations)) apart.added.add(one);
    if (!isPostgres) continue;
    texts.push({ unit: at, operation });
    for (const one of operations) apart.linted.add(one);
  }
  return apart;
}

/** Of an edited migration only what it does anew counts, whatever line it stands on. */
function isNew(lint: PostgresLint, unit: MigrationUnit, contents: ReadonlySet<string>): boolean {
  if (unit.isAddedLine === null || unit.isAddedLine(lint.line)) return true;
  return lint.operation !== null && contents.has(contentOf(lint.operation));
}

/** One rule on one line. */
function placeOf({ rule, line }: { rule: string; line: number }): string {
  return `${rule}\0${line}`;
}

/** Whether a line lies in one of some ranges; told in the logarithm of their number. */
function linesOf(ranges: readonly { line: number; lastLine: number }[]): (line: number) => boolean {
  const sorted = ranges.toSorted((a, b) => a.line - b.line);
  // How far the ranges up to each reach.
  const reach: number[] = [];
  for (const { lastLine } of sorted) reach.push(Math.max(lastLine, reach.at(-1) ?? 0));
  return (line) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.line <= line) low = middle + 1;
      else high = middle;
    }
    return low > 0 && reach[low - 1]! >= line;
  };
}

/** What a migration before it in the change made, or its own code beside the SQL. */
function isFresh({ rule, table, operation }: PostgresLint, fresh: Fresh): boolean {
  if (rule === 'data/ban-concurrent-index-creation-in-transaction' || table === null) return false;
  if (fresh.tables.has(tableKey(table))) return true;
  return (
    operation !== null &&
    (operation.kind === 'drop-column' ||
      operation.kind === 'rename-column' ||
      operation.kind === 'change-type') &&
    fresh.columns.has(columnKey(operation.table, operation.column))
  );
}

/** An index on what the migration itself makes, in another of its texts perhaps. */
function isOnScratch({ operation }: PostgresLint, scratch: ReadonlySet<string>): boolean {
  return operation?.kind === 'add-index' && scratch.has(operation.table.toLowerCase());
}

function factOf(
  lint: PostgresLint,
  accepted: boolean,
  own: ReadonlyMap<string, OperationFact>,
): OperationFact {
  const rule = lint.rule.replace(/^data\//, '');
  const operation: SchemaOperation = lint.operation ?? { kind: 'other', line: lint.line, what: 'runs SQL' };
  const judged = own.get(placeOf({ rule, line: lint.line }));
  const limits: Severity[] = [lint.severity];
  if (Object.hasOwn(dataRules, rule)) limits.push(dataRules[rule as keyof typeof dataRules][0]);
  if (judged !== undefined) limits.push(judged.severity);
  const severity = limits.includes('note') ? 'note' : limits.includes('warning') ? 'warning' : 'error';
  return {
    rule,
    severity: accepted && severity === 'warning' ? 'note' : severity,
    line: lint.line,
    message: lint.message,
    operation,
    wayOut: lint.help,
  };
}
