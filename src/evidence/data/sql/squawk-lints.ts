import type { Severity } from '../../evidence.ts';
import type { SchemaOperation } from '../schema-operation.ts';
import type { LintedStatement, PreparedSql } from './postgres-part.ts';
import { constraintOf, type SquawkRule, squawkRules } from './squawk-rules.ts';

/** One entry of squawk's report; line and column count from 0. */
export interface Violation {
  line: number;
  column: number;
  rule_name: string;
}

/** What squawk says of one text, in our words. `line` counts from 1 in the text. */
export interface SquawkLint {
  /** `data/<rule of squawk's>`. */
  rule: string;
  severity: Severity;
  line: number;
  message: string;
  help: string;
  /** What the statement is about, as it writes it; null where it is no table. */
  table: string | null;
  /** The operation it is about, when it is one of the model's. */
  operation: SchemaOperation | null;
  /** A comment of squawk's own in the text says that its authors weighed it: its severity is `note` then. */
  accepted: boolean;
}

const inTransactionRule = 'ban-concurrent-index-creation-in-transaction';
/** What squawk gives one violation for, though it may be about several tables or indexes. */
const several = new Set<SchemaOperation['kind']>(['drop-table', 'drop-index', 'change-data']);

/**
 * Squawk's report on one text in our words: without the rules that are off, without what concerns tables that the text
 * makes itself, and each problem once. `inTransaction`: the text runs in a transaction for certain; then the concurrent
 * steps that squawk passes over (a statement alone, a DROP) are added.
 */
export function toLints(
  violations: readonly Violation[],
  prepared: PreparedSql,
  inTransaction: boolean,
): SquawkLint[] {
  const lints: SquawkLint[] = [];
  const said = new Map<SchemaOperation, Set<string>>();
  const history = historyOf(prepared.statements);
  const add = (name: string, line: number, operation: SchemaOperation | null, at: number) => {
    const rule = squawkRules[name]!;
    if (operation && (history.isOwn(operation, at) || !holds(name, operation))) return;
    if (operation) {
      const rules = said.get(operation) ?? new Set();
      if (rules.has(name) || (name === 'constraint-missing-not-valid' && rules.size > 0)) return;
      said.set(operation, rules.add(name));
    }
    // The team's own word on it: the fact stays, but lowered.
    const statement = prepared.statements[at];
    const accepted =
      prepared.isIgnored(name, line) || (statement !== undefined && prepared.isIgnored(name, statement.line));
    const emptied =
      name === 'adding-required-field' && operation !== null && history.isEmptied(operation, at);
    const severity = emptied || accepted ? 'note' : severityOf(name, rule, operation);
    const { help } = rule;
    const table = operation && 'table' in operation ? operation.table : null;
    lints.push({
      rule: `data/${name}`,
      severity,
      line,
      message: rule.message(elementOf(operation)),
      help,
      table,
      operation,
      accepted,
    });
  };
  const place = placeFinder(prepared);
  // What says less of the same constraint comes last, and is left out.
  const ranked = violations.toSorted((a, b) => rank(a) - rank(b));
  for (const violation of ranked) {
    const name = violation.rule_name;
    if (!Object.hasOwn(squawkRules, name)) continue;
    const { at, operations } = place(violation);
    const concerned = operations.filter((each) => concerns(name, each));
    const meant = concerned.some((each) => several.has(each.kind)) ? concerned : concerned.slice(0, 1);
    // An operation on what the text made for itself is none of the model's kinds: nothing to say.
    if (meant.length === 0 && squawkRules[name]!.kinds.length > 0) continue;
    for (const operation of meant.length > 0 ? meant : [null]) add(name, violation.line + 1, operation, at);
  }
  if (inTransaction) {
    for (const [at, statement] of prepared.statements.entries()) {
      for (const operation of statement.clauses.flatMap((clause) => clause.operations)) {
        const index = operation.kind === 'add-index' || operation.kind === 'drop-index';
        if (index && operation.concurrent) add(inTransactionRule, operation.line, operation, at);
      }
    }
  }
  return lints;
}

function rank(violation: Violation): number {
  return violation.rule_name === 'constraint-missing-not-valid' ? 1 : 0;
}

function concerns(name: string, operation: SchemaOperation): boolean {
  if (!squawkRules[name]!.kinds.includes(operation.kind)) return false;
  const constraint = constraintOf[name];
  return (
    constraint === undefined || (operation.kind === 'add-constraint' && operation.constraint === constraint)
  );
}

/**
 * Squawk knows no types: a serial column has a default without saying so. It also takes the foreign key of a column
 * that is added empty for one that is checked.
 */
function holds(name: string, operation: SchemaOperation): boolean {
  if (operation.kind === 'add-constraint' && operation.constraint === 'foreign-key') {
    return operation.validated;
  }
  return (
    name !== 'adding-required-field' || (operation.kind === 'add-column' && operation.default === 'none')
  );
}

const freeTypes = /^(?:text|(?:varchar|character varying)(?:\(\d+\))?)$/;

/** Lower than the rule's own where the text itself says that little happens. */
function severityOf(name: string, rule: SquawkRule, operation: SchemaOperation | null): Severity {
  // From a shorter text, which is what most of these come from, nothing is rewritten: https://www.postgresql.org/docs/current/sql-altertable.html
  if (operation?.kind === 'change-type' && operation.to !== null && freeTypes.test(operation.to))
    return 'note';
  // A function that is not known to be volatile.
  if (
    name === 'adding-field-with-default' &&
    operation?.kind === 'add-column' &&
    operation.default !== 'volatile'
  ) {
    return 'note';
  }
  return rule.severity;
}

function elementOf(operation: SchemaOperation | null): string {
  if (operation === null) return '';
  if (operation.kind === 'drop-index') return operation.name ?? 'without a name';
  const table = 'table' in operation ? operation.table : null;
  if ('column' in operation) return `${operation.table}.${operation.column}`;
  return table ?? 'a table';
}

/** Finds the statement at squawk's line and column by its index. */
function placeFinder(prepared: PreparedSql): (violation: Violation) => {
  at: number;
  operations: SchemaOperation[];
} {
  const offsetOf = offsetFinder(prepared.text);
  return (violation) => {
    const offset = offsetOf(violation);
    const at = lastAtOrBefore(prepared.statements, offset);
    const clauses = prepared.statements[at]?.clauses ?? [];
    return { at, operations: clauses[lastAtOrBefore(clauses, offset)]?.operations ?? [] };
  };
}

/** Finds the statement at squawk's line and column; undefined in a text without any. */
export function statementFinder(
  prepared: PreparedSql,
): (violation: Violation) => LintedStatement | undefined {
  const offsetOf = offsetFinder(prepared.text);
  return (violation) => prepared.statements[lastAtOrBefore(prepared.statements, offsetOf(violation))];
}

function offsetFinder(text: string): (violation: Violation) => number {
  const lines = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.push(end + 1);
  return ({ line, column }) => (lines[line] ?? text.length) + column;
}

/** Index of the last of some sorted places that starts at or before an offset; 0 when none does. */
function lastAtOrBefore(places: readonly { start: number }[], offset: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (places[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface History {
  /** A statement before this one makes the operation's table or index. */
  isOwn(operation: SchemaOperation, at: number): boolean;
  /** A statement before this one deletes rows of the operation's table. */
  isEmptied(operation: SchemaOperation, at: number): boolean;
}

function historyOf(statements: readonly LintedStatement[]): History {
  const made = new Map<string, number>();
  const emptied = new Map<string, number>();
  const first = (map: Map<string, number>, name: string | null, at: number) => {
    if (name !== null && !map.has(plain(name))) map.set(plain(name), at);
  };
  for (const [at, statement] of statements.entries()) {
    for (const operation of statement.clauses.flatMap((clause) => clause.operations)) {
      if (operation.kind === 'create-table') first(made, operation.table, at);
      else if (operation.kind === 'add-index') first(made, `index ${plain(operation.name ?? '')}`, at);
      else if (operation.kind === 'rename-table' && made.has(plain(operation.table)))
        first(made, operation.to, at);
      else if (
        operation.kind === 'change-data' &&
        !operation.bounded &&
        /^(?:delete|truncate)$/.test(operation.statement)
      ) {
        first(emptied, operation.table, at);
      }
    }
  }
  const before = (map: Map<string, number>, name: string | null, at: number) =>
    name !== null && (map.get(name) ?? at) < at;
  return {
    isOwn: (operation, at) =>
      operation.kind === 'drop-index' && operation.table === null
        ? before(made, operation.name === null ? null : `index ${plain(operation.name)}`, at)
        : 'table' in operation && operation.table !== null && before(made, plain(operation.table), at),
    isEmptied: (operation, at) =>
      'table' in operation && operation.table !== null && before(emptied, plain(operation.table), at),
  };
}

/** A table's name for comparison: Postgres' own schema is the same as none. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^public\./, '');
}
