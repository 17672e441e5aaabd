import type { Octokit } from '@octokit/rest';
import { ask } from './errors.ts';
import type { PullRequest } from './pull-request.ts';

/**
 * Reads a pull request as GitHub says it is now. `installationId` is carried along, null for a personal token.
 * Throws a GitHubError, GitHubNotFound among them.
 */
export async function readPullRequest(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullRequest, 'owner' | 'repo' | 'number'>,
  installationId: number | null = null,
): Promise<PullRequest> {
  const { data } = await ask(`read the pull request ${owner}/${repo}#${number}`, () =>
    octokit.rest.pulls.get({ owner, repo, pull_number: number }),
  );
  const { base, head } = data;
  return {
    installationId,
    repositoryId: base.repo.id,
    owner: base.repo.owner.login,
    repo: base.repo.name,
    number: data.number,
    state: data.state === 'open' ? 'open' : 'closed',
    merged: data.merged,
    draft: data.draft ?? false,
    title: data.title,
    body: data.body ?? '',
    // A deleted account is GitHub's user `ghost`.
    author: { login: data.user?.login ?? 'ghost', bot: data.user?.type === 'Bot' },
    authorAssociation: data.author_association,
    base: { ref: base.ref, sha: base.sha },
    head: {
      ref: head.ref,
      sha: head.sha,
      repositoryId: head.repo?.id ?? null,
      // The repository of a deleted fork is null: a fork all the same.
      fork: head.repo?.id !== base.repo.id,
    },
    private: base.repo.private,
    defaultBranch: base.repo.default_branch,
  };
}
