import type { Change } from './change.ts';
import type { Tree } from './tree.ts';

/**
 * A git repository that is only read: no checkout, no hooks, no configuration but ours.
 * Implemented over a local repository and over our bare partial clone of a GitHub repository.
 */
export interface Repository {
  /** Full commit id of a revision. Throws {@link UnknownRevisionError} naming the revision. */
  resolve(revision: string): Promise<string>;
  /** Best common ancestor of two commits. Throws {@link NoMergeBaseError} when histories are unrelated. */
  mergeBase(a: string, b: string): Promise<string>;
  /** The tree at a commit id. Listing costs one `git ls-tree`; contents come on demand. */
  tree(commit: string): Promise<Tree>;
  /** The change from merge base to head; `base` is carried along only. */
  change(commits: { base: string; head: string; mergeBase: string }): Promise<Change>;
  /** Ends the child processes that reading started. Using the repository afterwards throws. */
  close(): Promise<void>;
}

/** The user named a revision that the repository does not have. */
export class UnknownRevisionError extends Error {
  override readonly name = 'UnknownRevisionError';
}

/** Two commits have no common ancestor, so there is nothing to compare from. */
export class NoMergeBaseError extends Error {
  override readonly name = 'NoMergeBaseError';
}
