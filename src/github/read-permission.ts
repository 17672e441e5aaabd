import type { Octokit } from '@octokit/rest';
import { ask, GitHubNotFound } from './errors.ts';

/** From most to least. */
export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

/** The roles behind each of the four permissions that the endpoint's older field knows. */
const roles: Readonly<Record<string, readonly Permission[]>> = {
  admin: ['admin'],
  write: ['maintain', 'write'],
  read: ['triage', 'read'],
};

/**
 * What a login may do in a repository, asked of GitHub. Bots and unknown logins have `none`; a custom role counts as the
 * permission it is based on. Throws a GitHubError when GitHub does not say.
 */
export async function readPermission(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  login: string,
): Promise<Permission> {
  // Apps are no collaborators; GitHub answers 404 for some and a user's name for others.
  if (login.endsWith('[bot]')) return 'none';
  try {
    const { data } = await ask(`read the permission of ${login} on ${owner}/${repo}`, () =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username: login }),
    );
    const possible = roles[data.permission];
    if (possible === undefined) return 'none';
    return possible.find((role) => role === data.role_name) ?? (data.permission as Permission);
  } catch (error) {
    if (error instanceof GitHubNotFound) return 'none';
    throw error;
  }
}
