import { spawn } from 'node:child_process';
import { unlink } from 'node:fs/promises';

const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Whoever commits at the double, at which time. */
export interface Signature {
  name: string;
  email: string;
  date?: string;
}

/**
 * Runs git in a repository and returns its standard output as bytes.
 * Throws an Error with git's own words when it fails.
 */
export function gitBytes(
  dir: string,
  args: string[],
  options: { input?: string | Buffer; env?: Record<string, string>; codes?: number[] } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: dir,
      env: { ...environment, ...options.env },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 || (code !== null && options.codes?.includes(code))) return resolve(Buffer.concat(out));
      reject(
        new Error(`git ${args.slice(0, 3).join(' ')} failed (${code}): ${Buffer.concat(err).toString()}`),
      );
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Like `gitBytes`, as text without the last newline. */
export async function git(
  dir: string,
  args: string[],
  options: { input?: string | Buffer; env?: Record<string, string>; codes?: number[] } = {},
): Promise<string> {
  return (await gitBytes(dir, args, options)).toString('utf8').replace(/\n$/, '');
}

/** Like `git`, but null when git fails (a revision that does not exist, no merge base). */
export async function tryGit(dir: string, args: string[]): Promise<string | null> {
  try {
    return await git(dir, args);
  } catch {
    return null;
  }
}

/** The commit that a branch, tag, ref or sha names, or null. */
export async function resolveCommit(dir: string, revision: string): Promise<string | null> {
  if (revision.startsWith('-') || revision.includes('..')) return null;
  // A full sha is asked for as such: it saves three processes on the commonest question.
  if (/^[0-9a-f]{40}$/.test(revision))
    return tryGit(dir, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  for (const name of [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/${revision}`, revision]) {
    const sha = await tryGit(dir, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    ]);
    if (sha) return sha;
  }
  return null;
}

/** Every ref of a repository with its object. */
export async function readRefs(dir: string): Promise<Map<string, string>> {
  const text = await git(dir, ['for-each-ref', '--format=%(refname) %(objectname)']);
  const refs = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [name, sha] = line.split(' ');
    if (name && sha) refs.set(name, sha);
  }
  return refs;
}

/** Makes a bare repository that serves partial clones and takes pushes, as GitHub's do. */
export async function createBareRepository(dir: string, defaultBranch: string): Promise<void> {
  await git(dir, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, '.']);
  for (const [key, value] of [
    ['uploadpack.allowFilter', 'true'],
    ['uploadpack.allowAnySHA1InWant', 'true'],
    ['http.receivepack', 'true'],
    ['gc.auto', '0'],
    ['receive.autogc', 'false'],
  ] as const) {
    await git(dir, ['config', key, value]);
  }
}

/** What to write into a commit: text or bytes, null to delete. `mode` and `sha` for symlinks, submodules, executables. */
export type FileChange = string | Buffer | null | { mode: string; content?: string | Buffer; sha?: string };

/**
 * Commits changes on top of a parent (or nothing) without a working tree and moves the branch.
 * Returns the new commit's sha.
 */
export async function commitFiles(
  dir: string,
  request: {
    branch: string;
    parent: string | null;
    files: Record<string, FileChange>;
    message: string;
    author: Signature;
    /** True to start from an empty tree instead of the parent's. */
    replace?: boolean;
  },
): Promise<string> {
  const index = `${dir}/double-index-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const env = { GIT_INDEX_FILE: index };
  if (request.parent && !request.replace) await git(dir, ['read-tree', request.parent], { env });
  else await git(dir, ['read-tree', '--empty'], { env });
  const lines: string[] = [];
  for (const [path, change] of Object.entries(request.files)) {
    if (change === null) {
      lines.push(`0 ${'0'.repeat(40)}\t${path}\0`);
      continue;
    }
    const entry =
      typeof change === 'string' || Buffer.isBuffer(change) ? { mode: '100644', content: change } : change;
    const sha =
      'sha' in entry && entry.sha
        ? entry.sha
        : await git(dir, ['hash-object', '-w', '--stdin'], { input: entry.content ?? '' });
    lines.push(`${entry.mode} ${sha}\t${path}\0`);
  }
  await git(dir, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
  const tree = await git(dir, ['write-tree'], { env });
  await unlink(index).catch(() => {});
  const commit = await commitTree(
    dir,
    tree,
    request.parent ? [request.parent] : [],
    request.message,
    request.author,
  );
  await git(dir, ['update-ref', `refs/heads/${request.branch}`, commit]);
  return commit;
}

/** Writes a commit object for a tree and returns its sha. */
export function commitTree(
  dir: string,
  tree: string,
  parents: string[],
  message: string,
  author: Signature,
): Promise<string> {
  const date = author.date ?? new Date().toISOString();
  return git(dir, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], {
    input: message,
    env: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: date,
    },
  });
}
