import type { ChangedFile } from '../../source/change.ts';
import type { Detector, DetectorContext } from '../detector.ts';
import type { Fact, MigrationChange, Skipped } from '../evidence.ts';
import { contentOf } from './compare-operations.ts';
import { migrationRules } from './data-rules.ts';
import { isMigration, isNumbered } from './is-migration.ts';
import { type JudgedUnit, judgeUnits } from './judge-units.ts';
import { migrationFormats } from './migration-formats.ts';
import { type MigrationUnit, unitsOf } from './migration-unit.ts';
import { findOrderFacts } from './order/find-order-facts.ts';
import { inRunOrder } from './order/run-order.ts';
import { claimedFiles, isExample, mayRun, readMigrations } from './read-migrations.ts';
import { databaseFinder } from './sql/find-database.ts';
import { tellFacts } from './tell-facts.ts';
import { removedMigration, tellMigration } from './tell-migration.ts';
import { unreadCoverage } from './unread-coverage.ts';

/** What the migrations of a change do to data, to those who use it meanwhile, and to the order in which they stand. */
export const migrationDetector: Detector = {
  name: 'migrations',
  rules: migrationRules,
  wants: (path) =>
    mayRun(path) &&
    migrationFormats.some(
      // Only where the text alone says what a migration follows are others read than those that change.
      (format) => format.readParts === undefined && format.claims(path) && format.orderOf(path) === null,
    ),
  detect,
};

async function detect(context: DetectorContext) {
  const { change, base, head } = context;
  const files = claimedFiles(
    change.files.filter(({ generated, path }) => !generated || isMigration(path)),
    migrationFormats,
  );
  const skipped = examplesIn(change.files);
  if (files.length === 0) return { facts: [], coverage: { read: 0, skipped } };
  const read = await readMigrations(files, migrationFormats, { base, head }, skipped);
  if (read.length === 0) return { facts: [], coverage: { read: 0, skipped } };

  const findDatabase = databaseFinder(head);
  const units: MigrationUnit[] = [];
  for (const one of read) {
    for (const unit of unitsOf(one)) {
      const { database } = unit.isElsewhere
        ? unit
        : unit.database !== null
          ? unit
          : await findDatabase(unit.path);
      units.push({ ...unit, database });
    }
  }
  const judged = await judgeUnits(inRunOrder(units));
  const byFile = Map.groupBy(withoutVariants(judged), ({ unit }) => unit.path);
  const facts: Fact[] = [...byFile.values()].flatMap(tellFacts);
  facts.push(...(await findOrderFacts(read, { base, head }, skipped)));

  const migrations: MigrationChange[] = [];
  const withFacts = new Set(facts.map(({ path }) => path));
  for (const one of judged) {
    const { unit, added } = one;
    // Of an edit that changes nothing that runs there is nothing to tell.
    const isTold = unit.isAddedLine === null || added.size > 0 || withFacts.has(unit.path);
    if (isTold) tellMigration(one, migrations);
  }
  for (const one of read) if (one.head === null) migrations.push(removedMigration(one));
  skipped.push(...unreadCoverage(judged));
  return {
    facts,
    migrations,
    coverage: { read: read.filter(({ head: side }) => side !== null).length, skipped },
  };
}

/** Migrations by their names that are left alone for the folder they stand in. */
function examplesIn(files: readonly ChangedFile[]): Skipped[] {
  return files.flatMap(({ path, status, binary }) =>
    !binary && status !== 'removed' && isExample(path) && isNumbered(path)
      ? [{ path, reason: 'in a folder of examples: not judged', partial: true as const }]
      : [],
  );
}

/** A step that a file holds once for each database is told once: for the first. */
function withoutVariants(judged: readonly JudgedUnit[]): JudgedUnit[] {
  const told = new Map<string, JudgedUnit>();
  return judged.map((one) => {
    const facts = one.facts.filter(({ rule, operation }) => {
      const key = `${one.unit.path}\0${rule}\0${contentOf(operation)}`;
      const first = told.get(key) ?? one;
      told.set(key, first);
      return first === one;
    });
    return { ...one, facts };
  });
}
