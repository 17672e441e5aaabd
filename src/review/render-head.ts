import { cleanLine } from './clean-text.ts';
import { describeVerdict, type RenderContext, renderList, verdictGlyphs } from './render-parts.ts';
import type { Review } from './review.ts';
import { codeSpan } from './sanitise-line.ts';
import { sanitiseMarkdown, sanitiseText } from './sanitise-markdown.ts';

/** Verdict in the first line, the summary sentence, and every reason why this review is not whole. */
export function renderHead(review: Review, context: RenderContext): string {
  const problems = (context.settingsProblems ?? []).map(
    ({ file, line, column, message }) =>
      `${codeSpan(cleanLine(`${file}:${line}:${column}`))} ${sanitiseText(message)}`,
  );
  const lines = [
    `### ${verdictGlyphs[review.verdict]} ${describeVerdict(review)}`,
    sanitiseMarkdown(review.summary, { repository: context.repository, limit: 2_000 }),
  ];
  if (review.incomplete.length > 0) {
    lines.push(
      `**Not whole:**\n${renderList(
        review.incomplete.map((reason) => sanitiseText(reason)),
        6,
      )}`,
    );
  }
  if (problems.length > 0) lines.push(`**Settings that are not in force:**\n${renderList(problems, 6)}`);
  const notices = (context.notices ?? []).map((notice) => sanitiseText(notice));
  if (notices.length > 0) lines.push(renderList(notices, 6));
  return lines.filter((line) => line !== '').join('\n\n');
}
