import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { emit, emitPull, syncRefs } from './events.ts';
import { commitFiles, createBareRepository, type FileChange, git, readRefs } from './git.ts';
import { type Hub, inTurn, repositoryDir, userJson } from './hub.ts';
import { repositoryJson, writeCore } from './payloads.ts';
import { installationJson } from './routes/apps.ts';
import { rerequestRun } from './routes/checks.ts';
import type { Actor, Delivery, JsonObject, Pull, Repository, Routes } from './types.ts';

/** What a step did: GitHub's own answer and the webhooks that it sent, answered by now. */
interface Step {
  body: JsonObject;
  deliveries: Delivery[];
}

/** What people do on GitHub, each step with the webhooks that GitHub would send. `repo` is `owner/name`. */
export interface Scenario {
  createRepository(
    name: string,
    content?: { files?: Record<string, FileChange>; folder?: string; private?: boolean; owner?: string },
  ): Promise<{ fullName: string; id: number; head: string }>;
  fork(repo: string, login: string): Promise<{ fullName: string; id: number }>;
  /** Commits onto a branch, creating it from `from` (the default branch) first; webhooks as for a push. */
  commit(
    repo: string,
    branch: string,
    files: Record<string, FileChange>,
    options?: { message?: string; author?: string; from?: string; force?: boolean },
  ): Promise<{ sha: string; deliveries: Delivery[] }>;
  openPull(
    repo: string,
    request: { title: string; head: string; base?: string; body?: string; draft?: boolean; author?: string },
  ): Promise<Step & { number: number }>;
  editPull(
    repo: string,
    number: number,
    change: { title?: string; body?: string; base?: string },
    as?: string,
  ): Promise<Step>;
  closePull(repo: string, number: number, as?: string): Promise<Step>;
  reopenPull(repo: string, number: number, as?: string): Promise<Step>;
  mergePull(repo: string, number: number, as?: string): Promise<Step>;
  setDraft(repo: string, number: number, draft: boolean, as?: string): Promise<Step>;
  label(repo: string, number: number, labels: string[], as?: string): Promise<Step>;
  comment(repo: string, number: number, body: string, as?: string): Promise<Step>;
  replyToReviewComment(
    repo: string,
    number: number,
    commentId: number,
    body: string,
    as?: string,
  ): Promise<Step>;
  createIssue(
    repo: string,
    issue: { title: string; body?: string; labels?: string[] },
    as?: string,
  ): Promise<Step>;
  closeIssue(repo: string, number: number, reason: 'completed' | 'not_planned', as?: string): Promise<Step>;
  rerequestCheck(repo: string, checkRunId: number, as?: string): Promise<Step>;
  /** A merge queue asks for checks on a pull request's merge with its base. */
  requestMergeGroup(repo: string, number: number): Promise<Step>;
  install(as?: string): Promise<Step>;
  /** Roles: admin, maintain, write, triage, read; null takes a collaborator away. */
  setRole(repo: string, login: string, role: string | null): Promise<void>;
}

const committing = new WeakMap<object, Promise<unknown>>();

/** Builds the scenario helpers over a running double. */
export function createScenario(hub: Hub, routes: Routes): Scenario {
  const find = (repo: string): Repository => {
    const found = hub.repositories.get(repo.toLowerCase());
    if (!found) throw new Error(`The double has no repository ${repo}`);
    return found;
  };
  const findPull = (repo: string, number: number): Pull => {
    const found = hub.pulls.find((pull) => pull.repository === find(repo) && pull.number === number);
    if (!found) throw new Error(`The double has no pull request ${repo}#${number}`);
    return found;
  };
  const step = async (work: () => Promise<unknown>): Promise<Step> => {
    const before = hub.webhooks.deliveries.length;
    const body = (await work()) as JsonObject;
    const deliveries = hub.webhooks.deliveries.slice(before);
    await hub.webhooks.finished(deliveries);
    return { body, deliveries };
  };
  const actorOf = (login: string): Actor => {
    const user = hub.users.get(login);
    if (!user) throw new Error(`The double has no user ${login}: name them in startGitHub({ users })`);
    return { kind: 'user', login, token: user.token };
  };
  /** Does what a person with this login would do over REST, outside the journal. */
  const act = (
    as: string | undefined,
    operation: string,
    repo: string,
    params: Record<string, string | number>,
    body: unknown,
  ) =>
    step(async () => {
      const repository = find(repo);
      const [method = '', template = ''] = operation.split(' ');
      const all: Record<string, string> = { owner: repository.owner, repo: repository.name };
      for (const [key, value] of Object.entries(params)) all[key] = String(value);
      const path = template.replace(/\{(\w+)\}/g, (_match, key: string) =>
        encodeURIComponent(all[key] ?? ''),
      );
      const reply = await routes[operation]!({
        operation,
        method,
        path,
        params: all,
        query: new URLSearchParams(),
        body: body as JsonObject,
        accept: '',
        actor: actorOf(as ?? hub.administrator.login),
      });
      if (reply.status >= 400)
        throw new Error(`${operation} as ${as}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.body ?? {};
    });
  const pulls = '/repos/{owner}/{repo}/pulls';
  const issues = '/repos/{owner}/{repo}/issues';

  return {
    createRepository: (name, content = {}) => createRepository(hub, name, content),
    fork: (repo, login) => fork(hub, find(repo), actorOf(login)),
    commit: (repo, branch, files, options = {}) =>
      inTurn(committing, find(repo), async () => {
        const repository = find(repo);
        const login = options.author ?? hub.administrator.login;
        const parent =
          (options.force ? undefined : repository.refs.get(`refs/heads/${branch}`)) ??
          repository.refs.get(`refs/heads/${options.from ?? repository.defaultBranch}`) ??
          null;
        const sha = await commitFiles(repository.dir, {
          branch,
          parent,
          files,
          message: options.message ?? `Change ${Object.keys(files).join(', ')}`.slice(0, 72),
          author: { name: login, email: `${login}@users.noreply.github.com` },
        });
        const { deliveries } = await step(() => syncRefs(hub, repository, login));
        return { sha, deliveries };
      }),
    async openPull(repo, { author, ...request }) {
      const body = { base: find(repo).defaultBranch, ...request };
      const done = await act(author, `POST ${pulls}`, repo, {}, body);
      return { ...done, number: Number(done.body['number']) };
    },
    editPull: (repo, pull_number, change, as) =>
      act(as, `PATCH ${pulls}/{pull_number}`, repo, { pull_number }, change),
    closePull: (repo, pull_number, as) =>
      act(as, `PATCH ${pulls}/{pull_number}`, repo, { pull_number }, { state: 'closed' }),
    reopenPull: (repo, pull_number, as) =>
      act(as, `PATCH ${pulls}/{pull_number}`, repo, { pull_number }, { state: 'open' }),
    mergePull: (repo, pull_number, as) =>
      act(as, `PUT ${pulls}/{pull_number}/merge`, repo, { pull_number }, {}),
    setDraft: (repo, number, draft, as) =>
      step(async () => {
        await writeCore(hub, 'PATCH', `/repos/${find(repo).fullName}/pulls/${number}`, { draft });
        const action = draft ? 'converted_to_draft' : 'ready_for_review';
        await emitPull(hub, findPull(repo, number), action, as ?? hub.administrator.login);
        return {};
      }),
    label: (repo, issue_number, labels, as) =>
      act(as, `POST ${issues}/{issue_number}/labels`, repo, { issue_number }, { labels }),
    comment: (repo, issue_number, body, as) =>
      act(as, `POST ${issues}/{issue_number}/comments`, repo, { issue_number }, { body }),
    replyToReviewComment: (repo, pull_number, comment_id, body, as) =>
      act(
        as,
        `POST ${pulls}/{pull_number}/comments/{comment_id}/replies`,
        repo,
        { pull_number, comment_id },
        { body },
      ),
    createIssue: (repo, issue, as) => act(as, `POST ${issues}`, repo, {}, issue),
    closeIssue: (repo, issue_number, state_reason, as) =>
      act(as, `PATCH ${issues}/{issue_number}`, repo, { issue_number }, { state: 'closed', state_reason }),
    rerequestCheck: (repo, id, as) =>
      step(async () => {
        const run = hub.checkRuns.find((one) => one.id === id && one.repository === find(repo));
        if (!run) throw new Error(`The double has no check run ${id}`);
        await rerequestRun(hub, run, as ?? hub.administrator.login);
        return {};
      }),
    requestMergeGroup: (repo, number) => step(() => requestMergeGroup(hub, findPull(repo, number))),
    install: (as) =>
      step(async () => {
        const repositories = [...hub.repositories.values()]
          .filter((one) => one.owner === hub.owner.login)
          .map((one) => ({
            id: one.id,
            node_id: '',
            name: one.name,
            full_name: one.fullName,
            private: one.private,
          }));
        hub.webhooks.emit('installation', {
          action: 'created',
          installation: installationJson(hub, hub.apps[0]!),
          repositories,
          requester: null,
          sender: userJson(hub, as ?? hub.administrator.login),
        });
        return {};
      }),
    setRole: (repo, login, role) => setRole(hub, find(repo), actorOf(login), role),
  };
}

async function createRepository(
  hub: Hub,
  name: string,
  content: { files?: Record<string, FileChange>; folder?: string; private?: boolean; owner?: string },
): Promise<{ fullName: string; id: number; head: string }> {
  const owner = content.owner ?? hub.owner.login;
  const user = hub.users.get(owner);
  const path = owner === hub.owner.login && hub.owner.organization ? `/orgs/${owner}/repos` : '/user/repos';
  const authorization = `Bearer ${user?.token ?? hub.administrator.token}`;
  const answer = await hub.core.request('POST', path, {
    authorization,
    body: { name, private: content.private ?? true, auto_init: true },
  });
  if (answer.status !== 201)
    throw new Error(`No repository ${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  const fullName = `${owner}/${name}`;
  const dir = repositoryDir(hub.root, fullName);
  await mkdir(dir, { recursive: true });
  await createBareRepository(dir, 'main');
  const files = content.folder
    ? await readFolder(content.folder)
    : (content.files ?? { 'README.md': `# ${name}\n` });
  const login = hub.administrator.login;
  const head = await commitFiles(dir, {
    branch: 'main',
    parent: null,
    files,
    message: 'Initial commit',
    author: { name: login, email: `${login}@users.noreply.github.com` },
  });
  const repository: Repository = {
    id: Number((answer.body as JsonObject)['id']),
    owner,
    name,
    fullName,
    private: content.private ?? true,
    defaultBranch: 'main',
    dir,
    forkOf: null,
    refs: await readRefs(dir),
    collaborators: new Map(),
  };
  hub.repositories.set(fullName.toLowerCase(), repository);
  return { fullName, id: repository.id, head };
}

async function readFolder(folder: string): Promise<Record<string, FileChange>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, FileChange> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    if (entry.isFile() && !name.startsWith('.git/')) files[name] = await readFile(path);
  }
  return files;
}

async function fork(hub: Hub, parent: Repository, actor: Actor): Promise<{ fullName: string; id: number }> {
  if (actor.kind !== 'user') throw new Error('only people fork here');
  const answer = await hub.core.request('POST', `/repos/${parent.fullName}/forks`, {
    authorization: `Bearer ${actor.token}`,
    body: {},
  });
  if (answer.status !== 202) throw new Error(`No fork: ${answer.status} ${JSON.stringify(answer.body)}`);
  const fullName = `${actor.login}/${parent.name}`;
  const dir = repositoryDir(hub.root, fullName);
  await mkdir(dir, { recursive: true });
  await createBareRepository(dir, parent.defaultBranch);
  await git(dir, ['fetch', '--quiet', parent.dir, '+refs/heads/*:refs/heads/*']);
  const repository: Repository = {
    ...parent,
    id: Number((answer.body as JsonObject)['id']),
    owner: actor.login,
    fullName,
    dir,
    forkOf: parent.fullName,
    refs: await readRefs(dir),
    collaborators: new Map(),
  };
  hub.repositories.set(fullName.toLowerCase(), repository);
  return { fullName, id: repository.id };
}

async function setRole(hub: Hub, repository: Repository, actor: Actor, role: string | null): Promise<void> {
  if (actor.kind !== 'user') return;
  const path = `/repos/${repository.fullName}/collaborators/${actor.login}`;
  if (role === null) {
    repository.collaborators.delete(actor.login.toLowerCase());
    await writeCore(hub, 'DELETE', path);
    return;
  }
  repository.collaborators.set(actor.login.toLowerCase(), role);
  const permission = { write: 'push', read: 'pull' }[role] ?? role;
  await writeCore(hub, 'PUT', path, { permission });
}

async function requestMergeGroup(hub: Hub, pull: Pull): Promise<JsonObject> {
  const { repository, base, head, number } = pull;
  const baseSha = repository.refs.get(`refs/heads/${base.ref}`)!;
  const tree = (await git(repository.dir, ['merge-tree', '--write-tree', baseSha, head.sha])).split('\n')[0]!;
  const ref = `refs/heads/gh-readonly-queue/${base.ref}/pr-${number}-${baseSha}`;
  const message = `Merge pull request #${number} from ${head.repository.owner}/${head.ref}`;
  const identity = {
    GIT_AUTHOR_NAME: 'GitHub',
    GIT_AUTHOR_EMAIL: 'noreply@github.com',
    GIT_COMMITTER_NAME: 'GitHub',
    GIT_COMMITTER_EMAIL: 'noreply@github.com',
  };
  const sha = await git(repository.dir, ['commit-tree', tree, '-p', baseSha, '-p', head.sha, '-m', message], {
    env: identity,
  });
  await git(repository.dir, ['update-ref', ref, sha]);
  repository.refs.set(ref, sha);
  const person = { name: 'GitHub', email: 'noreply@github.com' };
  const merge_group = {
    head_sha: sha,
    head_ref: ref,
    base_sha: baseSha,
    base_ref: `refs/heads/${base.ref}`,
    head_commit: {
      id: sha,
      tree_id: tree,
      message,
      timestamp: new Date().toISOString(),
      author: person,
      committer: person,
    },
  };
  await repositoryJson(hub, repository);
  await emit(hub, 'merge_group', repository, hub.administrator.login, {
    action: 'checks_requested',
    merge_group,
  });
  return merge_group;
}
