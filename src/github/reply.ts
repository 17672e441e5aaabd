import type { Octokit } from '@octokit/rest';
import type { CommentPut } from './publication.ts';
import type { Publisher, PullRequestAddress } from './publisher.ts';
import { putComment } from './put-comment.ts';

/**
 * Answers a command once: a repeated job finds the answer to the same comment and at most updates it.
 * Throws a GitHubError.
 */
export async function reply(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  { commandCommentId, body }: { commandCommentId: number; body: string },
): Promise<CommentPut> {
  const command = String(commandCommentId);
  return putComment(octokit, publisher, address, {
    kind: 'answer',
    data: { command },
    body,
    isSame: (data) => data['command'] === command,
  });
}
