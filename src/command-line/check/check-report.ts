import type { Fact, LanguageResolution, Severity, Skipped } from '../../evidence/evidence.ts';
import { fingerprint, symbolOf } from '../../review/fingerprint.ts';
import type { Settings } from '../../settings/settings.ts';

/** One rule that was checked, by the name that people gave it. */
export interface RuleInForce {
  name: string;
  kind: 'boundary' | 'layers' | 'cycles' | 'hubs';
  /** The settings file that says it. */
  file: string;
}

/** What `architect check` found, before it is written in one of its formats. */
export interface CheckReport {
  /** Commit that was compared with; null when a whole tree was checked. */
  base: string | null;
  head: string;
  /** Sorted from worst to least. */
  facts: Fact[];
  rules: RuleInForce[];
  /** Files of the graph at head. */
  files: number;
  skipped: Skipped[];
  /** Changed sources that no rule looks at, and why. */
  unjudged: Skipped[];
  resolution: LanguageResolution[];
}

/** The rules that settings have in force, those of nested files after the repository's. A rule set to `off` is none. */
export function rulesInForce(settings: Settings, settingsFile: string): RuleInForce[] {
  const root = { folder: '', file: settingsFile, architecture: settings.architecture };
  return [root, ...settings.nested].flatMap(({ file, architecture }) => {
    const { boundaries, layers, cycles, hubs } = architecture;
    const rules = [
      ...boundaries.map(({ name, severity }) => ({ name, severity, kind: 'boundary' as const })),
      ...layers.map(({ name, severity }) => ({ name, severity, kind: 'layers' as const })),
      { name: 'cycles', severity: cycles.severity, kind: 'cycles' as const },
      { name: 'hubs', severity: hubs.severity, kind: 'hubs' as const },
    ];
    return rules.filter(({ severity }) => severity !== 'off').map(({ name, kind }) => ({ name, kind, file }));
  });
}

/** Whether a fact belongs to the gate: whatever the architecture's rules say, and every error of any other rule. */
export function isOfGate({ rule, severity }: Fact): boolean {
  return severity === 'error' || (/^(?:graph|settings)\//.test(rule) && rule !== 'graph/cycle-removed');
}

/** The name of the rule that a fact breaks: as the settings call it, else its id. */
export function ruleNameOf({ rule, data }: Fact): string {
  return typeof data['rule'] === 'string' ? data['rule'] : rule;
}

/** Equal for the same breach in another run, whatever line it has moved to. */
export function identityOf(fact: Fact): string {
  const symbol = `${ruleNameOf(fact)} ${symbolOf(fact)}`;
  return fingerprint({ rule: fact.rule, path: fact.path, symbol, quote: '' });
}

export function countBySeverity(facts: readonly Fact[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of facts) counts[severity]++;
  return counts;
}
