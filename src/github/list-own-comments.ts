import type { Octokit } from '@octokit/rest';
import { ask } from './errors.ts';
import { type MarkerData, type MarkerKind, readOwnMarker } from './markers.ts';
import { nameOf, type Publisher, type PullRequestAddress } from './publisher.ts';

/** One of our comments in a pull request's conversation. */
export interface OwnComment {
  id: number;
  url: string;
  body: string;
  data: MarkerData;
}

/** Our comments of one kind among all comments of a pull request, oldest first. Reads all pages. Throws a GitHubError. */
export async function listOwnComments(
  octokit: Octokit,
  publisher: Publisher,
  address: PullRequestAddress,
  kind: MarkerKind,
): Promise<OwnComment[]> {
  const { owner, repo, number } = address;
  const comments = await ask(`list the comments of ${nameOf(address)}`, () =>
    octokit.paginate(octokit.rest.issues.listComments, { owner, repo, issue_number: number, per_page: 100 }),
  );
  return comments
    .flatMap((comment) => {
      const data = readOwnMarker(publisher, address, kind, comment);
      return data === null ? [] : [{ id: comment.id, url: comment.html_url, body: comment.body ?? '', data }];
    })
    .sort((a, b) => a.id - b.id);
}
