import { readCommit } from '../commit-json.ts';
import { syncRefs } from '../events.ts';
import { commitTree, git, gitBytes, tryGit } from '../git.ts';
import { actorLogin, findRepository, type Hub, nodeId } from '../hub.ts';
import {
  ApiFailure,
  type Call,
  type JsonObject,
  type Reply,
  type Repository,
  type Routes,
} from '../types.ts';

/** Git's own objects: refs, commits, trees and blobs. */
export function gitDataRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}/git';
  return {
    [`GET ${base}/ref/{ref}`]: (call) => getRef(hub, call),
    [`GET ${base}/matching-refs/{ref}`]: (call) => matchingRefs(hub, call),
    [`POST ${base}/refs`]: (call) => createRef(hub, call),
    [`PATCH ${base}/refs/{ref}`]: (call) => updateRef(hub, call),
    [`DELETE ${base}/refs/{ref}`]: (call) => deleteRef(hub, call),
    [`GET ${base}/commits/{commit_sha}`]: (call) => getCommit(hub, call),
    [`POST ${base}/commits`]: (call) => createCommit(hub, call),
    [`GET ${base}/trees/{tree_sha}`]: (call) => getTree(hub, call),
    [`POST ${base}/trees`]: (call) => createTree(hub, call),
    [`GET ${base}/blobs/{file_sha}`]: (call) => getBlob(hub, call),
    [`POST ${base}/blobs`]: (call) => createBlob(hub, call),
  };
}

function refJson(hub: Hub, repository: Repository, ref: string, sha: string): JsonObject {
  const api = `${hub.url}/repos/${repository.fullName}/git`;
  return {
    ref,
    node_id: nodeId('Ref', repository.id),
    url: `${api}/${ref}`,
    object: { type: 'commit', sha, url: `${api}/commits/${sha}` },
  };
}

function getRef(hub: Hub, call: Call): Reply {
  const repository = findRepository(hub, call.params);
  const ref = `refs/${call.params['ref']}`;
  const sha = repository.refs.get(ref);
  if (!sha) throw new ApiFailure(404, 'Not Found');
  return { status: 200, body: refJson(hub, repository, ref, sha) };
}

function matchingRefs(hub: Hub, call: Call): Reply {
  const repository = findRepository(hub, call.params);
  const prefix = `refs/${call.params['ref']}`;
  const found = [...repository.refs].filter(([ref]) => ref.startsWith(prefix)).sort();
  return { status: 200, body: found.map(([ref, sha]) => refJson(hub, repository, ref, sha)) };
}

async function createRef(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const { ref, sha } = call.body as { ref: string; sha: string };
  if (!/^refs\/[^/]+\/./.test(ref))
    throw new ApiFailure(422, 'Reference name must start with refs/ and have at least two slashes');
  if (repository.refs.has(ref)) throw new ApiFailure(422, 'Reference already exists');
  await requireObject(repository, sha);
  await git(repository.dir, ['update-ref', ref, sha]);
  await syncRefs(hub, repository, actorLogin(call.actor));
  return { status: 201, body: refJson(hub, repository, ref, sha) };
}

async function updateRef(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const ref = `refs/${call.params['ref']}`;
  const { sha, force } = call.body as { sha: string; force?: boolean };
  const before = repository.refs.get(ref);
  if (!before) throw new ApiFailure(422, 'Reference does not exist');
  await requireObject(repository, sha);
  const forward = await tryGit(repository.dir, ['merge-base', '--is-ancestor', before, sha]);
  if (forward === null && !force) throw new ApiFailure(422, 'Update is not a fast forward');
  await git(repository.dir, ['update-ref', ref, sha]);
  await syncRefs(hub, repository, actorLogin(call.actor));
  return { status: 200, body: refJson(hub, repository, ref, sha) };
}

async function deleteRef(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const ref = `refs/${call.params['ref']}`;
  if (!repository.refs.has(ref)) throw new ApiFailure(422, 'Reference does not exist');
  await git(repository.dir, ['update-ref', '-d', ref]);
  await syncRefs(hub, repository, actorLogin(call.actor));
  return { status: 204 };
}

async function requireObject(repository: Repository, sha: string): Promise<void> {
  const type = /^[0-9a-f]{40}$/.test(sha) ? await tryGit(repository.dir, ['cat-file', '-t', sha]) : null;
  if (type === null) throw new ApiFailure(422, 'Object does not exist');
}

async function getCommit(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const sha = call.params['commit_sha'] ?? '';
  if (!/^[0-9a-f]{40}$/.test(sha) || (await tryGit(repository.dir, ['cat-file', '-t', sha])) !== 'commit') {
    throw new ApiFailure(404, 'Not Found');
  }
  const json = await readCommit(hub, repository, sha);
  const commit = json['commit'] as JsonObject;
  const { sha: own, node_id, html_url, parents } = json;
  return { status: 200, body: { ...commit, sha: own, node_id, html_url, parents } };
}

async function createCommit(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const body = call.body as {
    message: string;
    tree: string;
    parents?: string[];
    author?: { name: string; email: string; date?: string };
  };
  await requireObject(repository, body.tree);
  const login = actorLogin(call.actor);
  const author = body.author ?? { name: login, email: `${login}@users.noreply.github.com` };
  const sha = await commitTree(repository.dir, body.tree, body.parents ?? [], body.message, author);
  const reply = await getCommit(hub, { ...call, params: { ...call.params, commit_sha: sha } });
  return { ...reply, status: 201 };
}

async function getTree(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const name = call.params['tree_sha'] ?? '';
  const sha = name.startsWith('-')
    ? null
    : await tryGit(repository.dir, ['rev-parse', '--verify', '--quiet', `${name}^{tree}`]);
  if (!sha) throw new ApiFailure(404, 'Not Found');
  const recursive = call.query.has('recursive');
  const text = await git(repository.dir, [
    'ls-tree',
    '-z',
    '--long',
    ...(recursive ? ['-r', '-t'] : []),
    sha,
  ]);
  const api = `${hub.url}/repos/${repository.fullName}/git`;
  const tree = text
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode, type, id, size] = line.slice(0, tab).split(/ +/);
      const entry = { path: line.slice(tab + 1), mode, type, sha: id };
      if (type === 'commit') return entry;
      return { ...entry, ...(type === 'blob' ? { size: Number(size) } : {}), url: `${api}/${type}s/${id}` };
    });
  return { status: 200, body: { sha, url: `${api}/trees/${sha}`, tree, truncated: false } };
}

async function createTree(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const body = call.body as {
    base_tree?: string;
    tree: { path: string; mode: string; sha?: string | null; content?: string }[];
  };
  const env = { GIT_INDEX_FILE: `${repository.dir}/double-tree-index-${hub.nextId()}` };
  await git(repository.dir, ['read-tree', ...(body.base_tree ? [body.base_tree] : ['--empty'])], { env });
  const lines: string[] = [];
  for (const entry of body.tree) {
    const sha =
      entry.sha === undefined
        ? await git(repository.dir, ['hash-object', '-w', '--stdin'], { input: entry.content ?? '' })
        : entry.sha;
    lines.push(
      sha === null ? `0 ${'0'.repeat(40)}\t${entry.path}\0` : `${entry.mode} ${sha}\t${entry.path}\0`,
    );
  }
  await git(repository.dir, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
  const tree_sha = await git(repository.dir, ['write-tree'], { env });
  const reply = await getTree(hub, { ...call, params: { ...call.params, tree_sha } });
  return { ...reply, status: 201 };
}

async function getBlob(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const sha = call.params['file_sha'] ?? '';
  if (!/^[0-9a-f]{40}$/.test(sha) || (await tryGit(repository.dir, ['cat-file', '-t', sha])) !== 'blob') {
    throw new ApiFailure(404, 'Not Found');
  }
  const bytes = await gitBytes(repository.dir, ['cat-file', 'blob', sha]);
  if (/\.raw\b/.test(call.accept))
    return { status: 200, raw: { type: 'application/octet-stream', content: bytes } };
  const url = `${hub.url}/repos/${repository.fullName}/git/blobs/${sha}`;
  const body = {
    sha,
    node_id: nodeId('Blob', 1),
    size: bytes.length,
    url,
    content: bytes.toString('base64'),
    encoding: 'base64',
  };
  return { status: 200, body };
}

async function createBlob(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const { content, encoding } = call.body as { content: string; encoding?: string };
  const input = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  const sha = await git(repository.dir, ['hash-object', '-w', '--stdin'], { input });
  return { status: 201, body: { sha, url: `${hub.url}/repos/${repository.fullName}/git/blobs/${sha}` } };
}
