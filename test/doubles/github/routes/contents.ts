import { readCommit } from '../commit-json.ts';
import { syncRefs } from '../events.ts';
import { commitFiles, git, gitBytes, resolveCommit, tryGit } from '../git.ts';
import { actorLogin, findRepository, type Hub } from '../hub.ts';
import {
  ApiFailure,
  type Call,
  type JsonObject,
  type Reply,
  type Repository,
  type Routes,
} from '../types.ts';

interface Entry {
  mode: string;
  type: string;
  sha: string;
  size: number;
  path: string;
}

/** Above this many bytes GitHub leaves `content` empty and sets `encoding` to `none`. */
const INLINE_LIMIT = 1_048_576;

/** Reading and writing files: `GET`, `PUT` and `DELETE /contents/{path}`. */
export function contentsRoutes(hub: Hub): Routes {
  const path = '/repos/{owner}/{repo}/contents/{path}';
  return {
    [`GET ${path}`]: (call) => readContents(hub, call),
    [`PUT ${path}`]: (call) => writeContents(hub, call),
    [`DELETE ${path}`]: (call) => writeContents(hub, call),
  };
}

async function listTree(repository: Repository, tree: string, path: string): Promise<Entry[]> {
  const text = await git(repository.dir, [
    'ls-tree',
    '-z',
    '--long',
    tree,
    '--',
    ...(path === '' ? [] : [path]),
  ]);
  return text
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', type = '', sha = '', size = '0'] = line.slice(0, tab).split(/ +/);
      return { mode, type, sha, size: Number(size) || 0, path: line.slice(tab + 1) };
    });
}

async function readContents(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const ref = call.query.get('ref') ?? repository.defaultBranch;
  const path = (call.params['path'] ?? '').replace(/^\/+|\/+$/g, '');
  const commit = await resolveCommit(repository.dir, ref);
  if (!commit) throw new ApiFailure(404, `No commit found for the ref ${ref}`);
  if (path === '') return { status: 200, body: await listFolder(hub, repository, commit, '', ref) };
  const [entry] = await listTree(repository, commit, path);
  if (!entry) throw new ApiFailure(404, 'Not Found');
  if (entry.type === 'tree')
    return { status: 200, body: await listFolder(hub, repository, commit, path, ref) };
  const json = entryJson(hub, repository, entry, ref);
  if (entry.type === 'commit') return { status: 200, body: { ...json, submodule_git_url: null } };
  const bytes = await gitBytes(repository.dir, ['cat-file', 'blob', entry.sha]);
  if (/\.raw(\+json)?\b/.test(call.accept)) {
    return { status: 200, raw: { type: 'application/vnd.github.raw+json; charset=utf-8', content: bytes } };
  }
  if (entry.mode === '120000') return { status: 200, body: { ...json, target: bytes.toString() } };
  const large = bytes.length > INLINE_LIMIT;
  const content = large
    ? ''
    : `${bytes
        .toString('base64')
        .replace(/(.{60})/g, '$1\n')
        .trimEnd()}\n`;
  return { status: 200, body: { ...json, content, encoding: large ? 'none' : 'base64' } };
}

async function listFolder(
  hub: Hub,
  repository: Repository,
  commit: string,
  path: string,
  ref: string,
): Promise<JsonObject[]> {
  const entries = await listTree(repository, path === '' ? commit : `${commit}:${path}`, '');
  return entries.map((entry) =>
    entryJson(hub, repository, { ...entry, path: path === '' ? entry.path : `${path}/${entry.path}` }, ref),
  );
}

function entryJson(hub: Hub, repository: Repository, entry: Entry, ref: string): JsonObject {
  const encoded = entry.path.split('/').map(encodeURIComponent).join('/');
  const self = `${hub.url}/repos/${repository.fullName}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const kind = entry.type === 'tree' ? 'tree' : 'blob';
  const git_url = `${hub.url}/repos/${repository.fullName}/git/${kind}s/${entry.sha}`;
  const html_url = `${hub.url}/${repository.fullName}/${kind}/${ref}/${encoded}`;
  const type =
    entry.type === 'tree'
      ? 'dir'
      : entry.type === 'commit'
        ? 'submodule'
        : entry.mode === '120000'
          ? 'symlink'
          : 'file';
  return {
    name: entry.path.split('/').at(-1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size,
    url: self,
    html_url,
    git_url,
    download_url: type === 'file' ? `${hub.url}/raw/${repository.fullName}/${ref}/${encoded}` : null,
    type,
    _links: { self, git: git_url, html: html_url },
  };
}

async function writeContents(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const body = call.body as { message: string; content?: string; sha?: string; branch?: string };
  const query = call.query;
  const branch = body.branch ?? query.get('branch') ?? repository.defaultBranch;
  const message = body.message ?? query.get('message') ?? '';
  const expected = body.sha ?? query.get('sha') ?? null;
  const path = call.params['path'] ?? '';
  const parent = await tryGit(repository.dir, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
  if (!parent) throw new ApiFailure(404, `Branch ${branch} not found`);
  const present = await tryGit(repository.dir, ['rev-parse', '--verify', '--quiet', `${parent}:${path}`]);
  const removing = call.method === 'DELETE';
  if (present && !expected) throw new ApiFailure(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (expected && present !== expected) throw new ApiFailure(409, `${path} does not match ${expected}`);
  if (removing && !present) throw new ApiFailure(404, 'Not Found');
  const login = actorLogin(call.actor);
  const sha = await commitFiles(repository.dir, {
    branch,
    parent,
    files: { [path]: removing ? null : Buffer.from(body.content ?? '', 'base64') },
    message,
    author: { name: login, email: `${login}@users.noreply.github.com` },
  });
  await syncRefs(hub, repository, login);
  const [entry] = removing ? [] : await listTree(repository, sha, path);
  return {
    status: present ? 200 : 201,
    body: {
      content: entry ? entryJson(hub, repository, entry, branch) : null,
      commit: { ...((await readCommit(hub, repository, sha))['commit'] as JsonObject), sha },
    },
  };
}
