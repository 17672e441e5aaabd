/** A repository of one GitHub. Its name may change, its number does not. */
export interface RepositoryId {
  /** Host of the GitHub it lives on, such as `github.com`. */
  host: string;
  repositoryId: number;
}

/** A pull request of a repository. */
export interface PullRequestId extends RepositoryId {
  number: number;
}

/** The key columns of a repository's rows. */
export function repositoryColumns(id: RepositoryId): { host: string; repository_id: number } {
  return { host: id.host, repository_id: id.repositoryId };
}

/** The key columns of a pull request's rows. */
export function pullRequestColumns(id: PullRequestId): {
  host: string;
  repository_id: number;
  number: number;
} {
  return { ...repositoryColumns(id), number: id.number };
}
