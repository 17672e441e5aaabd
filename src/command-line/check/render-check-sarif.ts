import { renderSarif } from '../render-sarif.ts';
import { type CheckReport, identityOf, ruleNameOf } from './check-report.ts';

/** What `architect check` found as SARIF. */
export function renderCheckSarif({ facts, skipped }: CheckReport): string {
  const results = facts.map((fact) => ({
    ...fact,
    identity: identityOf(fact),
    properties: { rule: ruleNameOf(fact) },
  }));
  return renderSarif(results, skipped);
}
