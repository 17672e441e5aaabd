import type { OperationFact } from './judge-operations.ts';

/** What one fact says of several operations. */
interface Squashed {
  /** How many it stands for. */
  count: number;
  /** Columns of all of them, when they are of one table; else empty. */
  columns: string[];
}

/** Facts of one rule on one table of a migration that are told one by one. */
const mostOfTable = 3;
/** Rules that speak of a migration as a whole, once, wherever it shows. */
const ofAll: ReadonlySet<string> = new Set(['backfill-in-migration']);
/** Facts of one rule in one migration, or in all of one file, that are told one by one. */
const mostOfRule = 8;

/**
 * Facts of the migrations in one file, given for each, with those that say the same over and over put into one: in a
 * migration more than three of a rule on one table, then more than eight of a rule, of some more than one; then more
 * than eight of a rule in the file. A fact that stands for others keeps the place and the worst of them.
 */
export function squashFacts<Of extends OperationFact>(
  migrations: readonly (readonly Of[])[],
): (Of & Squashed)[] {
  const squashed = migrations.flatMap(squashMigration);
  const where = migrations.length === 1 ? 'in this migration' : 'in this file';
  return (migrations.length === 1 ? squashed : squash(squashed, keyOfRule, mostOfRule))
    .map((fact) =>
      fact.count === 1
        ? fact
        : { ...fact, message: `${fact.message} (and ${fact.count - 1} more like it ${where})` },
    )
    .sort((a, b) => a.line - b.line || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}

function squashMigration<Of extends OperationFact>(facts: readonly Of[]): (Of & Squashed)[] {
  const single = facts.map((fact) => ({ ...fact, count: 1, columns: columnsOf(fact) }));
  const byTable = squash(
    single,
    ({ rule, severity, operation }) =>
      `${rule}\0${severity}\0${'table' in operation ? operation.table : operation.line}`,
    mostOfTable,
  );
  const [once, others] = [
    byTable.filter(({ rule }) => ofAll.has(rule)),
    byTable.filter(({ rule }) => !ofAll.has(rule)),
  ];
  return [...squash(once, keyOfRule, 1), ...squash(others, keyOfRule, mostOfRule)];
}

function keyOfRule({ rule, severity }: OperationFact): string {
  return `${rule}\0${severity}`;
}

function columnsOf({ operation }: OperationFact): string[] {
  return 'column' in operation ? [operation.column] : [];
}

function squash<Of extends OperationFact & Squashed>(
  facts: readonly Of[],
  keyOf: (fact: Of) => string,
  most: number,
): Of[] {
  const groups = Map.groupBy(facts, keyOf);
  return [...groups.values()].flatMap((group) => (group.length <= most ? group : [joined(group)]));
}

function joined<Of extends OperationFact & Squashed>(group: readonly Of[]): Of {
  const count = group.reduce((sum, fact) => sum + fact.count, 0);
  return { ...group[0]!, count, columns: group.flatMap(({ columns }) => columns) };
}
