import { findRepository, type Hub, roleOf, userJson } from '../hub.ts';
import { repositoryJson } from '../payloads.ts';
import { ApiFailure, type Call, type Reply, type Routes } from '../types.ts';

/** GitHub's older word for a role, as it stands in `permission`. */
const LEGACY: Record<string, string> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

/** Repositories and who may do what in them. */
export function repositoryRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}';
  return {
    [`GET ${base}`]: async (call) => ({
      status: 200,
      body: await repositoryJson(hub, findRepository(hub, call.params)),
    }),
    'GET /repositories/{repository_id}': async (call) => {
      const id = Number(call.params['repository_id']);
      const found = [...hub.repositories.values()].find((one) => one.id === id);
      if (!found) throw new ApiFailure(404, 'Not Found');
      return { status: 200, body: await repositoryJson(hub, found) };
    },
    [`GET ${base}/collaborators/{username}/permission`]: (call) => permission(hub, call),
    [`GET ${base}/collaborators/{username}`]: (call) => {
      const repository = findRepository(hub, call.params);
      const login = call.params['username'] ?? '';
      const member =
        repository.collaborators.has(login.toLowerCase()) || roleOf(hub, repository, login) === 'admin';
      if (!member) throw new ApiFailure(404, 'Not Found');
      return { status: 204 };
    },
    'GET /rate_limit': () => {
      const core = { limit: 5000, used: 1, remaining: 4999, reset: Math.floor(Date.now() / 1000) + 3600 };
      return {
        status: 200,
        body: { resources: { core, search: { ...core, limit: 30, remaining: 30 } }, rate: core },
      };
    },
  };
}

/** An outsider has `read` on a public repository and `none` on a private one; an account that is not there is 404. */
function permission(hub: Hub, call: Call): Reply {
  const repository = findRepository(hub, call.params);
  const login = call.params['username'] ?? '';
  const bot = hub.apps.some((app) => `${app.slug}[bot]` === login);
  const known = [...hub.users.keys()].find((name) => name.toLowerCase() === login.toLowerCase());
  if (!known && !bot) throw new ApiFailure(404, `${login} is not a user`);
  const role = bot ? (repository.private ? 'none' : 'read') : roleOf(hub, repository, known!);
  const body = {
    permission: LEGACY[role],
    role_name: role,
    user: {
      ...userJson(hub, known ?? login),
      permissions: {
        admin: role === 'admin',
        maintain: ['admin', 'maintain'].includes(role),
        push: ['admin', 'maintain', 'write'].includes(role),
        triage: ['admin', 'maintain', 'write', 'triage'].includes(role),
        pull: role !== 'none',
      },
      role_name: role,
    },
  };
  return { status: 200, body };
}
