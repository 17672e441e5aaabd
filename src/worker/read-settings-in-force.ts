import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import type { AppAccess } from '../github/app-access.ts';
import { GitHubUnprocessable } from '../github/errors.ts';
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
  const unreadable: SettingsProblem[] = [];
  let organisationUnread: string | null = null;
  // The organisation's own `.github` repository has its settings in the same file.
  if (repo !== '.github') {
    const file = `${owner}/.github: ${settingsPath}`;
    const text = await unlessUnreadable(file, unreadable, async () => {
      const reader = await github.organisationReader(owner);
      const organisation = await readOrganisationFile(reader, owner, settingsPath);
      organisationUnread = organisation.reason;
      return organisation.text;
    });
    if (text !== null) files.push({ file, text });
  }
  const own = await unlessUnreadable(settingsPath, unreadable, () =>
    readFile(octokit, { owner, repo, path: settingsPath, commit: baseTip }),
  );
  if (own !== null) files.push({ file: settingsPath, text: own });
  return { ...settingsOf(files, limits, unreadable), organisationUnread };
}

/** Settings that are there and cannot be read (a folder, too large) are a problem, not "no settings". */
async function unlessUnreadable(
  file: string,
  problems: SettingsProblem[],
  read: () => Promise<string | null>,
): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GitHubUnprocessable)) throw error;
    problems.push({ file, line: 1, column: 1, message: error.message });
    return null;
  }
}

/** The settings that files say, nearest last, within the operator's limits. `unreadable` joins what is wrong with them. */
export function settingsOf(
  files: readonly SettingsFile[],
  limits: Limits,
  unreadable: readonly SettingsProblem[] = [],
): SettingsInForce {
  const reading = parseSettings(files);
  const asked = reading.settings;
  const problems = [...unreadable, ...reading.problems];
  const { settings, capped } = capSettings(asked, limits);
  return {
    settings,
    problems,
    notes: capped.map((what) => `The operator allows no more: ${what}.`),
    organisationUnread: null,
    hash: createHash('sha256').update(JSON.stringify({ settings, problems })).digest('hex').slice(0, 16),
  };
}
