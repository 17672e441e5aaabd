import type { Log, Result } from 'sarif';
import { rules } from '../../evidence/detectors.ts';
import type { Fact } from '../../evidence/evidence.ts';
import { cleanLine } from '../../review/clean-text.ts';
import { version } from '../../version.ts';
import { type CheckReport, identityOf, ruleNameOf } from './check-report.ts';

/**
 * SARIF 2.1.0, as GitHub's code scanning and editors read it:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Files that were not read are notifications.
 */
export function renderCheckSarif(report: CheckReport): string {
  const used = rules.filter(({ id }) => report.facts.some(({ rule }) => rule === id));
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
            executionSuccessful: !report.skipped.some(({ path }) => path === ''),
            toolExecutionNotifications: report.skipped.map(({ path, reason }) => ({
              level: 'warning' as const,
              message: { text: path === '' ? reason : `${path} was not read: ${reason}` },
            })),
          },
        ],
        results: report.facts.map((fact) => resultOf(fact, indexOf)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(fact: Fact, indexOf: ReadonlyMap<string, number>): Result {
  const { rule, severity, path, line, side, message } = fact;
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
          ...(line !== null && side === 'RIGHT' && { region: { startLine: line } }),
        },
      },
    ],
    partialFingerprints: { 'architect/v1': identityOf(fact) },
    properties: { rule: ruleNameOf(fact) },
  };
}

/** A path as a relative URI: https://www.rfc-editor.org/rfc/rfc3986 */
function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
