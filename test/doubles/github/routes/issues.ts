import { emit, emitComment, emitPull } from '../events.ts';
import { actorLogin, findRepository, type Hub, remember } from '../hub.ts';
import { decorate, issueJson, pullAsIssue, readCore } from '../payloads.ts';
import { checkBodyLength, listReply } from '../reply.ts';
import {
  ApiFailure,
  type Call,
  type JsonObject,
  type Pull,
  type Reply,
  type Repository,
  type Routes,
} from '../types.ts';

/** Issues, labels and comments: kept by the core, with GitHub's behaviour for pull requests and webhooks around it. */
export function issueRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}/issues';
  return {
    [`GET ${base}`]: (call) => listIssues(hub, call),
    [`POST ${base}`]: (call) => createIssue(hub, call),
    [`GET ${base}/{issue_number}`]: (call) => getIssue(hub, call),
    [`PATCH ${base}/{issue_number}`]: (call) => updateIssue(hub, call),
    [`POST ${base}/{issue_number}/comments`]: (call) => createComment(hub, call),
    [`PATCH ${base}/comments/{comment_id}`]: (call) => changeComment(hub, call, 'edited'),
    [`DELETE ${base}/comments/{comment_id}`]: (call) => changeComment(hub, call, 'deleted'),
    [`POST ${base}/{issue_number}/labels`]: (call) => changeLabels(hub, call),
    [`PUT ${base}/{issue_number}/labels`]: (call) => changeLabels(hub, call),
    [`DELETE ${base}/{issue_number}/labels`]: (call) => changeLabels(hub, call),
    [`DELETE ${base}/{issue_number}/labels/{name}`]: (call) => changeLabels(hub, call),
  };
}

/** Sends a request on to the core under its sender's own token and completes the answer. */
export async function forward(hub: Hub, call: Call): Promise<Reply> {
  const { actor } = call;
  const query = call.query.size > 0 ? `?${call.query}` : '';
  const answer = await hub.core.request(call.method, call.path + query, {
    ...('token' in actor ? { authorization: `Bearer ${actor.token}` } : {}),
    ...(call.method === 'GET' || call.method === 'DELETE' ? {} : { body: call.body }),
  });
  const link = answer.headers.get('link');
  const headers: Record<string, string> = link
    ? { link: link.replace(/<[^>]*\?/g, `<${hub.url}${call.path}?`) }
    : {};
  return { status: answer.status, body: decorate(hub, answer.body), headers };
}

function pullOf(hub: Hub, repository: Repository, number: number): Pull | undefined {
  return hub.pulls.find((pull) => pull.repository === repository && pull.number === number);
}

/** GitHub lists pull requests among issues (with a `pull_request` key); the core does not, so both are merged here. */
async function listIssues(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const issues: JsonObject[] = [];
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams(call.query);
    query.set('per_page', '100');
    query.set('page', String(page));
    const reply = await forward(hub, { ...call, query });
    if (reply.status !== 200) return reply;
    issues.push(...(reply.body as JsonObject[]));
    if ((reply.body as JsonObject[]).length < 100) break;
  }
  const state = call.query.get('state') ?? 'open';
  const labels = (call.query.get('labels') ?? '').split(',').filter(Boolean);
  const creator = call.query.get('creator');
  for (const pull of hub.pulls) {
    if (pull.repository !== repository || (creator && pull.author !== creator)) continue;
    if (state !== 'all' && pull.open !== (state === 'open')) continue;
    const json = await pullAsIssue(hub, pull);
    const names = (json['labels'] as JsonObject[]).map((label) => label['name']);
    if (labels.every((label) => names.includes(label))) issues.push(json);
  }
  const key =
    { created: 'created_at', updated: 'updated_at', comments: 'comments' }[
      call.query.get('sort') ?? 'created'
    ] ?? 'created_at';
  const sign = call.query.get('direction') === 'asc' ? 1 : -1;
  issues.sort((a, b) => {
    const [left, right] =
      key === 'comments' ? [a[key], b[key]] : [Date.parse(String(a[key])), Date.parse(String(b[key]))];
    return sign * (Number(left) - Number(right) || Number(a['number']) - Number(b['number']));
  });
  return listReply(call, hub.url, issues, (issue) => issue);
}

async function createIssue(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  checkBodyLength(call.body['body'], 'Issue');
  if (String(call.body['title']).length > 256) {
    throw new ApiFailure(422, 'Validation Failed', [
      {
        resource: 'Issue',
        code: 'custom',
        field: 'title',
        message: 'title is too long (maximum is 256 characters)',
      },
    ]);
  }
  const reply = await forward(hub, call);
  if (reply.status !== 201) return reply;
  const number = Number((reply.body as JsonObject)['number']);
  const key = `issue/${repository.id}/${number}`;
  remember(hub, key);
  if (call.actor.kind === 'installation') hub.writtenByApp.set(key, call.actor.app);
  const issue = await issueJson(hub, repository, number);
  await emit(hub, 'issues', repository, actorLogin(call.actor), { action: 'opened', issue });
  return { status: 201, body: issue };
}

async function getIssue(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const pull = pullOf(hub, repository, Number(call.params['issue_number']));
  return pull ? { status: 200, body: await pullAsIssue(hub, pull) } : forward(hub, call);
}

async function updateIssue(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const number = Number(call.params['issue_number']);
  checkBodyLength(call.body['body'], 'Issue');
  if (pullOf(hub, repository, number)) {
    throw new ApiFailure(501, 'The double does not edit pull requests through issues: use PATCH /pulls');
  }
  const before = await issueJson(hub, repository, number).catch(() => null);
  const reply = await forward(hub, call);
  if (reply.status !== 200 || !before) return reply;
  const after = reply.body as JsonObject;
  const sender = actorLogin(call.actor);
  if (before['state'] !== after['state']) {
    const action = after['state'] === 'closed' ? 'closed' : 'reopened';
    await emit(hub, 'issues', repository, sender, { action, issue: after });
  }
  const changes: JsonObject = {};
  for (const key of ['title', 'body'])
    if (before[key] !== after[key]) changes[key] = { from: before[key] ?? '' };
  if (Object.keys(changes).length > 0) {
    await emit(hub, 'issues', repository, sender, { action: 'edited', issue: after, changes });
  }
  return reply;
}

async function createComment(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const number = Number(call.params['issue_number']);
  checkBodyLength(call.body['body'], 'IssueComment');
  const reply = await forward(hub, call);
  if (reply.status !== 201) return reply;
  const id = (reply.body as JsonObject)['id'];
  remember(hub, `issue-comment/${id}`);
  if (call.actor.kind === 'installation') hub.writtenByApp.set(`issue-comment/${id}`, call.actor.app);
  const comment = decorate(hub, reply.body) as JsonObject;
  await emitComment(hub, repository, number, 'created', comment, actorLogin(call.actor));
  return { ...reply, body: comment };
}

async function changeComment(hub: Hub, call: Call, action: 'edited' | 'deleted'): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const id = call.params['comment_id'];
  checkBodyLength(call.body['body'], 'IssueComment');
  const path = `/repos/${repository.fullName}/issues/comments/${id}`;
  const before = decorate(hub, await readCore(hub, path).catch(() => null)) as JsonObject | null;
  if (!before) throw new ApiFailure(404, 'Not Found');
  const author = (before['user'] as JsonObject)['login'];
  if (call.actor.kind === 'installation' && author !== actorLogin(call.actor)) {
    throw new ApiFailure(403, 'Resource not accessible by integration');
  }
  const reply = await forward(hub, call);
  if (reply.status >= 300) return reply;
  const number = Number(/\/issues\/(\d+)$/.exec(String(before['issue_url']))?.[1]);
  const comment = action === 'edited' ? (reply.body as JsonObject) : before;
  const extra = action === 'edited' ? { changes: { body: { from: before['body'] } } } : {};
  await emitComment(hub, repository, number, action, comment, actorLogin(call.actor), extra);
  return reply;
}

/** Adds, sets or removes labels and tells which came and went, one webhook each. */
async function changeLabels(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const number = Number(call.params['issue_number']);
  const path = `/repos/${repository.fullName}/issues/${number}/labels`;
  const before = (await readCore(hub, path).catch(() => [])) as JsonObject[];
  const reply = await forward(hub, call);
  if (reply.status >= 300) return reply;
  const after = (await readCore(hub, path)) as JsonObject[];
  const missing = (from: JsonObject[], other: JsonObject[]) =>
    from.filter((label) => !other.some((one) => one['name'] === label['name']));
  const sender = actorLogin(call.actor);
  const pull = pullOf(hub, repository, number);
  const changes = [
    ...missing(after, before).map((label) => ['labeled', label] as const),
    ...missing(before, after).map((label) => ['unlabeled', label] as const),
  ];
  for (const [action, label] of changes) {
    if (pull) await emitPull(hub, pull, action, sender, { label });
    else {
      const issue = await issueJson(hub, repository, number);
      await emit(hub, 'issues', repository, sender, { action, issue, label });
    }
  }
  return reply;
}
