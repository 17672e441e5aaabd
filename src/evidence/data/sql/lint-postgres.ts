import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runTool } from '../../tools/run-tool.ts';
import { findSquawk } from './find-squawk.ts';
import { blank, type PreparedSql, preparePostgres } from './postgres-part.ts';
import { type SquawkLint, statementFinder, toLints } from './squawk-lints.ts';
import { squawkRulesOff } from './squawk-rules.ts';

/** A SQL text to be linted: a migration's way forward, or one SQL text inside a framework's. */
export interface PostgresPart {
  sql: string;
  /** Whether the migration tool runs it inside a transaction; null when that is not known. */
  inTransaction: boolean | null;
  /** Line of its file on which the text starts; 1 when left out. */
  firstLine?: number;
}

/** What the linter finds in one part; its `line` is that in the part's file. */
export interface PostgresLint extends SquawkLint {
  /** Index of the part. */
  part: number;
}

interface LeftOut {
  part: number;
  line: number;
  lastLine: number;
}

export interface PostgresLints {
  /** By part, line, rule. Nothing about tables that the same part creates. */
  lints: PostgresLint[];
  /** Statements that were not linted. */
  unread: { part: number; line: number; reason: string }[];
  /** The lines that statements stand on which the linter was not given or could not parse. */
  leftOut: LeftOut[];
  /** Why nothing was linted at all; null when it was. */
  failure: string | null;
}

/** The oldest Postgres that is still maintained: https://www.postgresql.org/support/versioning/ (13 ended in November 2025). */
const oldestPostgres = '14';

/** Squawk's JSON: lines and columns from 0. */
const reportSchema = z.array(
  z.object({ file: z.string(), line: z.int(), column: z.int(), message: z.string(), rule_name: z.string() }),
);
type Violation = z.infer<typeof reportSchema>[number];

/**
 * What can hurt when these SQL texts run on a Postgres with data and traffic, by squawk and a table of ours: one run
 * for the parts in a transaction and one for the others, and once more for what a syntax error hid. Never rejects.
 */
export async function lintPostgres(parts: readonly PostgresPart[]): Promise<PostgresLints> {
  const found: PostgresLints = { lints: [], unread: [], leftOut: [], failure: null };
  if (parts.length === 0) return found;
  const program = findSquawk();
  if (program === null) return { ...found, failure: 'squawk is not installed for this platform' };
  const prepared = parts.map((part) => preparePostgres(part.sql));
  const lineOf = (part: number, line: number) => line + (parts[part]!.firstLine ?? 1) - 1;
  const leaveOut = ({ part, line, lastLine }: LeftOut) =>
    found.leftOut.push({ part, line: lineOf(part, line), lastLine: lineOf(part, lastLine) });
  for (const [part, { unread, leftOut }] of prepared.entries()) {
    for (const { line, reason } of unread) found.unread.push({ part, line: lineOf(part, line), reason });
    for (const lines of leftOut) leaveOut({ part, ...lines });
  }
  const indexes = [...parts.keys()].filter((part) => prepared[part]!.statements.length > 0);
  for (const inTransaction of [true, false]) {
    const group = indexes.filter((part) => (parts[part]!.inTransaction === true) === inTransaction);
    const outcome = await lintGroup(program, group, prepared, inTransaction);
    if ('failure' in outcome) return { ...found, failure: outcome.failure };
    for (const each of outcome.unread) found.unread.push({ ...each, line: lineOf(each.part, each.line) });
    for (const each of outcome.leftOut) leaveOut(each);
    for (const [part, violations] of outcome.violations) {
      for (const lint of toLints(violations, prepared[part]!, inTransaction)) {
        const { operation } = lint;
        const moved = operation && { ...operation, line: lineOf(part, operation.line) };
        found.lints.push({ ...lint, part, line: lineOf(part, lint.line), operation: moved });
      }
    }
  }
  found.lints.sort(
    (a, b) => a.part - b.part || a.line - b.line || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  );
  found.unread = oncePerLine(found.unread);
  return found;
}

interface GroupOutcome {
  violations: Map<number, Violation[]>;
  unread: { part: number; line: number; reason: string }[];
  leftOut: LeftOut[];
}

async function lintGroup(
  program: string,
  group: readonly number[],
  prepared: readonly PreparedSql[],
  inTransaction: boolean,
): Promise<GroupOutcome | { failure: string }> {
  const outcome: GroupOutcome = { violations: new Map(), unread: [], leftOut: [] };
  if (group.length === 0) return outcome;
  const texts = new Map(group.map((part) => [part, prepared[part]!.text]));
  const first = await runSquawk(program, texts, inTransaction);
  if ('failure' in first) return first;
  // A file with a syntax error is given for nothing else: it is read again without the statements it is in.
  const again = new Map<number, string>();
  for (const [part, violations] of first) {
    const errors = violations.filter(isSyntaxError);
    if (errors.length === 0) continue;
    const { text } = prepared[part]!;
    const at = statementFinder(prepared[part]!);
    const broken = new Set(errors.map(at));
    const pieces: string[] = [];
    let written = 0;
    for (const statement of prepared[part]!.statements) {
      if (!broken.has(statement)) continue;
      const { clauses, inBlock, line, lastLine } = statement;
      outcome.leftOut.push({ part, line, lastLine });
      const changesRows = clauses.every(({ operations }) =>
        operations.every(({ kind }) => kind === 'change-data'),
      );
      // PL/pgSQL's own clauses of a statement on rows, on which squawk has next to nothing to say.
      if (!inBlock || !changesRows) {
        outcome.unread.push({ part, line, reason: 'SQL that squawk cannot parse' });
      }
      pieces.push(
        text.slice(written, statement.start),
        blank(text.slice(statement.start, statement.end + 1)),
      );
      written = statement.end + 1;
    }
    again.set(part, pieces.join('') + text.slice(written));
  }
  const second =
    again.size === 0 ? new Map<number, Violation[]>() : await runSquawk(program, again, inTransaction);
  if ('failure' in second) return second;
  for (const part of group) {
    const violations = (again.has(part) ? second : first).get(part) ?? [];
    if (violations.some(isSyntaxError)) {
      outcome.unread.push({ part, line: 1, reason: 'SQL that squawk cannot parse' });
      outcome.leftOut.push({ part, line: 1, lastLine: Number.MAX_SAFE_INTEGER });
    } else outcome.violations.set(part, violations);
  }
  return outcome;
}

function isSyntaxError(violation: Violation): boolean {
  return violation.rule_name === 'syntax-error';
}

/** Runs squawk over texts by their part, in a folder that holds nothing else: no name or setting of the repository's. */
async function runSquawk(
  program: string,
  texts: ReadonlyMap<number, string>,
  inTransaction: boolean,
): Promise<Map<number, Violation[]> | { failure: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'architect-sql-'));
  try {
    await writeFile(join(folder, 'empty.toml'), '');
    for (const [part, text] of texts) await writeFile(join(folder, `${part}.sql`), text);
    const run = await runTool({
      program,
      cwd: folder,
      args: [
        ...['--config', 'empty.toml', '--reporter', 'json', '--pg-version', oldestPostgres],
        ...squawkRulesOff.flatMap((rule) => ['--exclude', rule]),
        ...(inTransaction ? ['--assume-in-transaction'] : []),
        ...[...texts.keys()].map((part) => `${part}.sql`),
      ],
    });
    if (!run.ok) return { failure: `squawk ${run.reason}` };
    const report = reportSchema.safeParse(parseJson(run.output));
    if (!report.success) return { failure: 'squawk gave a report that is not its format' };
    return Map.groupBy(report.data, (violation) => Number.parseInt(violation.file, 10));
  } catch (error) {
    return { failure: `squawk could not be given its files: ${(error as Error).message}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** By part and line; of two reasons for one statement the first said, which is ours. */
function oncePerLine(unread: PostgresLints['unread']): PostgresLints['unread'] {
  const first = new Map<string, PostgresLints['unread'][number]>();
  for (const each of unread) {
    const key = `${each.part}:${each.line}`;
    if (!first.has(key)) first.set(key, each);
  }
  return [...first.values()].sort((a, b) => a.part - b.part || a.line - b.line);
}
