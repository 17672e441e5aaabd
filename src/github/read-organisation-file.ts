import type { Octokit } from '@octokit/rest';
import { GitHubForbidden, GitHubNotFound } from './errors.ts';
import { readFile } from './read-file.ts';

/** An octokit that may read the owner's `.github` repository, or why there is none. */
export type OrganisationReader = { octokit: Octokit } | { octokit: null; reason: string };

/** The file's text; `text` null and `reason` null: read, and there is none; `reason`: it could not be read, say so. */
export type OrganisationFile = { text: string | null; reason: null } | { text: null; reason: string };

/**
 * Reads a file of the default branch of the owner's `.github` repository, the base of its repositories' settings.
 * What forbids reading it comes back as a reason; throws a GitHubError only for what a later try may mend.
 */
export async function readOrganisationFile(
  reader: OrganisationReader,
  owner: string,
  path: string,
): Promise<OrganisationFile> {
  if (reader.octokit === null) return { text: null, reason: reader.reason };
  try {
    return { text: await readFile(reader.octokit, { owner, repo: '.github', path }), reason: null };
  } catch (error) {
    if (!(error instanceof GitHubForbidden) && !(error instanceof GitHubNotFound)) throw error;
    return { text: null, reason: error.message };
  }
}
