import type { Log, Notification, Result } from 'sarif';
import { qualityAttributes } from '../architect/judgement.ts';
import { rules } from '../evidence/detectors.ts';
import type { Severity, Skipped } from '../evidence/evidence.ts';
import { cleanLine } from '../review/clean-text.ts';
import type { Side } from '../source/change.ts';
import { version } from '../version.ts';

/** GitHub shows no more of one run: https://docs.github.com/code-security/reference/code-scanning/sarif-files */
const mostResults = 5_000;

/** One result: a fact or a finding. */
export interface SarifResult {
  rule: string;
  severity: Severity;
  /** Plain text. */
  message: string;
  path: string;
  /** 1-based in the file of `side`; null for the whole file. */
  line: number | null;
  /** Last line of a result over several; the same as `line` when left out. */
  endLine?: number | null;
  side: Side;
  /** Equal for the same result in another run, whatever line it has moved to. */
  identity: string;
  properties: Record<string, unknown>;
}

/**
 * SARIF 2.1.0, as GitHub's code scanning and editors read it:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Files that were not read are notifications.
 */
export function renderSarif(results: readonly SarifResult[], skipped: readonly Skipped[]): string {
  const used = described.filter(({ id }) => results.some(({ rule }) => rule === id));
  const indexOf = new Map(used.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Architect',
            semanticVersion: version,
            rules: used.map(({ id, severity, description }) => ({
              id,
              shortDescription: { text: description },
              defaultConfiguration: { level: severity },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The root of the repository' } } },
        invocations: [
          {
            executionSuccessful: !skipped.some(({ path }) => path === ''),
            toolExecutionNotifications: [...skipped.map(notificationOf), ...leftOut(results.length)],
          },
        ],
        results: results.slice(0, mostResults).map((result) => resultOf(result, indexOf)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** The rules of evidence, and those of the architect's own findings, which have no severity of their own. */
const described: readonly { id: string; severity: Severity; description: string }[] = [
  ...rules,
  ...qualityAttributes.map((attribute) => ({
    id: `judgement/${attribute}`,
    severity: 'warning' as const,
    description: `The architect's judgement on ${attribute.replaceAll('-', ' ')}`,
  })),
];

function notificationOf({ path, reason, partial }: Skipped): Notification {
  const where = path === '' ? '' : `${path}${partial ? ': ' : ' was not read: '}`;
  return { level: 'warning', message: { text: where + reason } };
}

function leftOut(results: number): Notification[] {
  if (results <= mostResults) return [];
  return [{ level: 'warning', message: { text: `${results - mostResults} more results are left out` } }];
}

function resultOf(result: SarifResult, indexOf: ReadonlyMap<string, number>): Result {
  const { rule, severity, path, line, endLine, side, message, identity, properties } = result;
  const index = indexOf.get(rule);
  return {
    ruleId: rule,
    ...(index !== undefined && { ruleIndex: index }),
    level: severity,
    message: { text: cleanLine(message, 1000) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(path), uriBaseId: 'ROOT' },
          // A line that is gone is no place in the tree at head.
          ...(line !== null &&
            side === 'RIGHT' && {
              region: { startLine: line, ...(endLine && endLine > line ? { endLine } : {}) },
            }),
        },
      },
    ],
    partialFingerprints: { 'architect/v1': identity },
    properties,
  };
}

/** A path as a relative URI: https://www.rfc-editor.org/rfc/rfc3986 */
function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
