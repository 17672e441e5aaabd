import type { Severity } from '../evidence/evidence.ts';
import type { Side } from '../source/change.ts';
import type { GitHubError } from './errors.ts';

/** A comment on a line, or on lines of one hunk, rendered. */
export interface InlineComment {
  fingerprint: string;
  path: string;
  side: Side;
  /** 1-based. */
  line: number;
  /** First line of several, null for one. */
  startLine: number | null;
  /** Markdown without marker. */
  body: string;
}

/** Something that is not published where it should stand, and why: it goes to the summary. */
export interface NotPosted {
  fingerprint: string;
  reason: string;
}

/** An inline comment that stands on the pull request. */
interface PostedComment {
  fingerprint: string;
  /** Null when GitHub took the comment but did not tell its id. */
  id: number | null;
  /** `standing`: it was there before. */
  outcome: 'created' | 'standing';
}

export interface PublishedComments {
  posted: PostedComment[];
  notPosted: NotPosted[];
  /** What kept the rest from being posted, beyond refused lines; null when nothing did. */
  failure: GitHubError | null;
}

/** A decision's follow-up issue to open, rendered. */
export interface FollowUpDraft {
  fingerprint: string;
  title: string;
  /** Markdown without marker. */
  body: string;
}

/** A follow-up issue that stands. */
export interface FollowUp {
  fingerprint: string;
  number: number;
  url: string;
  state: 'open' | 'closed';
  /** `kept`: its draft changed, but a person edited or closed it. */
  outcome: 'created' | 'updated' | 'unchanged' | 'kept';
}

export type PublishedFollowUps =
  | { outcome: 'published'; issues: FollowUp[]; notOpened: NotPosted[]; failure: GitHubError | null }
  | { outcome: 'issues-disabled' };

/** A place in a file, shown beside the diff and in the check run. */
export interface Annotation {
  path: string;
  /** 1-based, at head. */
  startLine: number;
  endLine: number;
  severity: Severity;
  title: string;
  /** Plain text. */
  message: string;
}

export type Conclusion = 'success' | 'neutral' | 'failure' | 'cancelled';

/** What a check run shows; summary and text are Markdown of at most 65,535 characters. */
export interface CheckContent {
  title: string;
  summary: string;
  text?: string;
  annotations?: readonly Annotation[];
}

export type CheckState =
  | ({ status: 'queued' | 'in_progress' } & CheckContent)
  | ({ status: 'completed'; conclusion: Conclusion } & CheckContent);

/** Which check run: the newest of ours on a head with this external id. */
export interface CheckKey {
  head: string;
  externalId: string;
  /** Where "Details" leads; GitHub's own page without it. */
  detailsUrl?: string;
}

export interface PublishedCheck {
  id: number;
  url: string | null;
  /** Annotations above the number that is sent; they must stand in the summary. */
  annotationsLeftOut: number;
}

/** What became of a comment in the conversation. */
export interface CommentPut {
  id: number;
  url: string;
  outcome: 'created' | 'updated' | 'unchanged';
}

export interface PublicationFailure {
  part: 'comments' | 'follow-ups' | 'summary' | 'check';
  error: GitHubError;
}

/** Everything that one round publishes, rendered; the callbacks render with what became of the parts before them. */
export interface Publication {
  head: string;
  round: number;
  comments: readonly InlineComment[];
  /** Null: none are opened now. */
  followUps: { drafts: readonly FollowUpDraft[]; labels: readonly string[] } | null;
  summary: (soFar: {
    notPosted: readonly NotPosted[];
    followUps: PublishedFollowUps | null;
    failures: readonly PublicationFailure[];
  }) => string;
  check: {
    key: Omit<CheckKey, 'head'>;
    state: (soFar: {
      summaryUrl: string | null;
      notPosted: readonly NotPosted[];
      failures: readonly PublicationFailure[];
    }) => CheckState;
  };
}

/** `stale`: the head moved (to `head`) and nothing was posted. Otherwise all ids, and what failed. */
export type Published =
  | { outcome: 'stale'; head: string }
  | {
      outcome: 'published';
      comments: PostedComment[];
      notPosted: NotPosted[];
      followUps: PublishedFollowUps | null;
      summary: CommentPut | null;
      check: PublishedCheck | null;
      failures: PublicationFailure[];
    };
