import { cleanLine, cleanText } from './clean-text.ts';
import type { ReviewConclusion } from './conclude.ts';
import { fitParts } from './fit-parts.ts';
import { renderCoverage, renderFooter } from './render-coverage.ts';
import { renderFindingDetails, renderFindingTable } from './render-findings.ts';
import { renderHead } from './render-head.ts';
import type { RenderContext } from './render-parts.ts';
import type { Finding, Review } from './review.ts';

/** GitHub takes 65,535 characters of summary and of text. */
const textLimit = 65_000;
/** Of one request; what is above stands in the text. */
const mostAnnotations = 50;

interface RenderedAnnotation {
  path: string;
  /** 1-based, at head. */
  startLine: number;
  endLine: number;
  severity: Finding['severity'];
  title: string;
  /** Plain text. */
  message: string;
}

export interface RenderedCheck {
  title: string;
  /** Markdown of at most 65,535 characters, as `text`. */
  summary: string;
  text: string;
  annotations: RenderedAnnotation[];
}

/**
 * The check run: title and summary for those who look at the gate only, every finding in the text, and annotations on
 * the lines at head. Removed lines and files that are gone carry none: they stand in the text.
 */
export function renderCheck(
  review: Review,
  conclusion: ReviewConclusion,
  context: RenderContext,
): RenderedCheck {
  const summary = fitParts(
    [
      { name: 'verdict', importance: 0, limit: 20_000, render: () => renderHead(review, context) },
      {
        name: 'table of findings',
        importance: 2,
        limit: 40_000,
        render: (room) => renderFindingTable(review, context, room),
      },
      { name: 'footer', importance: 1, limit: 2_000, render: () => renderFooter(review, context) },
    ],
    textLimit,
  );
  const text = fitParts(
    [
      {
        name: 'findings',
        importance: 1,
        limit: 50_000,
        render: (room) => renderFindingDetails(review.findings, review, context, room),
      },
      { name: 'coverage', importance: 0, limit: 12_000, render: () => renderCoverage(review) },
    ],
    textLimit,
  );
  return { title: cleanLine(conclusion.title, 150), summary, text, annotations: annotate(review.findings) };
}

function annotate(findings: readonly Finding[]): RenderedAnnotation[] {
  return findings
    .filter(({ side }) => side === 'RIGHT')
    .slice(0, mostAnnotations)
    .map(({ id, path, line, startLine, severity, title, body, rule }) => ({
      path,
      startLine: startLine ?? line ?? 1,
      endLine: line ?? 1,
      severity,
      title: cleanLine(`${id}: ${title}`, 250),
      message:
        `${cleanText(body).replaceAll('**', '').slice(0, 4_000).toWellFormed()}\n\n${cleanLine(rule, 100)}`.trim(),
    }));
}
