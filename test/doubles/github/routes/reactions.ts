import { actorLogin, findRepository, type Hub, nodeId, now, userJson } from '../hub.ts';
import { issueJson, readCore } from '../payloads.ts';
import { listReply } from '../reply.ts';
import { ApiFailure, type Call, type Reaction, type Reply, type Routes } from '../types.ts';
import { findReviewComment } from './review-comments.ts';

/** Reactions on issues, on comments of issues and on inline comments. */
export function reactionRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}';
  const places: [path: string, subject: (call: Call) => Promise<string>][] = [
    [`${base}/issues/comments/{comment_id}/reactions`, (call) => ofIssueComment(hub, call)],
    [`${base}/issues/{issue_number}/reactions`, (call) => ofIssue(hub, call)],
    [
      `${base}/pulls/comments/{comment_id}/reactions`,
      async (call) => `pull-comment/${findReviewComment(hub, call).id}`,
    ],
  ];
  return Object.fromEntries(
    places.flatMap(([path, subject]) => [
      [`GET ${path}`, async (call: Call) => list(hub, call, await subject(call))],
      [`POST ${path}`, async (call: Call) => create(hub, call, await subject(call))],
      [`DELETE ${path}/{reaction_id}`, async (call: Call) => remove(hub, call, await subject(call))],
    ]),
  );
}

async function ofIssueComment(hub: Hub, call: Call): Promise<string> {
  const repository = findRepository(hub, call.params);
  const id = call.params['comment_id'];
  await readCore(hub, `/repos/${repository.fullName}/issues/comments/${id}`).catch(() => {
    throw new ApiFailure(404, 'Not Found');
  });
  return `issue-comment/${id}`;
}

async function ofIssue(hub: Hub, call: Call): Promise<string> {
  const repository = findRepository(hub, call.params);
  const number = Number(call.params['issue_number']);
  await issueJson(hub, repository, number).catch(() => {
    throw new ApiFailure(404, 'Not Found');
  });
  return `issue/${repository.id}/${number}`;
}

function list(hub: Hub, call: Call, subject: string): Reply {
  const content = call.query.get('content');
  const own = hub.reactions.filter((one) => one.subject === subject && (!content || one.content === content));
  return listReply(call, hub.url, own, (reaction) => reactionJson(hub, reaction));
}

/** The same reaction by the same account again answers 200 with the old one, as at GitHub. */
function create(hub: Hub, call: Call, subject: string): Reply {
  const author = actorLogin(call.actor);
  const content = String(call.body['content']);
  const old = hub.reactions.find(
    (one) => one.subject === subject && one.author === author && one.content === content,
  );
  if (old) return { status: 200, body: reactionJson(hub, old) };
  const reaction: Reaction = { id: hub.nextId(), subject, author, content, createdAt: now() };
  hub.reactions.push(reaction);
  return { status: 201, body: reactionJson(hub, reaction) };
}

function remove(hub: Hub, call: Call, subject: string): Reply {
  const id = Number(call.params['reaction_id']);
  const found = hub.reactions.find((one) => one.id === id && one.subject === subject);
  if (!found) throw new ApiFailure(404, 'Not Found');
  hub.reactions.splice(hub.reactions.indexOf(found), 1);
  return { status: 204 };
}

function reactionJson(hub: Hub, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: userJson(hub, reaction.author),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}
