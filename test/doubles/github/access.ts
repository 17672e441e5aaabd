import { createPublicKey, verify } from 'node:crypto';
import { findRepository, type Hub, roleOf } from './hub.ts';
import { type Actor, ApiFailure, type Repository } from './types.ts';

/**
 * Who sends this request, from `Bearer`, `token` or git's `Basic` header.
 * Throws 401 as GitHub does for a token it does not know and for an App's JWT that is forged, expired or too long.
 */
export function authenticate(hub: Hub, header: string | undefined): Actor {
  if (!header) return { kind: 'anonymous' };
  const [scheme = '', value = ''] = header.split(' ');
  const token =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(value, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : value;
  if (token.split('.').length === 3) return authenticateApp(hub, token);
  const actor = hub.tokens.get(token);
  if (!actor) throw new ApiFailure(401, 'Bad credentials');
  return actor;
}

function authenticateApp(hub: Hub, token: string): Actor {
  const [head = '', payload = '', signature = ''] = token.split('.');
  let claims: { iss?: string | number; exp?: number; iat?: number };
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    throw new ApiFailure(401, 'A JSON web token could not be decoded');
  }
  const app = hub.apps.find((one) => String(one.id) === String(claims.iss) || one.clientId === claims.iss);
  const seconds = Date.now() / 1000;
  if (!app) throw new ApiFailure(401, 'Integration not found');
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    createPublicKey(app.privateKey),
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) throw new ApiFailure(401, 'A JSON web token could not be decoded');
  if (!claims.exp || claims.exp < seconds) {
    throw new ApiFailure(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (claims.exp > seconds + 660) {
    throw new ApiFailure(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  return { kind: 'app', app, token };
}

type Need = { permissions: string[]; level: 'read' | 'write' };

/** The first line that matches an operation says which permission it needs; one of several is enough. */
const NEEDS: [RegExp, string[]][] = [
  [/\/check-(runs|suites)/, ['checks']],
  [/\/commits\/\{ref\}\/status/, ['statuses']],
  [/\/commits\/\{commit_sha\}\/pulls/, ['pull_requests']],
  [/\/pulls\/\{pull_number\}\/merge$/, ['contents']],
  [/\{repo\}\/pulls/, ['pull_requests']],
  [/^POST \/repos\/\{owner\}\/\{repo\}\/issues$/, ['issues']],
  [/\{repo\}\/(issues|labels|milestones|assignees)/, ['issues', 'pull_requests']],
  [/\{repo\}\/(contents|compare|commits|branches|git|readme|tarball|zipball|merges)/, ['contents']],
  [/\{repo\}\/hooks/, ['repository_hooks']],
];

/** Which permission an operation on a repository needs; null when reading the repository is enough. */
function needOf(operation: string): Need | null {
  const level = operation.startsWith('GET ') ? 'read' : 'write';
  const found = NEEDS.find(([pattern]) => pattern.test(operation));
  return found ? { permissions: found[1], level } : null;
}

/**
 * Lets a request to a repository's operation through or throws GitHub's answer:
 * 404 for a private repository out of sight, 403 for a permission the token lacks.
 */
export function authorize(hub: Hub, actor: Actor, operation: string, params: Record<string, string>): void {
  if (operation.includes(' /app')) {
    if (actor.kind !== 'app') throw new ApiFailure(401, 'A JSON web token could not be decoded');
    return;
  }
  if (operation.includes(' /installation/') && actor.kind !== 'installation') {
    throw new ApiFailure(
      403,
      'You must authenticate with an installation access token in order to list repositories for an installation.',
    );
  }
  if (!operation.includes('/repos/{owner}/{repo}')) return;
  const repository = findRepository(hub, params);
  if (operation === 'GET /repos/{owner}/{repo}/installation') {
    if (actor.kind !== 'app') throw new ApiFailure(401, 'A JSON web token could not be decoded');
    return;
  }
  const need = needOf(operation);
  const level = need?.level ?? 'read';
  if (!canSee(hub, actor, repository)) throw new ApiFailure(404, 'Not Found');
  if (actor.kind === 'app') throw new ApiFailure(403, 'Resource not accessible by integration');
  if (actor.kind === 'anonymous') {
    if (level === 'write') throw new ApiFailure(401, 'Requires authentication');
    return;
  }
  if (actor.kind === 'user') {
    // GitHub: only a GitHub App may write checks; a person's token never can.
    if (need?.permissions[0] === 'checks' && level === 'write') {
      throw new ApiFailure(403, 'You must authenticate via a GitHub App.');
    }
    return;
  }
  if (!need || (!repository.private && level === 'read')) return;
  const granted =
    reaches(hub, actor, repository) &&
    need.permissions.some((name) => atLeast(actor.permissions[name], level));
  if (!granted) {
    throw new ApiFailure(403, 'Resource not accessible by integration', undefined, {
      'x-accepted-github-permissions': need.permissions.map((name) => `${name}=${level}`).join('; '),
    });
  }
}

/** Whether git over HTTP may read or write a repository for this actor. */
export function mayUseGit(hub: Hub, actor: Actor, repository: Repository, level: 'read' | 'write'): boolean {
  if (actor.kind === 'user') {
    const role = roleOf(hub, repository, actor.login);
    return level === 'read' ? role !== 'none' : ['admin', 'maintain', 'write'].includes(role);
  }
  if (level === 'read' && !repository.private) return true;
  if (actor.kind !== 'installation') return false;
  return reaches(hub, actor, repository) && atLeast(actor.permissions['contents'], level);
}

function canSee(hub: Hub, actor: Actor, repository: Repository): boolean {
  if (!repository.private) return true;
  if (actor.kind === 'user') return roleOf(hub, repository, actor.login) !== 'none';
  return actor.kind === 'app' || (actor.kind === 'installation' && reaches(hub, actor, repository));
}

function reaches(hub: Hub, actor: Extract<Actor, { kind: 'installation' }>, repository: Repository): boolean {
  if (repository.owner !== hub.owner.login) return false;
  return actor.repositoryIds === null || actor.repositoryIds.includes(repository.id);
}

function atLeast(granted: string | undefined, level: 'read' | 'write'): boolean {
  return granted === 'write' || granted === 'admin' || (granted === 'read' && level === 'read');
}
