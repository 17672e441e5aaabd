import { type MigrationChange, type MigrationStep, type Severity, severities } from '../evidence.ts';
import { describeStep } from './describe-step.ts';
import type { JudgedUnit } from './judge-units.ts';
import type { MigrationReading } from './migration.ts';
import type { ReadMigration } from './read-migrations.ts';
import type { SchemaOperation } from './schema-operation.ts';
import { tableKey } from './table-names.ts';

/** Steps of one file that are told; a changelog that is new may hold thousands. */
const mostSteps = 60;

/** From worst to least: a file with several migrations is as hard to take back as its hardest. */
const rollbacks: readonly MigrationReading['rollback'][] = ['irreversible', 'none', 'written', 'derived'];

/** Adds what one migration does to those told before it; parts of one file are told as one. */
export function tellMigration(judged: JudgedUnit, told: MigrationChange[]): void {
  const { unit } = judged;
  const { reading } = unit;
  const steps = stepsOf(judged);
  const last = told.at(-1);
  if (last?.path === unit.path) {
    last.steps.push(...steps.slice(0, Math.max(0, mostSteps - last.steps.length)));
    last.rollback = rollbacks.find((one) => one === last.rollback || one === reading.rollback)!;
    if (last.transaction !== reading.transaction) last.transaction = 'unknown';
    if (last.database !== unit.database) last.database = null;
    return;
  }
  const { order } = unit;
  told.push({
    path: unit.path,
    format: unit.format,
    status: unit.status,
    database: unit.database,
    version: order === null ? null : order.by === 'version' ? order.version : order.id,
    rollback: reading.rollback,
    transaction: reading.transaction,
    steps,
  });
}

/** A file of migrations that the change removes. */
export function removedMigration({ file, format, base }: ReadMigration): MigrationChange {
  const reading = base?.parts[0]?.reading;
  const order = reading?.order ?? format.orderOf(file.path);
  return {
    path: file.path,
    format: format.name,
    status: 'removed',
    database: reading?.database ?? null,
    version: order === null ? null : order.by === 'version' ? order.version : order.id,
    rollback: reading?.rollback ?? 'none',
    transaction: reading?.transaction ?? 'unknown',
    steps: [],
  };
}

/** The first steps that are new, no more than are told. */
function stepsOf({ unit, operations, added, fresh, facts }: JudgedUnit): MigrationStep[] {
  const told: SchemaOperation[] = [];
  for (const operation of operations) {
    if (told.length === mostSteps) break;
    if (added.has(operation)) told.push(operation);
  }
  if (told.length === 0) return [];
  const risks = new Map<string, Severity>();
  for (const { line, severity, operation } of facts) {
    const place = `${line}\0${about(operation)}`;
    const worst = risks.get(place) ?? severity;
    risks.set(place, severities.indexOf(severity) < severities.indexOf(worst) ? severity : worst);
  }
  return told.map((operation) => {
    const table = 'table' in operation ? operation.table : null;
    const isFresh = table !== null && fresh.tables.has(tableKey(table));
    return {
      line: operation.line,
      ...describeStep(operation, unit.database, isFresh),
      risk: risks.get(`${operation.line}\0${about(operation)}`) ?? null,
    };
  });
}

/** What an operation is about: several may stand on one line. */
function about(operation: SchemaOperation): string {
  const column = 'column' in operation ? operation.column : '';
  return `${operation.kind}\0${'table' in operation ? operation.table : ''}\0${column}`;
}
