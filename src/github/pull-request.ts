/** A pull request as GitHub says it is now. */
export interface PullRequest {
  installationId: number | null;
  repositoryId: number;
  owner: string;
  repo: string;
  number: number;
  state: 'open' | 'closed';
  merged: boolean;
  draft: boolean;
  title: string;
  body: string;
  author: { login: string; bot: boolean };
  /** GitHub's word for what the author is to the repository (`OWNER`, `MEMBER`, `CONTRIBUTOR`, …). */
  authorAssociation: string;
  base: { ref: string; sha: string };
  head: { ref: string; sha: string; repositoryId: number | null; fork: boolean };
  private: boolean;
  defaultBranch: string;
}
