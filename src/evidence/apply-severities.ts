import type { Fact, Severity } from './evidence.ts';

/**
 * Facts at the severities that `rules:` of the settings ask for, those turned off left out. A key names a rule, a check
 * of a rule (`<rule>/<check>`, the check as the fact's data names it) or a whole family (`data/*`); the most specific
 * one holds. Facts about the settings themselves cannot be turned down by them.
 */
export function applySeverities(
  facts: readonly Fact[],
  rules: Readonly<Record<string, 'off' | Severity>>,
): Fact[] {
  if (Object.keys(rules).length === 0) return [...facts];
  const asked = new Map(Object.entries(rules));
  return facts.flatMap((fact) => {
    const { rule, data } = fact;
    if (rule.startsWith('settings/')) return [fact];
    const check = typeof data['check'] === 'string' ? asked.get(`${rule}/${data['check']}`) : undefined;
    const severity = check ?? asked.get(rule) ?? asked.get(`${rule.slice(0, rule.indexOf('/'))}/*`);
    if (severity === 'off') return [];
    return severity === undefined ? [fact] : [{ ...fact, severity }];
  });
}
