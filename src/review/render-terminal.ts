import { cleanLine, cleanText } from './clean-text.ts';
import { countOf } from './count-findings.ts';
import { contextTold, describeGraphChange } from './describe-changes.ts';
import {
  describeArchitect,
  describeCost,
  describeLines,
  describeVerdict,
  renderList,
} from './render-parts.ts';
import type { Finding, Review } from './review.ts';
import { sectionsOf } from './sections.ts';

/**
 * The whole review as Markdown for a terminal or a file: no HTML, nothing folded, nothing left out. Escape sequences
 * and invisible characters are gone and credentials redacted; links and mentions need no care, since nobody posts it.
 */
export function renderTerminal(review: Review): string {
  const { findings, decisions, questions, incomplete } = review;
  const parts = [
    `# ${describeVerdict(review)}`,
    cleanText(review.summary).trim(),
    titled(
      'Not whole',
      renderList(
        incomplete.map((reason) => cleanLine(reason)),
        20,
      ),
    ),
    titled('Findings', findings.map(renderFinding).join('\n\n')),
    titled(
      'Decisions to record',
      renderList(
        decisions.map(
          ({ title, why, paths }) =>
            `${cleanLine(title)}. ${cleanLine(why, 600)} (${paths
              .slice(0, 6)
              .map((path) => cleanLine(path))
              .join(', ')})`,
        ),
        20,
      ),
    ),
    titled(
      'Questions',
      renderList(
        questions.map(({ topic, text, why }) => `${cleanLine(text, 600)} (${topic}: ${cleanLine(why, 600)})`),
        20,
      ),
    ),
    titled(
      'What changed',
      renderList(
        [...describeGraphChange(review), ...contextTold(review).map(({ message }) => cleanLine(message))],
        40,
      ),
    ),
    ...sectionsOf(review).map(({ name, computed, text, needs }) => {
      const told = [cleanText(computed.replaceAll('<br>', '; ')), cleanText(text).trim()]
        .filter((part) => part !== '')
        .join('\n\n');
      return titled(name, told === '' ? `No material: it needs ${needs}.` : told);
    }),
    titled('Coverage', describeCoverage(review)),
    `${review.base.slice(0, 12)}…${review.head.slice(0, 12)} · ${cleanLine(describeArchitect(review))} · ${describeCost(review)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function titled(title: string, text: string): string {
  return text === '' ? '' : `## ${title}\n\n${text}`;
}

function renderFinding({ id, severity, title, path, line, startLine, rule, quote, body }: Finding): string {
  const code = cleanText(quote).trimEnd();
  return [
    `### ${id} ${severity}: ${cleanLine(title)}`,
    `${cleanLine(path + describeLines(line, startLine))} (${cleanLine(rule, 100)})`,
    code === ''
      ? ''
      : code
          .split('\n')
          .map((text) => `    ${text}`)
          .join('\n'),
    cleanText(body).trim(),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function describeCoverage({ coverage, dropped }: Review): string {
  const { changed, read, outOfScope, skipped, notShown } = coverage;
  const reasons = [
    ...outOfScope.map(({ path, reason }) => `out of scope: ${path} (${reason})`),
    ...skipped.map(
      ({ path, reason, partial }) => `${partial ? 'not understood' : 'not read'}: ${path} (${reason})`,
    ),
    ...notShown.map(({ path, reason }) => `not shown to the model: ${path} (${reason})`),
    ...dropped.map(({ reason, count }) => `${countOf(count, 'claim')} dropped: ${reason}`),
  ];
  const list = renderList(
    reasons.map((reason) => cleanLine(reason)),
    60,
  );
  return [`${countOf(changed, 'changed file')} in scope, ${countOf(read, 'file')} read.`, list]
    .filter((part) => part !== '')
    .join('\n\n');
}
