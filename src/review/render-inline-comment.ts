import { describeArchitect, glyphs, type RenderContext, renderRule } from './render-parts.ts';
import type { Finding, Review } from './review.ts';
import { sanitiseMarkdown, sanitiseText } from './sanitise-markdown.ts';

/** A comment that has to be scrolled is not read. */
const bodyLimit = 6_000;

/** One finding as a review comment: what, why it matters, the way out and its price, and the rule behind it. */
export function renderInlineComment(
  finding: Finding,
  review: Pick<Review, 'architect' | 'model'>,
  context: RenderContext,
): string {
  const { severity, title, body, rule, origin, explained, id } = finding;
  const architect = describeArchitect(review);
  const computed = explained ? `computed from the code, explained by ${architect}` : 'computed from the code';
  const source = origin === 'fact' ? computed : `judgement of ${architect}`;
  return [
    `${glyphs[severity]} **${sanitiseText(title)}**`,
    sanitiseMarkdown(body, { repository: context.repository, limit: bodyLimit }),
    `<sub>${id} · ${severity} · ${renderRule(rule, context)} · ${sanitiseText(source)}</sub>`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
