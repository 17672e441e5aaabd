import { cleanLine } from './clean-text.ts';
import { contextTold, describeGraphChange } from './describe-changes.ts';
import { fitParts, type Part } from './fit-parts.ts';
import { renderCoverage, renderFooter } from './render-coverage.ts';
import { renderFindingDetails, renderFindingTable } from './render-findings.ts';
import { renderHead } from './render-head.ts';
import { type RenderContext, renderList } from './render-parts.ts';
import type { Review } from './review.ts';
import { codeSpan } from './sanitise-line.ts';
import { sanitiseMarkdown, sanitiseText } from './sanitise-markdown.ts';
import { type Section, sectionsOf } from './sections.ts';

/** GitHub takes 65,536 characters; the rest is for the marker that is added on publishing. */
const summaryLimit = 64_000;

const notInline = 'outside of the diff, or beyond the number of inline comments';

/**
 * The sticky summary as Markdown for GitHub: verdict first, then what is found, decided, asked, drawn and planned,
 * what was read and what not, and what it cost. At most {@link summaryLimit} characters: the least important is left
 * out first, and that is said.
 */
export function renderSummary(review: Review, context: RenderContext): string {
  const inline = new Set(
    review.findings.filter(({ placement }) => placement === 'inline').map((f) => f.fingerprint),
  );
  for (const { fingerprint } of context.notPosted ?? []) inline.delete(fingerprint);
  const elsewhere = review.findings.filter(({ fingerprint }) => !inline.has(fingerprint));
  const parts: Part[] = [
    { name: 'verdict', importance: 0, limit: 8_000, render: () => renderHead(review, context) },
    {
      name: 'table of findings',
      importance: 3,
      limit: 20_000,
      render: (room) => renderFindingTable(review, context, room),
    },
    {
      name: 'details of findings',
      importance: 6,
      limit: 20_000,
      render: (room) => renderFindingDetails(elsewhere, review, context, room, notInline),
    },
    { name: 'decisions', importance: 4, limit: 8_000, render: () => renderDecisions(review, context) },
    { name: 'questions', importance: 5, limit: 4_000, render: () => renderQuestions(review, context) },
    { name: 'what changed', importance: 7, limit: 6_000, render: () => renderChanges(review) },
    ...renderSections(review, context),
    { name: 'coverage', importance: 2, limit: 8_000, render: () => renderCoverage(review) },
    { name: 'footer', importance: 1, limit: 2_000, render: () => renderFooter(review, context) },
  ];
  return fitParts(parts, summaryLimit);
}

function renderDecisions({ decisions }: Review, { followUps, repository }: RenderContext): string {
  if (decisions.length === 0) return '';
  const entries = decisions.map(({ fingerprint, title, why, paths }) => {
    const issue = followUps?.get(fingerprint);
    const places = paths.slice(0, 4).map((path) => codeSpan(cleanLine(path)));
    const reason = sanitiseMarkdown(why.replace(/\s+/g, ' '), { repository, limit: 600 });
    return [
      `**${sanitiseText(title)}**${issue === undefined ? '' : ` → #${issue}`}`,
      reason === '' ? '' : `. ${reason}`,
      places.length === 0 ? '' : ` (${places.join(', ')}${paths.length > 4 ? ', …' : ''})`,
    ].join('');
  });
  return `#### Decisions to record\n\n${renderList(entries, 8)}`;
}

function renderQuestions({ questions }: Review, { repository }: RenderContext): string {
  if (questions.length === 0) return '';
  const entries = questions.map(({ topic, text, why }) => {
    const asked = sanitiseMarkdown(text.replace(/\s+/g, ' '), { repository, limit: 600 });
    return `${asked} (${topic}: ${sanitiseText(why)})`;
  });
  return `#### Questions\n\n${renderList(entries, 5)}`;
}

function renderChanges(review: Review): string {
  const facts = contextTold(review).map(({ message }) => sanitiseText(message));
  const lines = [...describeGraphChange(review), ...facts];
  return lines.length === 0 ? '' : `#### What changed\n\n${renderList(lines, 12)}`;
}

/** In their order; when space is short the plan and the comparison outlive the components. */
const sectionImportance = [8, 12, 11, 10, 9];

function renderSections(review: Review, context: RenderContext): Part[] {
  const sections = sectionsOf(review);
  const filled = sections.flatMap((section, i): Part[] =>
    isEmpty(section)
      ? []
      : [
          {
            name: section.name,
            importance: sectionImportance[i] as number,
            limit: 14_000,
            render: (room) => renderSection(section, review, context, room),
          },
        ],
  );
  const missing = sections.filter(isEmpty);
  const names = missing.map(({ name, needs }) => (filled.length === 0 ? name : `${name} (needs ${needs})`));
  const why =
    filled.length === 0
      ? ': they need a change of imports, components, interfaces or data that can be seen'
      : '';
  const line = missing.length === 0 ? '' : `<sub>No material for ${names.join(', ')}${why}.</sub>`;
  return [...filled, { name: 'empty sections', importance: 13, limit: 2_000, render: () => line }];
}

function isEmpty({ computed, text }: Section): boolean {
  return computed === '' && text === '';
}

function renderSection(section: Section, review: Review, context: RenderContext, room: number): string {
  const first = section.computed.length > room - 400 ? '' : section.computed;
  const told = sanitiseMarkdown(section.text, {
    repository: context.repository,
    limit: Math.min(room - 200, 13_000) - first.length,
  });
  const text = [first, told].filter((part) => part !== '').join('\n\n');
  const long = text.length > 700 || text.split('\n').length > 8 || review.findings.length === 0;
  if (!long && !section.picture) return `#### ${section.name}\n\n${text}`;
  return `<details${section.picture ? ' open' : ''}><summary><b>${section.name}</b></summary>\n\n${text}\n\n</details>`;
}
