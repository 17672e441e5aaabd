import { actorLogin, findPull, findRepository, type Hub, now, remember } from '../hub.ts';
import { checkBodyLength, listReply } from '../reply.ts';
import { type CommentRequest, placeComment, reviewCommentJson } from '../review-comment.ts';
import { ApiFailure, type Call, type Reply, type ReviewComment, type Routes } from '../types.ts';
import { emitReviewComment } from './reviews.ts';

/** Inline comments after their review: list, single comments, replies, edits. */
export function reviewCommentRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}/pulls';
  return {
    [`GET ${base}/{pull_number}/comments`]: (call) => {
      const pull = findPull(hub, call.params);
      return list(hub, call, (comment) => comment.pull === pull);
    },
    [`GET ${base}/comments`]: (call) => {
      const repository = findRepository(hub, call.params);
      return list(hub, call, (comment) => comment.pull.repository === repository);
    },
    [`POST ${base}/{pull_number}/comments`]: (call) => createComment(hub, call),
    [`POST ${base}/{pull_number}/comments/{comment_id}/replies`]: (call) =>
      reply(hub, call, Number(call.params['comment_id'])),
    [`GET ${base}/comments/{comment_id}`]: (call) => ({
      status: 200,
      body: reviewCommentJson(hub, findReviewComment(hub, call)),
    }),
    [`PATCH ${base}/comments/{comment_id}`]: (call) => editComment(hub, call),
    [`DELETE ${base}/comments/{comment_id}`]: (call) => deleteComment(hub, call),
  };
}

function list(hub: Hub, call: Call, wanted: (comment: ReviewComment) => boolean): Reply {
  const pending = new Set(
    hub.reviews.filter((review) => review.state === 'PENDING').map((review) => review.id),
  );
  const found = hub.reviewComments.filter((comment) => wanted(comment) && !pending.has(comment.reviewId));
  const since = call.query.get('since');
  const kept = since ? found.filter((comment) => comment.updatedAt >= since) : found;
  if (call.query.get('direction') === 'desc' && call.query.has('sort')) kept.reverse();
  return listReply(call, hub.url, kept, (comment) => reviewCommentJson(hub, comment));
}

/** The review comment of a request's path; 404 when there is none in this repository. */
export function findReviewComment(hub: Hub, call: Call): ReviewComment {
  const repository = findRepository(hub, call.params);
  const id = Number(call.params['comment_id']);
  const found = hub.reviewComments.find(
    (comment) => comment.id === id && comment.pull.repository === repository,
  );
  if (!found) throw new ApiFailure(404, 'Not Found');
  return found;
}

async function createComment(hub: Hub, call: Call): Promise<Reply> {
  const pull = findPull(hub, call.params);
  const body = call.body as unknown as CommentRequest & { commit_id: string; in_reply_to?: number };
  if (body.in_reply_to !== undefined) return reply(hub, call, body.in_reply_to);
  checkBodyLength(body.body, 'PullRequestReviewComment');
  const place = await placeComment(pull, body.commit_id, body, 'single');
  return add(hub, call, place);
}

async function reply(hub: Hub, call: Call, to: number): Promise<Reply> {
  const pull = findPull(hub, call.params);
  checkBodyLength(call.body['body'], 'PullRequestReviewComment');
  const parent = hub.reviewComments.find((comment) => comment.id === to && comment.pull === pull);
  if (!parent) throw new ApiFailure(404, 'Not Found');
  const time = now();
  const body = String(call.body['body']);
  return add(hub, call, {
    ...parent,
    body,
    inReplyTo: parent.inReplyTo ?? parent.id,
    createdAt: time,
    updatedAt: time,
  });
}

/** A comment outside a review gets a review of its own, as GitHub makes one. */
async function add(
  hub: Hub,
  call: Call,
  place: Omit<ReviewComment, 'id' | 'reviewId' | 'author'>,
): Promise<Reply> {
  const author = actorLogin(call.actor);
  const { pull } = place;
  const review = {
    id: hub.nextId(),
    pull,
    author,
    body: '',
    state: 'COMMENTED' as const,
    commitId: place.commitId,
    submittedAt: now(),
  };
  const comment: ReviewComment = { ...place, id: hub.nextId(), reviewId: review.id, author };
  hub.reviews.push(review);
  hub.reviewComments.push(comment);
  remember(hub, `review/${review.id}`);
  remember(hub, `review-comment/${comment.id}`);
  const json = reviewCommentJson(hub, comment);
  await emitReviewComment(hub, pull, 'created', json, author);
  return { status: 201, body: json };
}

function requireAuthor(call: Call, comment: ReviewComment): void {
  if (call.actor.kind === 'installation' && actorLogin(call.actor) !== comment.author) {
    throw new ApiFailure(403, 'Resource not accessible by integration');
  }
}

async function editComment(hub: Hub, call: Call): Promise<Reply> {
  const comment = findReviewComment(hub, call);
  requireAuthor(call, comment);
  checkBodyLength(call.body['body'], 'PullRequestReviewComment');
  comment.body = String(call.body['body']);
  comment.updatedAt = now();
  const json = reviewCommentJson(hub, comment);
  await emitReviewComment(hub, comment.pull, 'edited', json, actorLogin(call.actor));
  return { status: 200, body: json };
}

async function deleteComment(hub: Hub, call: Call): Promise<Reply> {
  const comment = findReviewComment(hub, call);
  requireAuthor(call, comment);
  hub.reviewComments.splice(hub.reviewComments.indexOf(comment), 1);
  await emitReviewComment(
    hub,
    comment.pull,
    'deleted',
    reviewCommentJson(hub, comment),
    actorLogin(call.actor),
  );
  return { status: 204 };
}
