import { emit } from '../events.ts';
import { actorLogin, associationOf, findPull, type Hub, nodeId, now, remember, userJson } from '../hub.ts';
import { pullJson } from '../payloads.ts';
import { checkBodyLength, listReply } from '../reply.ts';
import { type CommentRequest, placeComment, reviewCommentJson } from '../review-comment.ts';
import {
  ApiFailure,
  type Call,
  type JsonObject,
  type Pull,
  type Reply,
  type Review,
  type Routes,
} from '../types.ts';

const STATES = { COMMENT: 'COMMENTED', APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED' } as const;
type Event = keyof typeof STATES;

/** Reviews: all or nothing, as at GitHub: one line outside the diff refuses the whole review. */
export function reviewRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
  return {
    [`GET ${base}`]: (call) => {
      const pull = findPull(hub, call.params);
      const own = hub.reviews.filter((review) => review.pull === pull && visible(call, review));
      return listReply(call, hub.url, own, (review) => reviewJson(hub, review));
    },
    [`POST ${base}`]: (call) => createReview(hub, call),
    [`GET ${base}/{review_id}`]: (call) => ({ status: 200, body: reviewJson(hub, findReview(hub, call)) }),
    [`PUT ${base}/{review_id}`]: (call) => {
      const review = findReview(hub, call);
      checkBodyLength(call.body['body'], 'PullRequestReview');
      review.body = String(call.body['body'] ?? '');
      return { status: 200, body: reviewJson(hub, review) };
    },
    [`DELETE ${base}/{review_id}`]: (call) => deletePending(hub, call),
    [`POST ${base}/{review_id}/events`]: (call) => submitReview(hub, call),
    [`PUT ${base}/{review_id}/dismissals`]: (call) => {
      const review = findReview(hub, call);
      if (review.state === 'COMMENTED')
        throw new ApiFailure(422, 'Can not dismiss a commented pull request review');
      review.state = 'DISMISSED';
      return { status: 200, body: reviewJson(hub, review) };
    },
    [`GET ${base}/{review_id}/comments`]: (call) => {
      const review = findReview(hub, call);
      const own = hub.reviewComments.filter((comment) => comment.reviewId === review.id);
      return listReply(call, hub.url, own, (comment) => reviewCommentJson(hub, comment));
    },
  };
}

/** A pending review is seen by its author only. */
function visible(call: Call, review: Review): boolean {
  return (
    review.state !== 'PENDING' ||
    (call.actor.kind !== 'anonymous' && actorLogin(call.actor) === review.author)
  );
}

function findReview(hub: Hub, call: Call): Review {
  const pull = findPull(hub, call.params);
  const review = hub.reviews.find((one) => one.pull === pull && one.id === Number(call.params['review_id']));
  if (!review || !visible(call, review)) throw new ApiFailure(404, 'Not Found');
  return review;
}

async function createReview(hub: Hub, call: Call): Promise<Reply> {
  const pull = findPull(hub, call.params);
  const body = call.body as { commit_id?: string; body?: string; event?: Event; comments?: CommentRequest[] };
  checkBodyLength(body.body, 'PullRequestReview');
  for (const comment of body.comments ?? []) checkBodyLength(comment.body, 'PullRequestReviewComment');
  const author = actorLogin(call.actor);
  if (
    hub.reviews.some(
      (review) => review.pull === pull && review.author === author && review.state === 'PENDING',
    )
  ) {
    throw new ApiFailure(422, 'Unprocessable Entity', [
      'User can only have one pending review per pull request',
    ]);
  }
  if (body.event && body.event !== 'COMMENT' && author === pull.author) {
    const what = body.event === 'APPROVE' ? 'approve' : 'request changes on';
    throw new ApiFailure(422, 'Unprocessable Entity', [`Can not ${what} your own pull request`]);
  }
  const commitId = body.commit_id ?? pull.head.sha;
  const placed = [];
  for (const comment of body.comments ?? [])
    placed.push(await placeComment(pull, commitId, comment, 'review'));
  const review: Review = {
    id: hub.nextId(),
    pull,
    author,
    body: body.body ?? '',
    state: body.event ? STATES[body.event] : 'PENDING',
    commitId,
    submittedAt: body.event ? now() : null,
  };
  hub.reviews.push(review);
  remember(hub, `review/${review.id}`);
  for (const place of placed) {
    const comment = { ...place, id: hub.nextId(), reviewId: review.id, author };
    hub.reviewComments.push(comment);
    remember(hub, `review-comment/${comment.id}`);
  }
  if (body.event) await emitReview(hub, review);
  return { status: 200, body: reviewJson(hub, review) };
}

async function submitReview(hub: Hub, call: Call): Promise<Reply> {
  const review = findReview(hub, call);
  if (review.state !== 'PENDING') throw new ApiFailure(422, 'Could not submit review: it is not pending');
  const body = call.body as { body?: string; event: Event };
  review.body = body.body ?? review.body;
  review.state = STATES[body.event];
  review.submittedAt = now();
  await emitReview(hub, review);
  return { status: 200, body: reviewJson(hub, review) };
}

function deletePending(hub: Hub, call: Call): Reply {
  const review = findReview(hub, call);
  if (review.state !== 'PENDING')
    throw new ApiFailure(422, 'Can not delete a non-pending pull request review');
  hub.reviews.splice(hub.reviews.indexOf(review), 1);
  hub.reviewComments = hub.reviewComments.filter((comment) => comment.reviewId !== review.id);
  return { status: 200, body: reviewJson(hub, review) };
}

async function emitReview(hub: Hub, review: Review): Promise<void> {
  const { pull, author } = review;
  const pull_request = await pullJson(hub, pull, false);
  const json = { ...reviewJson(hub, review), state: review.state.toLowerCase() };
  await emit(hub, 'pull_request_review', pull.repository, author, {
    action: 'submitted',
    review: json,
    pull_request,
  });
  for (const comment of hub.reviewComments.filter((one) => one.reviewId === review.id)) {
    await emitReviewComment(hub, pull, 'created', reviewCommentJson(hub, comment), author);
  }
}

/** Sends `pull_request_review_comment`. */
export async function emitReviewComment(
  hub: Hub,
  pull: Pull,
  action: string,
  comment: JsonObject,
  sender: string,
): Promise<void> {
  const pull_request = await pullJson(hub, pull, false);
  await emit(hub, 'pull_request_review_comment', pull.repository, sender, { action, comment, pull_request });
}

/** A review in GitHub's shape. */
function reviewJson(hub: Hub, review: Review): JsonObject {
  const { repository, number } = review.pull;
  const html_url = `${hub.url}/${repository.fullName}/pull/${number}#pullrequestreview-${review.id}`;
  const pull_request_url = `${hub.url}/repos/${repository.fullName}/pulls/${number}`;
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: userJson(hub, review.author),
    body: review.body,
    state: review.state,
    html_url,
    pull_request_url,
    author_association: associationOf(hub, repository, review.author),
    _links: { html: { href: html_url }, pull_request: { href: pull_request_url } },
    ...(review.submittedAt ? { submitted_at: review.submittedAt } : {}),
    commit_id: review.commitId,
  };
}
