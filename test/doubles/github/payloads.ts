import { readDiff } from './diff.ts';
import { tryGit } from './git.ts';
import { appJson, associationOf, type Hub, userJson } from './hub.ts';
import type { JsonObject, Pull, Repository } from './types.ts';

/** Asks the core as the repository's owner; throws when the core does not answer with success. */
export async function readCore(hub: Hub, path: string): Promise<unknown> {
  return writeCore(hub, 'GET', path);
}

/** Sends a request to the core as the repository's owner, past GitHub's rules; for scenario helpers. */
export async function writeCore(hub: Hub, method: string, path: string, body?: unknown): Promise<unknown> {
  // A fork belongs to a person, whose repositories the administrator may not see.
  const owner = /^\/repos\/([^/]+)\//.exec(path)?.[1] ?? '';
  const own = owner === hub.administrator.login ? undefined : hub.users.get(owner)?.token;
  const authorization = `Bearer ${own ?? takeToken(hub)}`;
  const answer = await hub.core.request(method, path, {
    authorization,
    ...(body === undefined ? {} : { body }),
  });
  if (answer.status >= 400)
    throw new Error(`core: ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The administrator's tokens in turn. */
function takeToken(hub: Hub): string {
  const token = hub.spareTokens.shift()!;
  hub.spareTokens.push(token);
  return token;
}

const repositories = new WeakMap<Repository, JsonObject>();

/** A repository in GitHub's `full-repository` shape. */
export async function repositoryJson(hub: Hub, repository: Repository): Promise<JsonObject> {
  const known = repositories.get(repository);
  if (known) return known;
  const body = (await readCore(hub, `/repos/${repository.fullName}`)) as JsonObject;
  const { permissions: _permissions, ...json } = body;
  const complete = {
    ...json,
    owner: userJson(hub, repository.owner),
    default_branch: repository.defaultBranch,
    fork: repository.forkOf !== null,
    pushed_at: json['pushed_at'] ?? json['created_at'],
    web_commit_signoff_required: false,
    custom_properties: {},
  };
  repositories.set(repository, complete);
  return complete;
}

/** A pull request as `GET /pulls/{n}` answers: state and texts from the core, commits and figures from git. */
export async function pullJson(hub: Hub, pull: Pull, detailed = true): Promise<JsonObject> {
  const { repository } = pull;
  const body = (await readCore(hub, `/repos/${repository.fullName}/pulls/${pull.number}`)) as JsonObject;
  const labels = (await readCore(
    hub,
    `/repos/${repository.fullName}/issues/${pull.number}/labels`,
  )) as JsonObject[];
  const api = `${hub.url}/repos/${repository.fullName}`;
  const headRepository = pull.head.repository;
  const json: JsonObject = {
    ...body,
    state: pull.open ? 'open' : 'closed',
    user: userJson(hub, pull.author),
    labels,
    active_lock_reason: null,
    author_association: associationOf(hub, repository, pull.author),
    statuses_url: `${api}/statuses/${pull.head.sha}`,
    head: {
      label: `${headRepository.owner}:${pull.head.ref}`,
      ref: pull.head.ref,
      sha: pull.head.sha,
      user: userJson(hub, headRepository.owner),
      repo: await repositoryJson(hub, headRepository),
    },
    base: {
      label: `${repository.owner}:${pull.base.ref}`,
      ref: pull.base.ref,
      sha: pull.base.sha,
      user: userJson(hub, repository.owner),
      repo: await repositoryJson(hub, repository),
    },
    merged_at: pull.merge?.at ?? null,
    merge_commit_sha: pull.merge?.sha ?? null,
  };
  if (!detailed) {
    for (const key of DETAILS) delete json[key];
    return json;
  }
  const files = await readDiff(repository.dir, await mergeBaseOf(pull), pull.head.sha);
  return {
    ...json,
    merged: pull.merge !== null,
    merged_by: pull.merge ? userJson(hub, pull.merge.by) : null,
    mergeable: pull.open ? true : null,
    rebaseable: pull.open ? true : null,
    mergeable_state: pull.open ? 'clean' : 'unknown',
    review_comments: hub.reviewComments.filter((comment) => comment.pull === pull).length,
    commits: await countCommits(pull),
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

const DETAILS =
  'merged merged_by mergeable rebaseable mergeable_state comments review_comments maintainer_can_modify commits additions deletions changed_files'.split(
    ' ',
  );

/** What follows from two commits never changes: asked of git once. */
const computed = new Map<string, Promise<string | null>>();

function remembered(dir: string, args: string[]): Promise<string | null> {
  const key = [dir, ...args].join(' ');
  const known = computed.get(key) ?? tryGit(dir, args);
  computed.set(key, known);
  return known;
}

/** Where head and base of a pull request parted; the base itself when they share nothing. */
export async function mergeBaseOf(pull: Pull): Promise<string> {
  return (
    (await remembered(pull.repository.dir, ['merge-base', pull.base.sha, pull.head.sha])) ?? pull.base.sha
  );
}

async function countCommits(pull: Pull): Promise<number> {
  const range = `${pull.base.sha}..${pull.head.sha}`;
  return Number(await remembered(pull.repository.dir, ['rev-list', '--count', range]));
}

/** A pull request as it stands among issues: `GET /issues/{n}` of a pull request's number. */
export async function pullAsIssue(hub: Hub, pull: Pull): Promise<JsonObject> {
  const json = await pullJson(hub, pull);
  const api = `${hub.url}/repos/${pull.repository.fullName}`;
  const own = `${api}/issues/${pull.number}`;
  const kept =
    'node_id number title user labels state locked assignee assignees milestone comments body draft'.split(
      ' ',
    );
  const times = 'created_at updated_at closed_at author_association active_lock_reason html_url'.split(' ');
  return {
    url: own,
    repository_url: api,
    labels_url: `${own}/labels{/name}`,
    comments_url: `${own}/comments`,
    events_url: `${own}/events`,
    timeline_url: `${own}/timeline`,
    id: 700_000 + Number(json['id']),
    ...Object.fromEntries([...kept, ...times].map((key) => [key, json[key]])),
    state_reason: null,
    closed_by: null,
    reactions: reactionsOf(hub, `issue/${pull.repository.id}/${pull.number}`, own),
    performed_via_github_app: null,
    pull_request: {
      url: json['url'],
      html_url: json['html_url'],
      diff_url: json['diff_url'],
      patch_url: json['patch_url'],
      merged_at: json['merged_at'],
    },
  };
}

/** The issue or pull request of a number, in issue shape. */
export async function issueJson(hub: Hub, repository: Repository, number: number): Promise<JsonObject> {
  const pull = hub.pulls.find((one) => one.repository === repository && one.number === number);
  if (pull) return pullAsIssue(hub, pull);
  return decorate(hub, await readCore(hub, `/repos/${repository.fullName}/issues/${number}`)) as JsonObject;
}

const CONTENTS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'];

/** The roll-up of reactions that stands in issues and comments. */
export function reactionsOf(hub: Hub, subject: string, url: string): JsonObject {
  const own = hub.reactions.filter((reaction) => reaction.subject === subject);
  const counts = CONTENTS.map((content) => [content, own.filter((one) => one.content === content).length]);
  return { url: `${url}/reactions`, total_count: own.length, ...Object.fromEntries(counts) };
}

/** Puts into the core's issues and comments what it does not know: the App behind them, reactions, bots' accounts. */
export function decorate(hub: Hub, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => decorate(hub, item));
  if (typeof value !== 'object' || value === null) return value;
  const source = value as JsonObject;
  if (source['type'] === 'Bot' && typeof source['login'] === 'string') return userJson(hub, source['login']);
  const json = Object.fromEntries(Object.entries(source).map(([key, item]) => [key, decorate(hub, item)]));
  const url = String(json['url'] ?? '');
  const [, fullName = '', rest = ''] = /\/repos\/([^/]+\/[^/]+)\/issues\/(.+)$/.exec(url) ?? [];
  const repository = hub.repositories.get(fullName.toLowerCase());
  if (!repository) return json;
  const comment = /^comments\/(\d+)$/.exec(rest);
  if (!comment && !/^\d+$/.test(rest)) return json;
  const key = comment ? `issue-comment/${comment[1]}` : `issue/${repository.id}/${rest}`;
  const app = hub.writtenByApp.get(key);
  const login = (json['user'] as JsonObject | null)?.['login'];
  if (comment) {
    const number = Number(/\/issues\/(\d+)$/.exec(String(json['issue_url']))?.[1]);
    const isPull = hub.pulls.some((pull) => pull.repository === repository && pull.number === number);
    const page = `${hub.url}/${repository.fullName}/${isPull ? 'pull' : 'issues'}/${number}`;
    json['html_url'] = `${page}#issuecomment-${comment[1]}`;
  }
  return {
    ...json,
    author_association: associationOf(hub, repository, String(login)),
    performed_via_github_app: app ? appJson(hub, app) : null,
    reactions: reactionsOf(hub, key, url),
  };
}
