import type { Settings, SettingsProblem } from '../settings/settings.ts';
import { countFindings, countOf } from './count-findings.ts';
import type { Review } from './review.ts';
import { blocks } from './verdict.ts';

/** How the check run ends, and its title of one line. */
export interface ReviewConclusion {
  conclusion: 'success' | 'neutral' | 'failure';
  title: string;
}

/**
 * The gate: an open `error` fact fails whatever the model did, the architect's own errors only where the settings say
 * so; a review that is not whole, or settings that are wrong, end as `gate.incomplete` says and never green.
 */
export function conclude(
  review: Review,
  settings: Settings,
  settingsProblems: readonly SettingsProblem[],
): ReviewConclusion {
  const { findings, coverage } = review;
  const blocking = findings.filter((finding) => blocks(finding, settings)).length;
  if (blocking > 0) {
    const others = findings.length - blocking;
    const rest = others === 0 ? '' : `, ${countOf(others, 'more finding')}`;
    return { conclusion: 'failure', title: `${countOf(blocking, 'error')} to mend${rest}` };
  }
  const found = countFindings(findings);
  if (settingsProblems.length > 0) {
    const title = `Settings have ${countOf(settingsProblems.length, 'problem')}; ${found}`;
    return { conclusion: settings.gate.incomplete, title };
  }
  if (review.incomplete.length > 0) {
    return { conclusion: settings.gate.incomplete, title: `Review incomplete; ${found}` };
  }
  const title = findings.length === 0 ? `No findings in ${countOf(coverage.changed, 'changed file')}` : found;
  return { conclusion: 'success', title };
}
