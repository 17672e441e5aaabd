import { readCommits } from '../commit-json.ts';
import { diffEntry, readDiff } from '../diff.ts';
import { emitPull, publishHead, syncRefs } from '../events.ts';
import { commitTree, git, tryGit } from '../git.ts';
import { actorLogin, findPull, findRepository, type Hub, now, remember } from '../hub.ts';
import { mergeBaseOf, pullJson, writeCore } from '../payloads.ts';
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
import { diffReply } from './commits.ts';

/** GitHub lists at most this many files of a pull request. */
const FILE_LIMIT = 3000;

/** Pull requests: the texts live in the core, the commits in git. */
export function pullRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}/pulls';
  return {
    [`GET ${base}`]: (call) => listPulls(hub, call),
    [`POST ${base}`]: (call) => createPull(hub, call),
    [`GET ${base}/{pull_number}`]: (call) => getPull(hub, call),
    [`PATCH ${base}/{pull_number}`]: (call) => updatePull(hub, call),
    [`GET ${base}/{pull_number}/files`]: (call) => listFiles(hub, call),
    [`GET ${base}/{pull_number}/commits`]: (call) => listCommits(hub, call),
    [`GET ${base}/{pull_number}/merge`]: (call) => ({ status: findPull(hub, call.params).merge ? 204 : 404 }),
    [`PUT ${base}/{pull_number}/merge`]: (call) => mergePull(hub, call),
  };
}

async function listPulls(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const { query } = call;
  const state = query.get('state') ?? 'open';
  const [head, base] = [query.get('head'), query.get('base')];
  const found = hub.pulls.filter(
    (pull) =>
      pull.repository === repository &&
      (state === 'all' || pull.open === (state === 'open')) &&
      (!head || `${pull.head.repository.owner}:${pull.head.ref}` === head) &&
      (!base || pull.base.ref === base),
  );
  const ascending = (query.get('direction') ?? 'desc') === 'asc';
  found.sort((a, b) => (ascending ? a.number - b.number : b.number - a.number));
  const reply = listReply(call, hub.url, found, (pull) => pull);
  return {
    ...reply,
    body: await Promise.all((reply.body as Pull[]).map((pull) => pullJson(hub, pull, false))),
  };
}

async function getPull(hub: Hub, call: Call): Promise<Reply> {
  const pull = findPull(hub, call.params);
  if (/\.diff\b/.test(call.accept)) {
    const files = await readDiff(pull.repository.dir, await mergeBaseOf(pull), pull.head.sha);
    if (files.length > 300) {
      throw new ApiFailure(406, 'Sorry, the diff exceeded the maximum number of files (300).', [
        { resource: 'PullRequest', field: 'diff', code: 'too_large' },
      ]);
    }
    return diffReply(pull.repository, await mergeBaseOf(pull), pull.head.sha);
  }
  return { status: 200, body: await pullJson(hub, pull) };
}

function invalid(field: string, code: string, message?: string): ApiFailure {
  const error = { resource: 'PullRequest', code, ...(message ? { message } : { field }) };
  return new ApiFailure(422, 'Validation Failed', [error]);
}

/** The branch a `head` names: `branch` here or `owner:branch` in a fork. */
function findHead(
  hub: Hub,
  repository: Repository,
  head: string,
): { repository: Repository; ref: string } | null {
  const colon = head.indexOf(':');
  if (colon < 0) return { repository, ref: head };
  const owner = head.slice(0, colon);
  const ref = head.slice(colon + 1);
  if (owner === repository.owner) return { repository, ref };
  const fork = [...hub.repositories.values()].find(
    (one) => one.owner === owner && one.forkOf === repository.fullName,
  );
  return fork ? { repository: fork, ref } : null;
}

async function createPull(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const body = call.body as { title: string; head: string; base: string; body?: string; draft?: boolean };
  checkBodyLength(body.body, 'PullRequest');
  const head = findHead(hub, repository, body.head);
  const headSha = head?.repository.refs.get(`refs/heads/${head.ref}`);
  const baseSha = repository.refs.get(`refs/heads/${body.base}`);
  if (!head || !headSha) throw invalid('head', 'invalid');
  if (!baseSha) throw invalid('base', 'invalid');
  if (head.repository !== repository) {
    await git(repository.dir, ['fetch', '--quiet', '--no-tags', head.repository.dir, headSha]);
  }
  const name = `${head.repository.owner}:${head.ref}`;
  const twin = hub.pulls.find(
    (pull) =>
      pull.open &&
      pull.head.repository === head.repository &&
      pull.head.ref === head.ref &&
      pull.base.ref === body.base,
  );
  if (twin) throw invalid('', 'custom', `A pull request already exists for ${name}.`);
  const ahead = await git(repository.dir, ['rev-list', '--count', `${baseSha}..${headSha}`]);
  if (ahead === '0') throw invalid('', 'custom', `No commits between ${body.base} and ${head.ref}`);
  await ensureCoreBranches(hub, repository, [
    body.base,
    ...(head.repository === repository ? [head.ref] : []),
  ]);
  const author = actorLogin(call.actor);
  const token = call.actor.kind === 'user' || call.actor.kind === 'installation' ? call.actor.token : '';
  const answer = await hub.core.request('POST', `/repos/${repository.fullName}/pulls`, {
    authorization: `Bearer ${token}`,
    body: { ...body, head: head.repository === repository ? head.ref : name },
  });
  const json = answer.body as JsonObject;
  if (answer.status !== 201) return { status: answer.status, body: json };
  const pull: Pull = {
    repository,
    number: Number(json['number']),
    author,
    head: { ...head, sha: headSha },
    base: { ref: body.base, sha: baseSha },
    open: true,
    merge: null,
  };
  hub.pulls.push(pull);
  remember(hub, `issue/${repository.id}/${pull.number}`);
  await publishHead(pull);
  await emitPull(hub, pull, 'opened', author);
  return { status: 201, body: await pullJson(hub, pull) };
}

/** The core wants to know a branch before a pull request names it; where it points there does not matter. */
async function ensureCoreBranches(hub: Hub, repository: Repository, names: string[]): Promise<void> {
  const path = `/repos/${repository.fullName}/git`;
  const authorization = `Bearer ${hub.administrator.token}`;
  const root = (await writeCore(hub, 'GET', `${path}/ref/heads/main`)) as { object: { sha: string } };
  for (const name of names) {
    await hub.core.request('POST', `${path}/refs`, {
      authorization,
      body: { ref: `refs/heads/${name}`, sha: root.object.sha },
    });
  }
}

async function updatePull(hub: Hub, call: Call): Promise<Reply> {
  const pull = findPull(hub, call.params);
  const { body } = call as { body: { title?: string; body?: string | null; state?: string; base?: string } };
  checkBodyLength(body.body, 'PullRequest');
  const sender = actorLogin(call.actor);
  const before = await pullJson(hub, pull);
  if (body.base !== undefined) {
    const sha = pull.repository.refs.get(`refs/heads/${body.base}`);
    if (!sha) throw invalid('base', 'invalid');
  }
  await writeCore(hub, 'PATCH', `/repos/${pull.repository.fullName}/pulls/${pull.number}`, {
    ...(body.title === undefined ? {} : { title: body.title }),
    ...(body.body === undefined ? {} : { body: body.body }),
    ...(body.state === undefined ? {} : { state: body.state }),
  });
  const changes: JsonObject = {};
  for (const key of ['title', 'body'] as const) {
    if (body[key] !== undefined && body[key] !== before[key]) changes[key] = { from: before[key] ?? '' };
  }
  if (body.base !== undefined && body.base !== pull.base.ref) {
    changes['base'] = { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } };
    pull.base = { ref: body.base, sha: pull.repository.refs.get(`refs/heads/${body.base}`)! };
  }
  if (Object.keys(changes).length > 0) await emitPull(hub, pull, 'edited', sender, { changes });
  if (body.state && pull.open !== (body.state === 'open')) {
    if (pull.merge) throw invalid('state', 'invalid');
    pull.open = body.state === 'open';
    await emitPull(hub, pull, pull.open ? 'reopened' : 'closed', sender);
  }
  return { status: 200, body: await pullJson(hub, pull) };
}

async function listFiles(hub: Hub, call: Call): Promise<Reply> {
  const pull = findPull(hub, call.params);
  const { repository, head } = pull;
  const files = await readDiff(repository.dir, await mergeBaseOf(pull), head.sha);
  const api = `${hub.url}/repos/${repository.fullName}`;
  const html = `${hub.url}/${repository.fullName}`;
  return listReply(call, hub.url, files.slice(0, FILE_LIMIT), (file) => diffEntry(file, api, html, head.sha));
}

async function listCommits(hub: Hub, call: Call): Promise<Reply> {
  const pull = findPull(hub, call.params);
  const range = `${pull.base.sha}..${pull.head.sha}`;
  const commits = await readCommits(hub, pull.repository, ['--reverse', '--max-count=250', range]);
  return listReply(call, hub.url, commits, (commit) => commit);
}

async function mergePull(hub: Hub, call: Call): Promise<Reply> {
  const pull = findPull(hub, call.params);
  const { repository } = pull;
  const body = call.body as { sha?: string; merge_method?: string; commit_title?: string };
  const json = await pullJson(hub, pull);
  if (!pull.open || json['draft']) throw new ApiFailure(405, 'Pull Request is not mergeable');
  if (body.sha && body.sha !== pull.head.sha) {
    throw new ApiFailure(409, 'Head branch was modified. Review and try the merge again.');
  }
  const base = repository.refs.get(`refs/heads/${pull.base.ref}`)!;
  const tree = (await tryGit(repository.dir, ['merge-tree', '--write-tree', base, pull.head.sha]))?.split(
    '\n',
  )[0];
  if (!tree) throw new ApiFailure(405, 'Pull Request is not mergeable');
  const by = actorLogin(call.actor);
  const parents = body.merge_method === 'squash' ? [base] : [base, pull.head.sha];
  const message =
    body.commit_title ??
    `Merge pull request #${pull.number} from ${pull.head.repository.owner}/${pull.head.ref}\n\n${json['title']}`;
  const author = { name: by, email: `${by}@users.noreply.github.com` };
  const sha = await commitTree(repository.dir, tree, parents, message, author);
  await git(repository.dir, ['update-ref', `refs/heads/${pull.base.ref}`, sha]);
  await writeCore(hub, 'PATCH', `/repos/${repository.fullName}/pulls/${pull.number}`, { state: 'closed' });
  pull.open = false;
  pull.merge = { sha, by, at: now() };
  await emitPull(hub, pull, 'closed', by);
  await syncRefs(hub, repository, by);
  return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } };
}
