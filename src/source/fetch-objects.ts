import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gitEnvironment } from './git-environment.ts';
import { GitError } from './git-error.ts';
import { runGit } from './run-git.ts';

/** Where to fetch from and as whom. */
export interface Remote {
  /** `https://host/owner/name.git`; `http` only for loopback hosts. Must not hold credentials. */
  url: string;
  /** The value of the Authorization header; empty for none. Asked for anew before each fetch, since tokens expire. */
  authorization: () => Promise<string>;
}

export interface Fetch {
  what: string;
  /** Full ids of the objects wanted. */
  ids: readonly string[];
  /** Arguments of the fetch besides those that always hold. */
  args: readonly string[];
  /** Most bytes that may arrive before the fetch is stopped. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

/** Ten minutes for one fetch; a stalled one ends after a minute by git's own watch on its speed. */
const TIMEOUT = 600_000;
const WATCH = 100;

/** Old faults in how objects were written that hurt nobody, and that GitHub takes too. */
const HARMLESS_FAULTS = [
  'zeroPaddedFilemode',
  'badTimezone',
  'badDateOverflow',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'missingNameBeforeEmail',
  'missingEmail',
  'badEmail',
  'badName',
];

/**
 * Fetches objects by id into a clone's git directory. The token goes through the environment, where the list of
 * processes does not show it. The caller holds the clone's lock.
 * Throws {@link GitError}; of kind `too much output` when more than `maxBytes` arrived.
 */
export async function fetchObjects(gitDirectory: string, remote: Remote, fetch: Fetch): Promise<void> {
  const protocol = allowedProtocol(remote.url);
  const authorization = await remote.authorization();
  if (/[\r\n\0]/.test(authorization)) throw new GitError('authentication', 'The token holds a line break');
  await removeLeftovers(gitDirectory);
  const config: [string, string][] = [
    ['remote.origin.url', remote.url],
    ['http.followRedirects', 'initial'],
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '60'],
    ['protocol.version', '2'],
    ['transfer.fsckObjects', 'true'],
    ...HARMLESS_FAULTS.map((fault): [string, string] => [`fetch.fsck.${fault}`, 'ignore']),
    ['fetch.unpackLimit', '1'],
    ['fetch.negotiationAlgorithm', 'noop'],
    ['fetch.writeCommitGraph', 'false'],
  ];
  if (authorization !== '') {
    config.push([`http.${new URL(remote.url).origin}/.extraHeader`, `Authorization: ${authorization}`]);
  }
  const limit = new AbortController();
  const watch = watchSize(join(gitDirectory, 'objects', 'pack'), fetch.maxBytes, limit);
  try {
    await runGit({
      what: fetch.what,
      where: remote.url,
      args: [
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-recurse-submodules',
        '--no-write-fetch-head',
        '--no-auto-maintenance',
        '--filter=blob:none',
        ...fetch.args,
        '--stdin',
        'origin',
      ],
      env: gitEnvironment({ gitDirectory, config, protocols: protocol }),
      input: `${fetch.ids.join('\n')}\n`,
      timeout: TIMEOUT,
      signal: fetch.signal === undefined ? limit.signal : AbortSignal.any([fetch.signal, limit.signal]),
      secrets: [authorization, authorization.replace(/^\S+ /, '')],
    });
  } catch (error) {
    await removeLeftovers(gitDirectory);
    if (!limit.signal.aborted || fetch.signal?.aborted) throw error;
    throw new GitError(
      'too much output',
      `${fetch.what} brought more than ${fetch.maxBytes} bytes from ${remote.url}`,
    );
  } finally {
    clearInterval(watch);
  }
}

/** Only TLS leaves the machine; doubles of GitHub on loopback may do without. */
function allowedProtocol(address: string): 'https' | 'http' {
  const url = URL.canParse(address) ? new URL(address) : null;
  const loopback = url !== null && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  const clean = url !== null && url.username === '' && url.password === '';
  if (clean && url.protocol === 'https:') return 'https';
  if (clean && url.protocol === 'http:' && loopback) return 'http';
  throw new GitError('failed', 'The address of a repository must be https, without credentials in it');
}

/** Git tells no size before it sends, so the growing pack is looked at. */
function watchSize(folder: string, maxBytes: number, limit: AbortController): NodeJS.Timeout {
  return setInterval(async () => {
    const names = await readdir(folder).catch(() => []);
    const sizes = names
      .filter((name) => name.startsWith('tmp_'))
      .map((name) =>
        stat(join(folder, name)).then(
          (status) => status.size,
          () => 0,
        ),
      );
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    if (total > maxBytes) limit.abort();
  }, WATCH);
}

/** What a fetch that was stopped leaves behind would block the next one or fill the disk. */
async function removeLeftovers(gitDirectory: string): Promise<void> {
  const packs = join(gitDirectory, 'objects', 'pack');
  const names = await readdir(packs).catch(() => []);
  const left = names.filter((name) => name.startsWith('tmp_') || name.startsWith('.tmp-'));
  const paths = [...left.map((name) => join(packs, name)), join(gitDirectory, 'shallow.lock')];
  await Promise.all(paths.map((path) => rm(path, { force: true })));
}
