import type { Command } from './command.ts';

/** `/architect review`: a review of the head as it is now, whatever the settings say of automatic ones. */
export const review: Command = {
  name: 'review',
  usage: '',
  description: 'Review the pull request as it is now, also when it is a draft or automatic reviews are off.',
  needs: 'write',
  async run(words, context) {
    if (words.length > 0) return `\`review\` takes nothing after it. Nothing was started.`;
    await context.requestReview();
    return null;
  },
};
