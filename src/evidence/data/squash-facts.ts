import type { OperationFact } from './judge-operations.ts';

/** What one fact says of several operations. */
export interface SquashedFact extends OperationFact {
  /** How many it stands for. */
  count: number;
  /** Columns of all of them, when they are of one table; else empty. */
  columns: string[];
}

/** Facts of one rule on one table of a migration that are told one by one. */
const mostOfTable = 3;
/** Rules that speak of a migration as a whole, once, wherever it shows. */
const ofAll: ReadonlySet<string> = new Set(['backfill-in-migration']);
/** Facts of one rule in one migration that are told one by one. */
const mostOfRule = 8;

/**
 * Facts of one migration with those that say the same over and over put into one: more than three of a rule on one
 * table, then more than eight of a rule, of some more than one. A fact that stands for others keeps the place and the worst of them.
 */
export function squashFacts(facts: readonly OperationFact[]): SquashedFact[] {
  const single = facts.map((fact): SquashedFact => ({ ...fact, count: 1, columns: columnsOf(fact) }));
  const byTable = squash(
    single,
    ({ rule, severity, operation }) =>
      `${rule}\0${severity}\0${'table' in operation ? operation.table : operation.line}`,
    mostOfTable,
  );
  const keyOfRule = ({ rule, severity }: SquashedFact) => `${rule}\0${severity}`;
  const [once, others] = [
    byTable.filter(({ rule }) => ofAll.has(rule)),
    byTable.filter(({ rule }) => !ofAll.has(rule)),
  ];
  return [...squash(once, keyOfRule, 1), ...squash(others, keyOfRule, mostOfRule)].sort(
    (a, b) => a.line - b.line || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  );
}

function columnsOf({ operation }: OperationFact): string[] {
  return 'column' in operation ? [operation.column] : [];
}

function squash(
  facts: readonly SquashedFact[],
  keyOf: (fact: SquashedFact) => string,
  most: number,
): SquashedFact[] {
  const groups = new Map<string, SquashedFact[]>();
  for (const fact of facts) {
    const key = keyOf(fact);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return [...groups.values()].flatMap((group) => (group.length <= most ? group : [joined(group)]));
}

function joined(group: readonly SquashedFact[]): SquashedFact {
  const first = group[0]!;
  const count = group.reduce((sum, fact) => sum + fact.count, 0);
  return {
    ...first,
    count,
    columns: group.flatMap(({ columns }) => columns),
    message: `${first.message} (and ${count - 1} more like it in this migration)`,
  };
}
