import type { MigrationChange, MigrationStep } from '../evidence/evidence.ts';
import { cleanLine } from './clean-text.ts';
import { fitLines } from './contract-table.ts';
import { countOf } from './count-findings.ts';
import { codeSpan } from './sanitise-line.ts';
import { sanitiseText } from './sanitise-markdown.ts';

const mostMigrations = 15;
/** Characters, as the contracts' table. */
const longest = 9_000;
/** Steps of one migration; those without lock, rewrite and risk are left out first. */
const mostSteps = 8;

const marks = { error: '🔴', warning: '🟡', note: '🔵' } as const;
const databases = { postgres: 'Postgres', mysql: 'MySQL', sqlite: 'SQLite' } as const;
const waysBack = {
  written: 'written',
  derived: 'derived from its steps',
  irreversible: '**none: it cannot be undone**',
  none: 'none: roll forward, or restore',
} as const;

/** What the change's migrations do, in the order in which they run, with locks and the way back, as Markdown; empty without any. */
export function renderMigrations(migrations: readonly MigrationChange[]): string {
  if (migrations.length === 0) return '';
  const lines = fitLines(
    migrations.slice(0, mostMigrations).map((migration, at) => renderMigration(migration, at + 1)),
    longest,
  );
  const more = migrations.length - lines.length;
  return [
    ...(migrations.length === 1
      ? []
      : [`**${countOf(migrations.length, 'migration')}, in the order in which they run:**`, '']),
    '| # | Migration | Steps and what they lock | Way back |',
    '| --- | --- | --- | --- |',
    ...lines,
    ...(more === 0 ? [] : ['', `… and ${countOf(more, 'more migration')}.`]),
  ].join('\n');
}

function renderMigration(migration: MigrationChange, at: number): string {
  const { path, format, status, database, transaction, rollback } = migration;
  const kind = [
    cleanLine(format, 30),
    ...(database === null ? [] : [databases[database]]),
    ...(transaction === 'one' ? ['one transaction'] : transaction === 'none' ? ['no transaction'] : []),
    ...(status === 'added' ? [] : [`**${status}**`]),
  ];
  const name = codeSpan(cleanLine(path.split('/').slice(-2).join('/'), 80), true);
  const back = status === 'removed' ? '' : waysBack[rollback];
  return `| ${at} | ${name} (${kind.join(', ')}) | ${renderSteps(migration.steps)} | ${back} |`;
}

function renderSteps(steps: readonly MigrationStep[]): string {
  if (steps.length === 0) return 'nothing that was understood';
  const heavy = steps.filter(isHeavy);
  const kept =
    steps.length <= mostSteps
      ? steps
      : [...heavy, ...steps.filter((step) => !isHeavy(step))].slice(0, mostSteps);
  const ordered = steps.filter((step) => kept.includes(step));
  const left = steps.length - ordered.length;
  return [...ordered.map(renderStep), ...(left === 0 ? [] : [`… and ${countOf(left, 'more step')}`])].join(
    '<br>',
  );
}

function isHeavy({ lock, rewrites, risk }: MigrationStep): boolean {
  return lock !== null || rewrites || risk !== null;
}

function renderStep({ what, lock, rewrites, risk }: MigrationStep): string {
  const notes = [
    ...(lock === null ? [] : [sanitiseText(lock, { limit: 120, table: true })]),
    ...(rewrites ? ['writes the table anew'] : []),
  ];
  const mark = risk === null ? '' : `${marks[risk]} `;
  return `${mark}${sanitiseText(what, { limit: 160, table: true })}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}
