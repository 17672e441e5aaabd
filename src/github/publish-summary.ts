import type { Octokit } from '@octokit/rest';
import type { CommentPut } from './publication.ts';
import type { Publisher, PullRequestAddress } from './publisher.ts';
import { putComment } from './put-comment.ts';

/**
 * Puts the one sticky summary of a pull request, `body` being Markdown that fits into 65,536 characters with its marker
 * (some 250). A summary that a person deleted is created again. Throws a GitHubError.
 */
export async function publishSummary(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  { body, head, round }: { body: string; head: string; round: number },
): Promise<CommentPut> {
  return putComment(octokit, publisher, address, {
    kind: 'summary',
    data: { head, round: String(round) },
    body,
    isSame: () => true,
  });
}
