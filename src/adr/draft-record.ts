import { cleanLine } from '../review/clean-text.ts';
import { slug } from '../review/fingerprint.ts';
import type { DecisionToRecord } from '../review/review.ts';
import type { RecordsFolder } from './records-folder.ts';

/** Nobody weighs more of them, and the draft has to fit into its issue. */
const mostOptions = 5;

/** Where a record's file should stand. The number is claimed by the pull request that adds it, never before. */
export function suggestFileName(
  { fingerprint }: Pick<DecisionToRecord, 'fingerprint'>,
  folder: RecordsFolder,
): string {
  const number = folder.digits === 0 ? '' : `${'N'.repeat(folder.digits)}-`;
  return `${folder.path}/${number}${slug(fingerprint)}.md`;
}

/**
 * A record in the form of MADR 4 (https://adr.github.io/madr/), status `proposed`: what the change shows is filled in,
 * what nobody has said yet is a question in angle brackets, nothing is invented. `links` are lines of Markdown that
 * lead to where the decision was taken.
 */
export function draftRecord(decision: DecisionToRecord, links: readonly string[]): string {
  const { title, why, paths } = decision;
  const options = decision.options.slice(0, mostOptions);
  const names = options.map(({ name }) => cleanLine(name, 120)).filter((name) => name !== '');
  const considered = names.length > 0 ? names : ['<what this change does>', '<what else was possible>'];
  const lines = [
    '---',
    'status: proposed',
    'date: <YYYY-MM-DD when the decision was last updated>',
    'decision-makers: <who decides>',
    '---',
    '',
    `# ${cleanLine(title, 150)}`,
    '',
    '## Context and Problem Statement',
    '',
    ...paragraph(why, '<Which problem does this solve, and for whom?>'),
    '',
    '<What was there before, and why is it no longer enough?>',
    '',
    '## Decision Drivers',
    '',
    '* <Which quality matters most here: consistency, cost, speed, ease of operation?>',
    '* <Which constraint limits the choice?>',
    '',
    '## Considered Options',
    '',
    ...considered.map((name) => `* ${name}`),
    '',
    '## Decision Outcome',
    '',
    'Chosen option: "<which one>", because <why it serves the drivers best>.',
    '',
    '### Consequences',
    '',
    '* Good, because <what gets better>',
    '* Bad, because <what it costs, and who pays it>',
    '',
    '### Confirmation',
    '',
    '<How will anyone notice that the code no longer follows this: a test, a rule, a review?>',
    ...(names.length === 0
      ? []
      : ['', '## Pros and Cons of the Options', ...options.flatMap(describeOption)]),
    '',
    '## More Information',
    '',
    ...links.map((link) => `* ${link}`),
    ...paths.slice(0, 10).map((path) => `* Shows in \`${cleanLine(path).replaceAll('`', "'")}\``),
  ];
  return `${lines.join('\n')}\n`;
}

function describeOption({ name, good, bad }: DecisionToRecord['options'][number]): string[] {
  return [
    '',
    `### ${cleanLine(name, 120)}`,
    '',
    `* Good, because ${cleanLine(good, 250) || '<what speaks for it>'}`,
    `* Bad, because ${cleanLine(bad, 250) || '<what speaks against it>'}`,
  ];
}

/** The text broken at blanks after about 110 characters, as people write records. */
function paragraph(text: string, question: string): string[] {
  const lines: string[] = [];
  for (const word of cleanLine(text, 1_500).split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 110) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines[0] === '' ? [question] : lines;
}
