import type { Octokit } from '@octokit/rest';
import { ask, GitHubForbidden, GitHubNotFound } from './errors.ts';
import type { OctokitClass } from './octokit-class.ts';
import type { Publisher } from './publisher.ts';
import type { OrganisationReader } from './read-organisation-file.ts';

export interface AppAccessOptions {
  appId: number;
  /** PEM. */
  privateKey: string;
  /** REST address from the environment, `https://api.github.com`. */
  baseUrl: string;
  Octokit: OctokitClass;
  /** Where warnings of octokit and its plugins go; never a request's payload. */
  log?: Log;
}

interface Log {
  debug(message: string): unknown;
  info(message: string): unknown;
  warn(message: string): unknown;
  error(message: string): unknown;
}

/** A token for git, narrowed to one repository and to reading its contents. */
interface ContentsToken {
  token: string;
  expiresAt: Date;
}

/** The App's ways to GitHub. */
export interface AppAccess {
  /** All the installation may do; throttled for itself, tokens minted and renewed as needed. */
  octokitFor(installationId: number): Promise<Octokit>;
  /** Good for at least another ten minutes. Throws a GitHubError. */
  contentsToken(installationId: number, repositoryId: number): Promise<ContentsToken>;
  /** Reads the owner's `.github` repository with a token for nothing else, where the App is installed on it. */
  organisationReader(owner: string): Promise<OrganisationReader>;
  /** The App as GitHub knows it: the slug is its bot's name. Asked once. */
  identity(): Promise<Publisher['app']>;
}

/** A clone may run for a while on a token that was handed out from here. */
const remainingMilliseconds = 10 * 60_000;

/** Octokits and tokens are small; a public App has many installations, most of them quiet. */
const mostKept = 500;

/** Connects as the App. Nothing is asked of GitHub before the first call of a function. */
export function connectApp({ appId, privateKey, baseUrl, Octokit, log }: AppAccessOptions): AppAccess {
  const octokits = new Map<number, Octokit>();
  const tokens = new Map<string, Promise<ContentsToken>>();
  const app = connect(undefined);
  let identity: Promise<Publisher['app']> | null = null;

  function connect(installationId: number | undefined): Octokit {
    const options = {
      auth: { appId, privateKey, ...(installationId === undefined ? {} : { installationId }) },
      baseUrl,
      throttle: { id: String(installationId ?? 'app') },
      ...(log === undefined ? {} : { log }),
    };
    // Probot's class carries the same `rest` and `paginate`, without @octokit/rest's old names beside them.
    return new Octokit(options as ConstructorParameters<OctokitClass>[0]) as unknown as Octokit;
  }

  async function mint(
    installationId: number,
    scope: { repository_ids: number[] } | { repositories: string[] },
  ): Promise<ContentsToken> {
    const { data } = await ask(`mint a token for installation ${installationId}`, () =>
      app.rest.apps.createInstallationAccessToken({
        installation_id: installationId,
        permissions: { contents: 'read' },
        ...scope,
      }),
    );
    return { token: data.token, expiresAt: new Date(data.expires_at) };
  }

  return {
    async octokitFor(installationId) {
      const known = octokits.get(installationId);
      const octokit = known ?? connect(installationId);
      octokits.delete(installationId);
      keep(octokits, installationId, octokit);
      return octokit;
    },

    async contentsToken(installationId, repositoryId) {
      const key = `${installationId}/${repositoryId}`;
      const known = tokens.get(key);
      if (known !== undefined) {
        const token = await known.catch(() => null);
        if (token && token.expiresAt.getTime() - Date.now() > remainingMilliseconds) return token;
        // Another call may have begun a newer one while this one waited.
        const newer = tokens.get(key);
        if (newer !== undefined && newer !== known) return newer;
      }
      const minted = mint(installationId, { repository_ids: [repositoryId] });
      tokens.delete(key);
      keep(tokens, key, minted);
      return minted;
    },

    async organisationReader(owner) {
      try {
        const { data } = await ask(`find the App's installation on ${owner}/.github`, () =>
          app.rest.apps.getRepoInstallation({ owner, repo: '.github' }),
        );
        const { token } = await mint(data.id, { repositories: ['.github'] });
        return { octokit: connectToken({ token, baseUrl, Octokit, ...(log === undefined ? {} : { log }) }) };
      } catch (error) {
        if (error instanceof GitHubNotFound) {
          return { octokit: null, reason: `the App is not installed on ${owner}/.github, or there is none` };
        }
        if (error instanceof GitHubForbidden) return { octokit: null, reason: error.message };
        throw error;
      }
    },

    identity() {
      identity ??= ask("read the App's own name", () => app.rest.apps.getAuthenticated()).then(({ data }) => {
        if (data?.slug === undefined) throw new Error(`GitHub does not tell the slug of App ${appId}`);
        return { id: data.id, slug: data.slug };
      });
      identity.catch(() => {
        identity = null;
      });
      return identity;
    },
  };
}

/** An octokit with a token, personal or of an installation; for the command line, and for narrowed tokens. */
export function connectToken({
  token,
  baseUrl,
  Octokit,
  log,
}: { token: string } & Pick<AppAccessOptions, 'baseUrl' | 'Octokit' | 'log'>): Octokit {
  const options = { auth: { token }, baseUrl, ...(log === undefined ? {} : { log }) };
  return new Octokit(options as ConstructorParameters<OctokitClass>[0]) as unknown as Octokit;
}

function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= mostKept) return;
    map.delete(oldest);
  }
}
