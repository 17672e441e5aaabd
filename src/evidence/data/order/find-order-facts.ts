import type { Tree } from '../../../source/tree.ts';
import type { Fact, Severity, Skipped } from '../../evidence.ts';
import type { DataRule } from '../data-rules.ts';
import type { MigrationFormat } from '../migration.ts';
import type { ReadMigration } from '../read-migrations.ts';
import { wayOut } from '../ways-out.ts';
import { compareVersions } from './compare-versions.ts';
import { findConflictingHeads } from './find-conflicting-heads.ts';
import { findDuplicateParts } from './find-duplicate-parts.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findEdits } from './find-edits.ts';
import { findOutOfOrder } from './find-out-of-order.ts';
import type { OrderProblem } from './placed.ts';
import { placedByPath, readChains } from './read-placed.ts';

/**
 * What the change does to the order and the history of migrations: edits of old ones, versions that meet or come late,
 * chains with two ends. Reads other files only where a chain's links stand in them; what it cannot read goes to `skipped`.
 */
export async function findOrderFacts(
  read: readonly ReadMigration[],
  trees: { base: Tree; head: Tree },
  skipped: Skipped[],
): Promise<Fact[]> {
  const facts = findEdits(read, trees.head.entries.keys()).map(
    ({ check, severity, path, line, side, message, count }): Fact => {
      const data = {
        check,
        count,
        database: null,
        statement: null,
        table: null,
        wayOut: wayOut('migration-edited', null),
      };
      return { rule: 'data/migration-edited', severity, path, line, side, message, data };
    },
  );
  const fresh = read.filter(isNew);
  if (fresh.length === 0) return facts;
  const added = new Set(fresh.map(({ file }) => file.path));

  const formats = new Set(
    fresh
      .filter(({ file, format }) => format.orderOf(file.path)?.by === 'version')
      .map(({ format }) => format),
  );
  if (formats.size > 0) {
    const [base, head] = [placedByPath(trees.base, formats), placedByPath(trees.head, formats)];
    for (const problem of findDuplicates(base, head, added)) facts.push(fact('duplicate-version', problem));
    for (const problem of asOne(findOutOfOrder(base, head, added))) facts.push(fact('out-of-order', problem));
  }
  for (const [format, families] of chainsOf(fresh)) {
    const chains = await readChains(format, families, trees, skipped);
    if (chains === null) continue;
    for (const problem of findConflictingHeads(chains.base, chains.head, added)) {
      facts.push(fact('conflicting-heads', problem));
    }
  }
  for (const { line, ...problem } of read.flatMap(findDuplicateParts)) {
    facts.push({ ...fact('duplicate-version', problem), line });
  }
  return facts;
}

/** Whether it stood under no version before: moved under its version it is the old one. */
function isNew({ file, format, base, head }: ReadMigration): boolean {
  if (head === null) return false;
  if (base === null || head.parts[0]?.id !== '') return true;
  const before = base.parts[0]?.reading.order ?? format.orderOf(file.previousPath ?? file.path);
  const after = head.parts[0]?.reading.order ?? format.orderOf(file.path);
  if (before?.by === 'version' && after?.by === 'version') {
    return compareVersions(before.version, after.version) !== 0;
  }
  // What it follows may have changed, which can open its chain.
  return before?.by === 'chain' && JSON.stringify(before) !== JSON.stringify(after);
}

function chainsOf(read: readonly ReadMigration[]): Map<MigrationFormat, Set<string>> {
  const chains = new Map<MigrationFormat, Set<string>>();
  for (const { format, head } of read) {
    const order = head?.parts[0]?.reading.order;
    if (order?.by === 'chain') chains.set(format, (chains.get(format) ?? new Set()).add(order.family));
  }
  return chains;
}

function fact(rule: DataRule, { path, certain, message, others, version }: OrderProblem): Fact {
  return {
    rule: `data/${rule}`,
    severity: severityOf(rule, certain),
    path,
    line: null,
    side: 'RIGHT',
    message,
    data: { database: null, others, statement: null, table: null, version, wayOut: wayOut(rule, null) },
  };
}

/** Late migrations of one change have one cause: its branch. The first that hurts stands for all. */
function asOne(problems: readonly OrderProblem[]): OrderProblem[] {
  const first = problems.find(({ certain }) => certain) ?? problems[0];
  if (first === undefined || problems.length === 1) return [...problems];
  return [{ ...first, message: `${first.message} (and ${problems.length - 1} more like it in this change)` }];
}

function severityOf(rule: DataRule, certain: boolean): Severity {
  if (rule === 'out-of-order') return certain ? 'warning' : 'note';
  return certain ? 'error' : 'warning';
}
