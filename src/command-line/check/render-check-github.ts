import type { Severity } from '../../evidence/evidence.ts';
import { cleanLine } from '../../review/clean-text.ts';
import { type CheckReport, ruleNameOf } from './check-report.ts';
import { renderCheckText } from './render-check-text.ts';

const commands: Record<Severity, string> = { error: 'error', warning: 'warning', note: 'notice' };

/**
 * Workflow commands, which GitHub Actions shows on the lines of a pull request, and the text for the log.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function renderCheckGitHub(report: CheckReport): string {
  const annotations = report.facts.map((fact) => {
    const place = [`file=${property(fact.path)}`];
    if (fact.line !== null && fact.side === 'RIGHT') place.push(`line=${fact.line}`);
    const title = property(ruleNameOf(fact));
    return `::${commands[fact.severity]} ${place.join(',')},title=${title}::${data(cleanLine(fact.message))}\n`;
  });
  // The log's own lines must not be taken for commands, whatever a path or a message begins with.
  const log = renderCheckText(report).replace(/^(?=\s*(?:::|##\[))/gm, '> ');
  return annotations.join('') + log;
}

/** As the runner unescapes them: @actions/core's command.ts. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
