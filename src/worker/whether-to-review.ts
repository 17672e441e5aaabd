import type { PullRequest } from '../github/pull-request.ts';
import type { Settings } from '../settings/settings.ts';

/** What stands in the way of a review, in words for the check run. */
export interface NoReview {
  review: false;
  title: string;
  summary: string;
}

/**
 * Whether a pull request is reviewed now. A person's request overrides what the settings say; nothing overrides a
 * closed pull request, which the caller handles before. Every head gets a conclusion all the same, so that a
 * required check never blocks for ever.
 */
export function whetherToReview(
  pull: Pick<PullRequest, 'draft' | 'author'>,
  settings: Settings,
  { requested, paused }: { requested: boolean; paused: boolean },
): { review: true } | NoReview {
  if (requested) return { review: true };
  if (paused) return no('Paused', 'Automatic reviews of this pull request are paused.');
  if (!settings.reviews.automatic)
    return no('Not reviewed: only on request', 'Automatic reviews are off (`reviews.automatic`).');
  if (pull.draft && !settings.reviews.drafts)
    return no('Not reviewed: draft', 'Drafts are reviewed once they are ready (`reviews.drafts`).');
  if (pull.author.bot && !settings.reviews.bots)
    return no('Not reviewed: opened by a bot', 'Pull requests of bots are not reviewed (`reviews.bots`).');
  return { review: true };
}

function no(title: string, why: string): NoReview {
  return {
    review: false,
    title,
    summary: `${why} Someone with write access can ask for a review with \`/architect review\`.`,
  };
}
