import { cleanLine } from '../../review/clean-text.ts';
import { countOf } from '../../review/count-findings.ts';
import { type CheckReport, countBySeverity } from './check-report.ts';

/** For people and for editors that make links of `path:line: `: one line a breach, then what was checked. */
export function renderCheckText(report: CheckReport): string {
  const lines = report.facts.map(({ path, line, severity, message, rule }) => {
    const place = line === null ? path : `${path}:${line}`;
    return `${cleanLine(place)}: ${severity}: ${cleanLine(message)} [${rule}]`;
  });
  for (const { path, reason, partial } of report.skipped) {
    lines.push(
      `${path === '' ? 'architect' : cleanLine(path)}: ${partial ? 'not understood' : 'not read'}: ${cleanLine(reason)}`,
    );
  }
  for (const { path, reason } of report.unjudged) {
    lines.push(`${cleanLine(path)}: not judged: ${reason}`);
  }
  if (lines.length > 0) lines.push('');
  lines.push(`${checkTitle(report)}.`, ...checkedLines(report));
  return `${lines.join('\n')}\n`;
}

/** `2 errors, 1 warning`, or that nothing was found. */
function checkTitle({ facts }: CheckReport): string {
  const { error, warning, note } = countBySeverity(facts);
  const parts = [
    ...(error > 0 ? [countOf(error, 'error')] : []),
    ...(warning > 0 ? [countOf(warning, 'warning')] : []),
    ...(note > 0 ? [countOf(note, 'note')] : []),
  ];
  return parts.length === 0 ? 'No breach' : parts.join(', ');
}

/** What was checked and how well it was understood: a gate that is green must say of what. */
function checkedLines({ base, head, rules, files, resolution }: CheckReport): string[] {
  const own = rules.filter(({ kind }) => kind === 'boundary' || kind === 'layers');
  const against =
    base === null
      ? 'the whole tree'
      : base === head
        ? 'with nothing to compare: base and head are one commit'
        : `what changed since ${base.slice(0, 12)}`;
  const lines = [
    own.length === 0
      ? 'No boundaries or layers are in force: the settings name none.'
      : `Checked ${countOf(own.length, 'rule')}: ${own.map(({ name }) => name).join(', ')}.`,
    `Over ${countOf(files, 'file')} at ${head.slice(0, 12)}, ${against}.`,
  ];
  for (const { language, imports, unresolved } of resolution) {
    if (unresolved === 0) continue;
    const share = ((unresolved / imports) * 100).toFixed(1);
    lines.push(
      `${unresolved} of ${imports} ${language} imports (${share} %) look local and lead to no file: no rule saw them.`,
    );
  }
  return lines;
}
