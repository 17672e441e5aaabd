import type { Settings } from '../settings/settings.ts';
import type { Finding, Verdict } from './review.ts';

/** Whether a finding alone fails the gate: an `error` that a rule found, or the architect's where the settings say so. */
export function blocks({ severity, origin }: Finding, { gate }: Pick<Settings, 'gate'>): boolean {
  return severity === 'error' && (origin === 'fact' || gate.judgement);
}

/** The verdict on findings and gaps. An open error outweighs a gap, a gap outweighs everything else. */
export function verdictOf(
  findings: readonly Finding[],
  incomplete: readonly string[],
  settings: Pick<Settings, 'gate'>,
): Verdict {
  if (findings.some((finding) => blocks(finding, settings))) return 'blocked';
  if (incomplete.length > 0) return 'incomplete';
  return findings.length > 0 ? 'attention' : 'clear';
}
