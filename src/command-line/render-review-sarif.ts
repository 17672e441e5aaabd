import type { Review } from '../review/review.ts';
import { renderSarif } from './render-sarif.ts';

/** The findings of a review as SARIF, ranked as the review ranks them; the verdict and its reasons are properties of none. */
export function renderReviewSarif({ findings, coverage }: Review): string {
  const results = findings.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    message: finding.title,
    path: finding.path,
    line: finding.startLine ?? finding.line,
    endLine: finding.line,
    side: finding.side,
    identity: finding.fingerprint,
    properties: { id: finding.id, origin: finding.origin, description: finding.body },
  }));
  return renderSarif(results, coverage.skipped);
}
