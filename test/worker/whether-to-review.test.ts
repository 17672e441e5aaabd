import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/settings/parse-settings.ts';
import { whetherToReview } from '../../src/worker/whether-to-review.ts';

const settings = (text: string) => parseSettings([{ file: 'architect.yml', text }]).settings;
const pull = (draft: boolean, bot: boolean) => ({ draft, author: { login: 'a', bot } });
const asked = (requested: boolean, paused = false) => ({ requested, paused });

describe('whetherToReview', () => {
  it.each([
    ['an ordinary pull request', pull(false, false), '', asked(false), null],
    ['a draft', pull(true, false), '', asked(false), 'Not reviewed: draft'],
    ['a draft where drafts are reviewed', pull(true, false), 'reviews: { drafts: true }', asked(false), null],
    ['a bot’s', pull(false, true), '', asked(false), 'Not reviewed: opened by a bot'],
    ['a bot’s where bots are reviewed', pull(false, true), 'reviews: { bots: true }', asked(false), null],
    [
      'any, with automatic reviews off',
      pull(false, false),
      'reviews: { automatic: false }',
      asked(false),
      'Not reviewed: only on request',
    ],
    ['a paused one', pull(false, false), '', asked(false, true), 'Paused'],
    [
      'a bot’s paused draft on request',
      pull(true, true),
      'reviews: { automatic: false }',
      asked(true, true),
      null,
    ],
  ])('decides on %s', (_, subject, text, request, title) => {
    const decision = whetherToReview(subject, settings(text), request);
    expect(decision.review ? null : decision.title).toBe(title);
    if (!decision.review) expect(decision.summary).toContain('/architect review');
  });
});
