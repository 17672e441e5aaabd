import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Conversation, readConversation } from './conversation.ts';
import { startEmulatorCore } from './emulator.ts';
import { findPull, type Hub, repositoryDir, simpleUser } from './hub.ts';
import { appRoutes } from './routes/apps.ts';
import { checkRoutes } from './routes/checks.ts';
import { commitRoutes } from './routes/commits.ts';
import { contentsRoutes } from './routes/contents.ts';
import { gitDataRoutes } from './routes/git-data.ts';
import { issueRoutes } from './routes/issues.ts';
import { pullRoutes } from './routes/pulls.ts';
import { reactionRoutes } from './routes/reactions.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { reviewCommentRoutes } from './routes/review-comments.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { createScenario, type Scenario } from './scenario.ts';
import { type Journal, listen } from './server.ts';
import type { AppRecord, Delivery, Fault, JsonObject, RecordedRequest, Routes, Violation } from './types.ts';
import { createWebhooks } from './webhooks.ts';

export interface GitHubOptions {
  /** The account that owns the repositories and installed the App; `octo-org`, an organisation, by default. */
  owner?: { login: string; organization: boolean };
  /** People besides the administrator `octocat` (of an organisation) or the owner; the core learns them at start only. */
  users?: string[];
  app?: Partial<
    Pick<AppRecord, 'id' | 'slug' | 'name' | 'webhookSecret' | 'installationId' | 'permissions' | 'events'>
  >;
  /** Slugs of other Apps installed on the same account. */
  otherApps?: string[];
  /** Where the App's webhooks go; null to only keep them. */
  webhookUrl?: string | null;
}

/** A running double of GitHub. */
export interface GitHubDouble extends Scenario {
  /** Root of REST, of git and of permalinks: `http://127.0.0.1:<port>`. */
  url: string;
  app: AppRecord;
  owner: string;
  /** Who acts when a helper is not told: the owner, or the organisation's administrator. */
  administrator: string;
  /** Every webhook so far, sent or not. */
  deliveries: Delivery[];
  setWebhookUrl(url: string | null): void;
  /** Sends a payload of one's own, signed; null when the App does not subscribe to the event. */
  deliver(event: string, payload: JsonObject): Promise<Delivery | null>;
  /** Sends an earlier delivery again under the same GUID. */
  redeliver(id: number): Promise<Delivery>;
  /** Resolves when no webhook is on its way. */
  settled(): Promise<void>;
  requests(filter?: { method?: string; path?: string | RegExp }): RecordedRequest[];
  /** Injects a fault into the next matching requests (path without query, decoded). */
  failNext(fault: Fault): void;
  violations: Violation[];
  /** Throws when a request broke GitHub's own description, naming each. */
  assertNoViolations(): void;
  conversation(owner: string, repo: string, number: number): Promise<Conversation>;
  /** A personal token of a user. */
  tokenOf(login: string): string;
  /** The folder of a repository's bare git. */
  folderOf(repo: string): string;
  close(): Promise<void>;
}

/** What the App of this project asks for; kept here so that the double does not lean on app.yml. */
const PERMISSIONS = {
  checks: 'write',
  contents: 'write',
  issues: 'write',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'write',
};
const EVENTS =
  'check_run issue_comment issues merge_group pull_request pull_request_review pull_request_review_comment push'.split(
    ' ',
  );

let keys: string | null = null;

/** One key per process: making it takes longer than starting everything else. */
function privateKey(): string {
  keys ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
  return keys;
}

function makeApp(id: number, slug: string, installationId: number): AppRecord {
  return {
    id,
    slug,
    name: slug,
    clientId: `Iv23double${id}`,
    privateKey: privateKey(),
    webhookSecret: randomBytes(24).toString('hex'),
    installationId,
    permissions: PERMISSIONS,
    events: EVENTS,
  };
}

/** Starts a GitHub of our own on a free port of loopback. It keeps its state in memory and a temporary folder. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubDouble> {
  const owner = options.owner ?? { login: 'octo-org', organization: true };
  const administrator = owner.organization ? 'octocat' : owner.login;
  const logins = [...new Set([administrator, ...(options.users ?? [])])];
  const people = logins.map((login) => ({ login, token: `ghp_${randomBytes(18).toString('hex')}` }));
  const app: AppRecord = { ...makeApp(4242, 'architect', 987_654), ...options.app };
  const others = (options.otherApps ?? []).map((slug, index) => makeApp(5000 + index, slug, 990_000 + index));
  const root = await mkdtemp(join(tmpdir(), 'architect-github-'));
  const front = await listen();
  const spareTokens = Array.from({ length: 50 }, () => `ghp_${randomBytes(18).toString('hex')}`);
  const core = await startEmulatorCore(
    { users: people, owner, apps: [app, ...others], spareTokens },
    front.url,
  );
  let counter = 2_000_000;
  const hub: Hub = {
    url: front.url,
    root,
    core,
    webhooks: createWebhooks(app, options.webhookUrl ?? null),
    owner: { ...owner, id: 1 },
    administrator: people[0]!,
    spareTokens,
    apps: [app, ...others],
    users: new Map(),
    tokens: new Map(),
    repositories: new Map(),
    pulls: [],
    reviews: [],
    reviewComments: [],
    checkRuns: [],
    reactions: [],
    writtenByApp: new Map(),
    order: new Map(),
    pushes: new Set(),
    nextId: () => counter++,
  };
  for (const { login, token } of people) {
    const answer = await core.request('GET', `/users/${login}`);
    const id = Number((answer.body as JsonObject)['id']);
    hub.users.set(login, { login, token, json: simpleUser(front.url, login, id, 'User') });
    hub.tokens.set(token, { kind: 'user', login, token });
  }
  const account = await core.request('GET', `/${owner.organization ? 'orgs' : 'users'}/${owner.login}`);
  hub.owner.id = Number((account.body as JsonObject)['id']);
  const routes: Routes = {
    ...appRoutes(hub),
    ...checkRoutes(hub),
    ...commitRoutes(hub),
    ...contentsRoutes(hub),
    ...gitDataRoutes(hub),
    ...issueRoutes(hub),
    ...pullRoutes(hub),
    ...reactionRoutes(hub),
    ...repositoryRoutes(hub),
    ...reviewCommentRoutes(hub),
    ...reviewRoutes(hub),
  };
  const journal: Journal = { requests: [], violations: [], faults: [] };
  front.serve(hub, routes, journal);

  return {
    ...createScenario(hub, routes),
    url: front.url,
    app,
    owner: owner.login,
    administrator,
    deliveries: hub.webhooks.deliveries,
    setWebhookUrl(url) {
      hub.webhooks.target = url;
    },
    async deliver(event, payload) {
      const delivery = hub.webhooks.emit(event, payload);
      if (delivery) await hub.webhooks.finished([delivery]);
      return delivery;
    },
    async redeliver(id) {
      const delivery = hub.webhooks.redeliver(id);
      await hub.webhooks.finished([delivery]);
      return delivery;
    },
    async settled() {
      await Promise.allSettled(hub.pushes);
      await hub.webhooks.settled();
    },
    requests: ({ method, path } = {}) =>
      journal.requests.filter(
        (one) =>
          (!method || one.method === method) &&
          (path === undefined || (typeof path === 'string' ? one.path === path : path.test(one.path))),
      ),
    failNext: (fault) => void journal.faults.push({ ...fault }),
    violations: journal.violations,
    assertNoViolations() {
      if (journal.violations.length === 0) return;
      const lines = journal.violations.map(({ method, path, message }) => `${method} ${path}: ${message}`);
      throw new Error(`Requests that GitHub would not understand:\n${lines.join('\n')}`);
    },
    conversation: (ownerLogin, repo, number) =>
      readConversation(hub, findPull(hub, { owner: ownerLogin, repo, pull_number: String(number) })),
    tokenOf(login) {
      const user = hub.users.get(login);
      if (!user) throw new Error(`The double has no user ${login}`);
      return user.token;
    },
    folderOf: (repo) => repositoryDir(hub.root, repo),
    async close() {
      await hub.webhooks.settled();
      await new Promise<void>((resolve) => {
        front.server.close(() => resolve());
        front.server.closeAllConnections();
      });
      await core.close();
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
