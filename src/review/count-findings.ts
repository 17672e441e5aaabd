import { severities } from '../evidence/evidence.ts';
import type { Finding } from './review.ts';

/** `1 finding`, `3 findings`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2 errors, 1 note`, from worst to least, or `no findings`. */
export function countFindings(findings: readonly Pick<Finding, 'severity'>[]): string {
  const counts = severities
    .map((severity) => ({
      severity,
      count: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0);
  return counts.length === 0
    ? 'no findings'
    : counts.map(({ severity, count }) => countOf(count, severity)).join(', ');
}
