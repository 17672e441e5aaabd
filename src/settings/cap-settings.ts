import type { Limits } from './environment.ts';
import type { Settings } from './settings.ts';

/**
 * Settings within what the operator allows: models outside the list fall back to the first allowed one,
 * money is cut to the ceilings. `capped` names each key that was changed, for people to read.
 */
export function capSettings(settings: Settings, limits: Limits): { settings: Settings; capped: string[] } {
  const capped: string[] = [];
  const allowedModel = (key: 'finder' | 'verifier'): string => {
    const asked = settings.model[key];
    const fallback = limits.models[0];
    if (fallback === undefined || limits.models.includes(asked)) return asked;
    capped.push(`model.${key}: ${fallback} instead of ${asked}`);
    return fallback;
  };
  const ceiling = (key: 'review' | 'day', most: number): number => {
    const asked = settings.budget[key];
    if (asked <= most) return asked;
    capped.push(`budget.${key}: ${most} instead of ${asked}`);
    return most;
  };
  return {
    settings: {
      ...settings,
      model: { ...settings.model, finder: allowedModel('finder'), verifier: allowedModel('verifier') },
      budget: {
        review: ceiling('review', limits.dollarsPerReview),
        day: ceiling('day', limits.dollarsPerDay),
      },
    },
    capped,
  };
}
