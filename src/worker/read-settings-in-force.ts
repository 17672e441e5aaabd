import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import type { AppAccess } from '../github/app-access.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { readFile } from '../github/read-file.ts';
import { readOrganisationFile } from '../github/read-organisation-file.ts';
import { capSettings } from '../settings/cap-settings.ts';
import type { Limits } from '../settings/environment.ts';
import { parseSettings, type SettingsFile } from '../settings/parse-settings.ts';
import type { Settings, SettingsProblem } from '../settings/settings.ts';

/** Where a repository keeps its settings. */
export const settingsPath = '.github/architect.yml';

/** The settings of a round, pinned, with what people should be told about them. */
export interface SettingsInForce {
  settings: Settings;
  problems: SettingsProblem[];
  /** What the operator cut, a sentence each. */
  notes: string[];
  /** Why the organisation's settings are not among them; null when they are, or there are none. */
  organisationUnread: string | null;
  /** Equal for equal settings. */
  hash: string;
}

/**
 * Reads the settings at the tip of the base branch, over those of the organisation's `.github` repository where a
 * token can read it, within what the operator allows. The head is never asked. Throws a GitHubError.
 */
export async function readSettingsInForce(
  {
    octokit,
    github,
    limits,
  }: { octokit: Octokit; github: Pick<AppAccess, 'organisationReader'>; limits: Limits },
  { owner, repo }: Pick<PullRequest, 'owner' | 'repo'>,
  baseTip: string,
): Promise<SettingsInForce> {
  const files: SettingsFile[] = [];
  let organisationUnread: string | null = null;
  // The organisation's own `.github` repository has its settings in the same file.
  if (repo !== '.github') {
    const organisation = await readOrganisationFile(
      await github.organisationReader(owner),
      owner,
      settingsPath,
    );
    if (organisation.text !== null) {
      files.push({ file: `${owner}/.github: ${settingsPath}`, text: organisation.text });
    }
    organisationUnread = organisation.reason;
  }
  const own = await readFile(octokit, { owner, repo, path: settingsPath, commit: baseTip });
  if (own !== null) files.push({ file: settingsPath, text: own });
  return { ...settingsOf(files, limits), organisationUnread };
}

/** The settings that files say, nearest last, within the operator's limits. */
export function settingsOf(files: readonly SettingsFile[], limits: Limits): SettingsInForce {
  const { settings: asked, problems } = parseSettings(files);
  const { settings, capped } = capSettings(asked, limits);
  return {
    settings,
    problems,
    notes: capped.map((what) => `The operator allows no more: ${what}.`),
    organisationUnread: null,
    hash: createHash('sha256').update(JSON.stringify({ settings, problems })).digest('hex').slice(0, 16),
  };
}
