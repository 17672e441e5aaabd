import { type Fact, type Severity, severities } from '../evidence/evidence.ts';
import { cleanLine } from './clean-text.ts';
import { codeSpan } from './sanitise-line.ts';
import { sanitiseText } from './sanitise-markdown.ts';

/** One change of a contract, for the table. */
export interface ContractRow {
  /** `openapi`, `graphql`, `protobuf`, `asyncapi`, `json-schema`, `typescript` or `route`. */
  format: string;
  path: string;
  /** What changes, in the contract's own words. */
  element: string;
  message: string;
  breaking: boolean;
  severity: Severity;
  /** Who is hurt and how; empty for a harmless change. */
  consumer: string;
}

/** More breaks are counted: what they are stands in the findings. */
const mostBreaks = 20;
/** Harmless changes beside them; the rest is counted for each contract. */
const mostHarmless = 8;
/** Characters; a section of the summary has 14,000, of which some are the architect's. */
const longest = 9_000;

const titles: Readonly<Record<string, string>> = {
  openapi: 'OpenAPI',
  graphql: 'GraphQL',
  protobuf: 'Protocol Buffers',
  asyncapi: 'AsyncAPI',
  'json-schema': 'JSON Schema',
  typescript: 'TypeScript',
  route: 'route',
};

/** The changes of contracts among facts, breaks first, each kind from worst to least and then as the facts are sorted. */
export function contractRows(facts: readonly Fact[]): ContractRow[] {
  return facts
    .filter(({ rule }) => rule.startsWith('contract/'))
    .map(({ rule, severity, path, message, data }) => ({
      format: textOf(data['format']),
      path,
      element: textOf(data['element']),
      message,
      breaking: rule.endsWith('-breaking'),
      severity,
      consumer: textOf(data['consumer']),
    }))
    .sort(
      (a, b) =>
        Number(b.breaking) - Number(a.breaking) ||
        severities.indexOf(a.severity) - severities.indexOf(b.severity),
    );
}

/** The table of contracts with the breaking mark, as Markdown; empty when no contract changes. */
export function renderContracts(rows: readonly ContractRow[]): string {
  if (rows.length === 0) return '';
  const breaks = rows.filter(({ breaking }) => breaking);
  const harmless = rows.filter(({ breaking }) => !breaking);
  const wanted = [...breaks.slice(0, mostBreaks), ...harmless.slice(0, mostHarmless)];
  const lines = fitLines(wanted.map(renderRow), longest);
  const shown = new Set(wanted.slice(0, lines.length));
  const left = rows.filter((row) => !shown.has(row));
  return [
    '| | Contract | Change | Consumers |',
    '| --- | --- | --- | --- |',
    ...lines,
    ...(left.length === 0 ? [] : ['', `… and ${describeLeft(left)}.`]),
  ].join('\n');
}

/** The first of the lines that together have at most `limit` characters. */
export function fitLines(lines: readonly string[], limit: number): string[] {
  let length = 0;
  return lines.filter((line) => {
    length += line.length + 1;
    return length <= limit;
  });
}

function renderRow({ format, path, element, message, breaking, severity, consumer }: ContractRow): string {
  const mark = breaking ? (severity === 'error' ? '💥 breaking' : '⚠️ may break') : 'compatible';
  const where = `${codeSpan(cleanLine(shortName(path), 60), true)} (${titles[format] ?? cleanLine(format, 20)})`;
  // The element is told only where the sentence does not name it.
  const named =
    element === '' || message.includes(element) ? '' : `${codeSpan(cleanLine(element, 80), true)}: `;
  const change = `${named}${sanitiseText(message, { limit: 240, table: true })}`;
  return `| ${mark} | ${where} | ${change} | ${sanitiseText(capital(consumer), { limit: 160, table: true })} |`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function shortName(path: string): string {
  return path.split('/').slice(-2).join('/');
}

function describeLeft(rows: readonly ContractRow[]): string {
  const breaks = rows.filter(({ breaking }) => breaking).length;
  const harmless = rows.length - breaks;
  return [
    ...(breaks > 0 ? [`${breaks} more that break`] : []),
    ...(harmless > 0 ? [`${harmless} more that ${harmless === 1 ? 'is' : 'are'} compatible`] : []),
  ].join(', ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
