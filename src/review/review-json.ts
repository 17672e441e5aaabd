import type { ReviewConclusion } from './conclude.ts';
import type { Review } from './review.ts';

/**
 * The review for programs: `schemaVersion` 1, keys in a fixed order, two blanks of indentation, a line feed at the
 * end. Texts stand as they are: whoever posts them has to sanitise them.
 */
export function reviewJson(review: Review, { conclusion, title }: ReviewConclusion): string {
  const { base, head, mergeBase, verdict, architect, model, summary, sections, findings, context } = review;
  const {
    decisions,
    questions,
    graph,
    contracts,
    migrations,
    coverage,
    incomplete,
    modelFailure,
    dropped,
    usage,
    milliseconds,
  } = review;
  const document = {
    schemaVersion: 1,
    ...{
      base,
      head,
      mergeBase,
      conclusion,
      title,
      verdict,
      architect,
      model,
      summary,
      incomplete,
      modelFailure,
    },
    findings: findings.map((finding) => ({
      id: finding.id,
      fingerprint: finding.fingerprint,
      origin: finding.origin,
      explained: finding.explained,
      rule: finding.rule,
      severity: finding.severity,
      title: finding.title,
      body: finding.body,
      path: finding.path,
      side: finding.side,
      line: finding.line,
      startLine: finding.startLine,
      quote: finding.quote,
      placement: finding.placement,
    })),
    ...{
      decisions,
      questions,
      sections,
      context,
      graph,
      contracts,
      migrations,
      coverage,
      dropped,
      usage,
      milliseconds,
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
