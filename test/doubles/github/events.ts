import { findLine, readDiff } from './diff.ts';
import { git, readRefs, tryGit } from './git.ts';
import { type Hub, inTurn, userJson } from './hub.ts';
import { issueJson, mergeBaseOf, pullJson, repositoryJson } from './payloads.ts';
import type { Delivery, JsonObject, Pull, Repository } from './types.ts';

const NO_COMMIT = '0'.repeat(40);

/** Adds to an event's own fields what stands in every webhook of an App, and sends it. */
export async function emit(
  hub: Hub,
  event: string,
  repository: Repository,
  sender: string,
  fields: JsonObject,
): Promise<Delivery | null> {
  const app = hub.apps[0]!;
  return hub.webhooks.emit(event, {
    repository: await repositoryJson(hub, repository),
    ...fields,
    ...(hub.owner.organization ? { organization: organizationJson(hub) } : {}),
    sender: userJson(hub, sender),
    installation: {
      id: app.installationId,
      node_id: Buffer.from(`i${app.installationId}`).toString('base64'),
    },
  });
}

/** The organisation as it stands in webhooks. */
function organizationJson(hub: Hub): JsonObject {
  const { login, id, node_id, avatar_url } = userJson(hub, hub.owner.login);
  const url = `${hub.url}/orgs/${login}`;
  return {
    login,
    id,
    node_id,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url,
    description: '',
  };
}

/** Sends `pull_request` with an action and what belongs to it. */
export async function emitPull(
  hub: Hub,
  pull: Pull,
  action: string,
  sender: string,
  extra: JsonObject = {},
): Promise<Delivery | null> {
  const pull_request = await pullJson(hub, pull);
  return emit(hub, 'pull_request', pull.repository, sender, {
    action,
    number: pull.number,
    pull_request,
    ...extra,
  });
}

/** Sends `issue_comment` for a comment on an issue or a pull request. */
export async function emitComment(
  hub: Hub,
  repository: Repository,
  number: number,
  action: string,
  comment: JsonObject,
  sender: string,
  extra: JsonObject = {},
): Promise<Delivery | null> {
  const issue = await issueJson(hub, repository, number);
  return emit(hub, 'issue_comment', repository, sender, { action, ...extra, issue, comment });
}

/**
 * Looks which refs moved since last time and does what GitHub does on a push: `push` for each,
 * and `pull_request` `synchronize` for every open pull request whose head moved.
 */
export function syncRefs(hub: Hub, repository: Repository, sender: string): Promise<(Delivery | null)[]> {
  // In turn, or two pushes at once would both be told from the same old refs.
  return inTurn(looking, repository, () => lookAtRefs(hub, repository, sender));
}

const looking = new WeakMap<object, Promise<unknown>>();

async function lookAtRefs(hub: Hub, repository: Repository, sender: string): Promise<(Delivery | null)[]> {
  const before = repository.refs;
  const after = await readRefs(repository.dir);
  repository.refs = after;
  const sent: (Delivery | null)[] = [];
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    const [old, next] = [before.get(ref) ?? null, after.get(ref) ?? null];
    if (old === next || !/^refs\/(heads|tags)\//.test(ref)) continue;
    // The App is installed on the owner's account only: pushes to somebody's fork are not its business.
    if (repository.owner === hub.owner.login)
      sent.push(await emitPush(hub, repository, ref, old, next, sender));
    if (next === null || !ref.startsWith('refs/heads/')) continue;
    const branch = ref.slice('refs/heads/'.length);
    for (const pull of hub.pulls) {
      if (!pull.open || pull.head.repository !== repository || pull.head.ref !== branch) continue;
      sent.push(await moveHead(hub, pull, next, sender));
    }
  }
  return sent;
}

async function moveHead(hub: Hub, pull: Pull, sha: string, sender: string): Promise<Delivery | null> {
  const before = pull.head.sha;
  pull.head.sha = sha;
  await publishHead(pull);
  pull.base.sha = pull.repository.refs.get(`refs/heads/${pull.base.ref}`) ?? pull.base.sha;
  await outdateComments(hub, pull);
  return emitPull(hub, pull, 'synchronize', sender, { before, after: sha });
}

/** Brings the head's commits into the base repository under `refs/pull/<n>/head`, as GitHub keeps them. */
export async function publishHead(pull: Pull): Promise<void> {
  const { repository, head, number } = pull;
  if (head.repository !== repository) {
    await git(repository.dir, ['fetch', '--quiet', '--no-tags', head.repository.dir, head.sha]);
  }
  await git(repository.dir, ['update-ref', `refs/pull/${number}/head`, head.sha]);
  repository.refs.set(`refs/pull/${number}/head`, head.sha);
}

/** A comment whose file changed since it was written is outdated: its `line` becomes null. Otherwise it moves along. */
async function outdateComments(hub: Hub, pull: Pull): Promise<void> {
  const own = hub.reviewComments.filter((comment) => comment.pull === pull && comment.line !== null);
  if (own.length === 0) return;
  const { dir } = pull.repository;
  const diff = await readDiff(dir, await mergeBaseOf(pull), pull.head.sha);
  for (const comment of own) {
    const file = diff.find((candidate) => candidate.path === comment.path);
    const [then, today] = await Promise.all(
      [comment.originalCommitId, pull.head.sha].map((sha) =>
        tryGit(dir, ['rev-parse', `${sha}:${comment.path}`]),
      ),
    );
    if (file && then === today && findLine(file, comment.line!, comment.side))
      comment.commitId = pull.head.sha;
    else {
      comment.line = null;
      comment.startLine = null;
    }
  }
}

async function emitPush(
  hub: Hub,
  repository: Repository,
  ref: string,
  before: string | null,
  after: string | null,
  sender: string,
): Promise<Delivery | null> {
  const range = before && after ? `${before}..${after}` : after;
  const isAncestor =
    before && after && (await tryGit(repository.dir, ['merge-base', before, after])) === before;
  const log =
    range && after
      ? await git(repository.dir, [
          'log',
          '--reverse',
          '--max-count=20',
          '--format=%x00%H%n%T%n%cI%n%an%n%ae%n%B%x01',
          '--name-status',
          range,
          '--',
        ])
      : '';
  const commits = log
    .split('\0')
    .slice(1)
    .map((text) => pushCommit(hub, repository, text));
  return emit(hub, 'push', repository, sender, {
    ref,
    before: before ?? NO_COMMIT,
    after: after ?? NO_COMMIT,
    created: before === null,
    deleted: after === null,
    forced: Boolean(before && after && !isAncestor),
    base_ref: null,
    compare: `${hub.url}/${repository.fullName}/compare/${before?.slice(0, 12)}...${after?.slice(0, 12)}`,
    commits,
    head_commit: commits.at(-1) ?? null,
    repository: await pushedRepository(hub, repository),
    pusher: { name: sender, email: `${sender}@users.noreply.github.com` },
  });
}

/** In `push` the repository has a few older keys and its times in seconds. */
async function pushedRepository(hub: Hub, repository: Repository): Promise<JsonObject> {
  const json = await repositoryJson(hub, repository);
  return {
    ...json,
    owner: { ...userJson(hub, repository.owner), name: repository.owner, email: null },
    created_at: Math.floor(Date.parse(String(json['created_at'])) / 1000),
    pushed_at: Math.floor(Date.now() / 1000),
    stargazers: 0,
    master_branch: repository.defaultBranch,
  };
}

function pushCommit(hub: Hub, repository: Repository, text: string): JsonObject {
  const [head = '', names = ''] = text.split('\x01');
  const [id = '', tree_id = '', timestamp = '', name = '', email = '', ...message] = head.split('\n');
  const files = (letter: string) =>
    names
      .split('\n')
      .filter((line) => line.startsWith(letter))
      .map((line) => line.split('\t').at(-1));
  const person = { name, email, username: name };
  return {
    id,
    tree_id,
    distinct: true,
    message: message.join('\n').trim(),
    timestamp,
    url: `${hub.url}/${repository.fullName}/commit/${id}`,
    author: person,
    committer: person,
    added: files('A'),
    removed: files('D'),
    modified: files('M'),
  };
}
