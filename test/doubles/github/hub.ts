import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EmulatorCore } from './emulator.ts';
import {
  type Actor,
  ApiFailure,
  type AppRecord,
  type CheckRun,
  type JsonObject,
  type Pull,
  type Reaction,
  type Repository,
  type Review,
  type ReviewComment,
} from './types.ts';
import type { Webhooks } from './webhooks.ts';

/** Everything the double knows, shared by its routes, its webhooks and its scenario helpers. */
export interface Hub {
  url: string;
  root: string;
  core: EmulatorCore;
  webhooks: Webhooks;
  owner: { login: string; organization: boolean; id: number };
  /** The owner's token, or an organisation's administrator's: what the double itself reads the core with. */
  administrator: { login: string; token: string };
  /** More tokens of the administrator: the core allows each 5,000 requests, and the double itself asks a lot. */
  spareTokens: string[];
  apps: AppRecord[];
  users: Map<string, { login: string; token: string; json: JsonObject }>;
  tokens: Map<string, Actor>;
  repositories: Map<string, Repository>;
  pulls: Pull[];
  reviews: Review[];
  reviewComments: ReviewComment[];
  checkRuns: CheckRun[];
  reactions: Reaction[];
  /** `issue/<repo id>/<number>` or `issue-comment/<id>` to the app that wrote it. */
  writtenByApp: Map<string, AppRecord>;
  /** Order in which things came into being, by the same keys and `review/<id>`, `check/<id>`. */
  order: Map<string, number>;
  /** Pushes over git that are being taken in. */
  pushes: Set<Promise<unknown>>;
  nextId(): number;
}

/** Now, as GitHub writes times: UTC with seconds. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A node id that is stable and looks like none of GitHub's real ones. */
export function nodeId(kind: string, id: number): string {
  return Buffer.from(`0:${kind}${id}`).toString('base64url');
}

/** The folder of a repository, as git's smart HTTP expects it under the root. */
export function repositoryDir(root: string, fullName: string): string {
  return join(root, `${fullName}.git`);
}

/** The repository of a request's path; 404 when there is none. */
export function findRepository(hub: Hub, params: Record<string, string>): Repository {
  const found = hub.repositories.get(`${params['owner']}/${params['repo']}`.toLowerCase());
  if (!found) throw new ApiFailure(404, 'Not Found');
  return found;
}

/** The pull request of a request's path; 404 when there is none. */
export function findPull(hub: Hub, params: Record<string, string>): Pull {
  const repository = findRepository(hub, params);
  const number = Number(params['pull_number'] ?? params['issue_number']);
  const pull = hub.pulls.find((one) => one.repository === repository && one.number === number);
  if (!pull) throw new ApiFailure(404, 'Not Found');
  return pull;
}

/** Who acts, by login: an installation acts as its App's bot. */
export function actorLogin(actor: Actor): string {
  if (actor.kind === 'user') return actor.login;
  if (actor.kind === 'installation') return `${actor.app.slug}[bot]`;
  throw new ApiFailure(401, 'Requires authentication');
}

/** A user, organisation or bot in the shape of GitHub's `simple-user`. */
export function userJson(hub: Hub, login: string): JsonObject {
  const user = hub.users.get(login);
  if (user) return user.json;
  const app = hub.apps.find((one) => `${one.slug}[bot]` === login);
  if (app) return simpleUser(hub.url, login, 1_000_000 + app.id, 'Bot');
  if (login === hub.owner.login) return simpleUser(hub.url, login, hub.owner.id, 'Organization');
  return simpleUser(
    hub.url,
    login,
    500_000 + (createHash('sha1').update(login).digest().readUInt16BE(0) ?? 0),
    'User',
  );
}

/** Builds a `simple-user`. */
export function simpleUser(url: string, login: string, id: number, type: string): JsonObject {
  const api = `${url}/users/${encodeURIComponent(login)}`;
  const html = type === 'Bot' ? `${url}/apps/${login.replace('[bot]', '')}` : `${url}/${login}`;
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: `${url}/avatars/u/${encodeURIComponent(login)}`,
    gravatar_id: '',
    url: api,
    html_url: html,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type,
    site_admin: false,
    user_view_type: 'public',
  };
}

/** An App in the shape of GitHub's `integration`, as it stands in `performed_via_github_app` and in check runs. */
export function appJson(hub: Hub, app: AppRecord): JsonObject {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('Integration', app.id),
    client_id: app.clientId,
    owner: userJson(hub, hub.owner.login),
    name: app.name,
    description: '',
    external_url: `${hub.url}/apps/${app.slug}`,
    html_url: `${hub.url}/apps/${app.slug}`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    permissions: app.permissions,
    events: app.events,
  };
}

/** What somebody may do in a repository: GitHub's role name, `none` for an outsider of a private one. */
export function roleOf(hub: Hub, repository: Repository, login: string): string {
  if (login.toLowerCase() === repository.owner.toLowerCase()) return 'admin';
  if (repository.owner === hub.owner.login && login === hub.administrator.login) return 'admin';
  return repository.collaborators.get(login.toLowerCase()) ?? (repository.private ? 'none' : 'read');
}

/** GitHub's word for what an author is to a repository. */
export function associationOf(hub: Hub, repository: Repository, login: string): string {
  if (login === repository.owner) return 'OWNER';
  if (hub.owner.organization && login === hub.administrator.login) return 'MEMBER';
  if (repository.collaborators.has(login.toLowerCase())) return 'COLLABORATOR';
  return 'NONE';
}

/** Remembers when something came into being. */
export function remember(hub: Hub, key: string): void {
  if (!hub.order.has(key)) hub.order.set(key, hub.order.size);
}

/** Runs work after all earlier work on the same thing ended, well or not. */
export function inTurn<T>(
  turns: WeakMap<object, Promise<unknown>>,
  key: object,
  work: () => Promise<T>,
): Promise<T> {
  const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
  turns.set(key, turn);
  return turn;
}
