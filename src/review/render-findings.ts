import { glyphs, type RenderContext, renderPlace, renderRule } from './render-parts.ts';
import type { Finding, Review } from './review.ts';
import { quoteCode, sanitiseMarkdown, sanitiseText } from './sanitise-markdown.ts';

const quotedLines = 8;

/** One row per finding, as many as fit into `room` characters, and a line that says how many more there are. */
export function renderFindingTable(review: Review, context: RenderContext, room: number): string {
  if (review.findings.length === 0) return '';
  const rows = ['| | Finding |', '|---|---|'];
  let length = 200;
  let shown = 0;
  for (const finding of review.findings) {
    const place = renderPlace(finding, review, context, true);
    const title = sanitiseText(finding.title, { limit: 200, table: true });
    const row = `| ${glyphs[finding.severity]} **${finding.id}** ${finding.severity} | ${title}<br>${place} |`;
    length += row.length + 1;
    if (length > room) break;
    rows.push(row);
    shown += 1;
  }
  const more = review.findings.length - shown;
  return more === 0
    ? rows.join('\n')
    : `${rows.join('\n')}\n\n${more} more findings did not fit into this table.`;
}

/** Findings that have no comment of their own, folded: the code, the consequence, the way out. */
export function renderFindingDetails(
  findings: readonly Finding[],
  review: Review,
  context: RenderContext,
  room: number,
  why = '',
): string {
  const blocks: string[] = [];
  let length = 300;
  for (const finding of findings) {
    const block = renderFinding(finding, review, context);
    length += block.length + 2;
    if (length > room) break;
    blocks.push(block);
  }
  if (blocks.length === 0) return '';
  const more = findings.length - blocks.length;
  const name = blocks.length === 1 ? `Details of ${findings[0]?.id}` : `Details of ${blocks.length} findings`;
  return [
    `<details><summary><b>${name}</b>${why === '' ? '' : ` (${why})`}</summary>`,
    ...blocks,
    ...(more > 0 ? [`The details of ${more} more did not fit.`] : []),
    '</details>',
  ].join('\n\n');
}

function renderFinding(finding: Finding, review: Review, context: RenderContext): string {
  const { id, title, severity, quote, body, rule, fingerprint } = finding;
  const refused = context.notPosted?.find((each) => each.fingerprint === fingerprint);
  const lines = quote.split('\n');
  const shown = lines.length > quotedLines ? [...lines.slice(0, quotedLines), '…'] : lines;
  return [
    `${glyphs[severity]} **${id}: ${sanitiseText(title, { limit: 200 })}**  \n${renderPlace(finding, review, context)} · ${renderRule(rule, context)}`,
    quote.trim() === '' ? '' : quoteCode(shown.join('\n')),
    sanitiseMarkdown(body, { repository: context.repository, limit: 2_500 }),
    refused === undefined ? '' : `<sub>Not inline: ${sanitiseText(refused.reason)}</sub>`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
