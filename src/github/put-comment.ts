import type { Octokit } from '@octokit/rest';
import { mostBodyCharacters, requireLength } from './body-limit.ts';
import { createOnce } from './create-once.ts';
import { ask, GitHubNotFound } from './errors.ts';
import { listOwnComments, type OwnComment } from './list-own-comments.ts';
import type { MarkerData, MarkerKind } from './markers.ts';
import type { CommentPut } from './publication.ts';
import { nameOf, type Publisher, type PullRequestAddress } from './publisher.ts';

/** One comment that must stand once in a pull request's conversation. */
export interface CommentToPut {
  kind: MarkerKind;
  data: MarkerData;
  /** Markdown without marker. */
  body: string;
  /** Which of our comments of this kind is this one. */
  isSame: (data: MarkerData) => boolean;
}

/**
 * Creates or updates the comment; writes nothing when it stands as it should. Of several, left by a race, the oldest
 * stays and the others are deleted. Throws a GitHubError.
 */
export async function putComment(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  { kind, data, body, isSame }: CommentToPut,
): Promise<CommentPut> {
  const { owner, repo, number } = address;
  const marked = publisher.signer.mark(address, kind, data, body);
  requireLength(`The ${kind} of ${nameOf(address)}`, marked, mostBodyCharacters);

  async function look(): Promise<OwnComment[]> {
    const comments = await listOwnComments(octokit, publisher, address, kind);
    return comments.filter((comment) => isSame(comment.data));
  }

  async function create(): Promise<CommentPut> {
    const { data: comment } = await ask(`comment on ${nameOf(address)}`, () =>
      octokit.rest.issues.createComment({
        owner,
        repo,
        issue_number: number,
        body: marked,
        request: { retries: 0 },
      }),
    );
    return { id: comment.id, url: comment.html_url, outcome: 'created' };
  }

  async function update({ id, url, body: standing }: OwnComment): Promise<CommentPut | null> {
    if (standing.replaceAll('\r\n', '\n') === marked) return { id, url, outcome: 'unchanged' };
    try {
      await ask(`update comment ${id} on ${nameOf(address)}`, () =>
        octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body: marked }),
      );
      return { id, url, outcome: 'updated' };
    } catch (error) {
      if (error instanceof GitHubNotFound) return null;
      throw error;
    }
  }

  const [oldest, ...others] = await look();
  for (const { id } of others) await deleteComment(octokit, address, id);
  const updated = oldest === undefined ? null : await update(oldest);
  if (updated !== null) return updated;
  return createOnce(create, async () => {
    const [standing] = await look();
    return standing === undefined ? null : { id: standing.id, url: standing.url, outcome: 'created' };
  });
}

async function deleteComment(octokit: Octokit, address: PullRequestAddress, id: number): Promise<void> {
  const { owner, repo } = address;
  try {
    await ask(`delete the repeated comment ${id} on ${nameOf(address)}`, () =>
      octokit.rest.issues.deleteComment({ owner, repo, comment_id: id }),
    );
  } catch (error) {
    if (!(error instanceof GitHubNotFound)) throw error;
  }
}
