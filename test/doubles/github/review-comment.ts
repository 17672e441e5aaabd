import { type FileDiff, findLine, hunkUpTo, readDiff } from './diff.ts';
import { tryGit } from './git.ts';
import { associationOf, type Hub, nodeId, now, userJson } from './hub.ts';
import { mergeBaseOf, reactionsOf } from './payloads.ts';
import { ApiFailure, type JsonObject, type Pull, type ReviewComment, type Side } from './types.ts';

/** One inline comment as a request asks for it. */
export interface CommentRequest {
  path: string;
  body: string;
  line?: number;
  side?: Side;
  start_line?: number;
  start_side?: Side;
  position?: number;
  subject_type?: 'line' | 'file';
}

type Placed = Omit<ReviewComment, 'id' | 'reviewId' | 'author'>;

/**
 * Finds where a comment stands in the pull request's diff.
 * Throws GitHub's 422 when the file, the line or the start is not in it: within a review as plain texts
 * ("Line could not be resolved"), for a single comment as errors with fields ("must be part of the diff").
 */
export async function placeComment(
  pull: Pull,
  commitId: string,
  request: CommentRequest,
  within: 'review' | 'single',
): Promise<Placed> {
  const { dir } = pull.repository;
  if (!/^[0-9a-f]{40}$/.test(commitId) || (await tryGit(dir, ['cat-file', '-t', commitId])) !== 'commit') {
    throw refuse(within, 'commit_id', 'Commit could not be resolved', 'is not part of the pull request');
  }
  const base = (await tryGit(dir, ['merge-base', pull.base.sha, commitId])) ?? (await mergeBaseOf(pull));
  const file = (await readDiff(dir, base, commitId)).find((candidate) => candidate.path === request.path);
  if (!file) throw refuse(within, 'path', 'Path could not be resolved', 'could not be resolved');
  if (request.subject_type === 'file') return placed(pull, commitId, request, file, null);
  const { line, side } =
    request.position === undefined ? request : atPosition(file, request.position, within);
  if (line === undefined)
    throw refuse(within, 'line', 'Line could not be resolved', 'must be part of the diff');
  const end = findLine(file, line, side ?? 'RIGHT');
  if (!end) throw refuse(within, 'line', 'Line could not be resolved', 'must be part of the diff');
  if (request.start_line !== undefined && request.start_line !== null) {
    const start = findLine(file, request.start_line, request.start_side ?? side ?? 'RIGHT');
    const fits = start && start.hunk === end.hunk && start.index < end.index;
    if (!start)
      throw refuse(within, 'start_line', 'Start line could not be resolved', 'must be part of the diff');
    if (!fits) {
      const text = 'must be part of the same hunk as the line and precede it';
      throw refuse(within, 'start_line', `Start line ${text}`, text);
    }
  }
  return placed(pull, commitId, { ...request, line, side: side ?? 'RIGHT' }, file, end);
}

/** `position` counts the lines below the first `@@`, later hunk headers included. */
function atPosition(
  file: FileDiff,
  position: number,
  within: 'review' | 'single',
): { line: number; side: Side } {
  let count = 0;
  for (const [index, hunk] of file.hunks.entries()) {
    if (index > 0) count += 1;
    for (const line of hunk.lines) {
      count += 1;
      if (count !== position) continue;
      return line.right === null ? { line: line.left!, side: 'LEFT' } : { line: line.right, side: 'RIGHT' };
    }
  }
  throw refuse(within, 'position', 'Position could not be resolved', 'is invalid');
}

function placed(
  pull: Pull,
  commitId: string,
  request: CommentRequest,
  file: FileDiff,
  end: { hunk: number; index: number } | null,
): Placed {
  const time = now();
  return {
    pull,
    path: request.path,
    body: request.body,
    commitId,
    originalCommitId: commitId,
    line: request.line ?? null,
    originalLine: request.line ?? null,
    side: request.side ?? 'RIGHT',
    startLine: request.start_line ?? null,
    startSide: request.start_line ? (request.start_side ?? request.side ?? 'RIGHT') : null,
    subjectType: end ? 'line' : 'file',
    diffHunk: end ? hunkUpTo(file, end) : '',
    inReplyTo: null,
    createdAt: time,
    updatedAt: time,
  };
}

function refuse(within: 'review' | 'single', field: string, text: string, message: string): ApiFailure {
  if (within === 'review') return new ApiFailure(422, 'Unprocessable Entity', [text]);
  const resource = 'PullRequestReviewComment';
  const full = `pull_request_review_thread.${field}`;
  return new ApiFailure(422, 'Validation Failed', [
    { resource, code: 'custom', field: full, message: `${full} ${message}` },
  ]);
}

/** A review comment in GitHub's shape. */
export function reviewCommentJson(hub: Hub, comment: ReviewComment): JsonObject {
  const { repository, number } = comment.pull;
  const url = `${hub.url}/repos/${repository.fullName}/pulls/comments/${comment.id}`;
  const html_url = `${hub.url}/${repository.fullName}/pull/${number}#discussion_r${comment.id}`;
  const pull_request_url = `${hub.url}/repos/${repository.fullName}/pulls/${number}`;
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId('PullRequestReviewComment', comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: comment.commitId,
    original_commit_id: comment.originalCommitId,
    user: userJson(hub, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url,
    pull_request_url,
    author_association: associationOf(hub, repository, comment.author),
    _links: { self: { href: url }, html: { href: html_url }, pull_request: { href: pull_request_url } },
    reactions: reactionsOf(hub, `pull-comment/${comment.id}`, url),
    start_line: comment.startLine,
    original_start_line: comment.startLine,
    start_side: comment.startSide,
    line: comment.line,
    original_line: comment.originalLine,
    side: comment.side,
    position: comment.line === null ? null : 1,
    original_position: 1,
    subject_type: comment.subjectType,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}
