import { readCommit, readCommits } from '../commit-json.ts';
import { diffEntry, readDiff } from '../diff.ts';
import { git, resolveCommit, tryGit } from '../git.ts';
import { findRepository, type Hub } from '../hub.ts';
import { pullJson } from '../payloads.ts';
import { listReply, paginate } from '../reply.ts';
import { ApiFailure, type Call, type Reply, type Repository, type Routes } from '../types.ts';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** GitHub's compare lists at most this many files, all on the first page. */
const COMPARE_FILES = 300;

/** Commits, comparisons and branches, all from git. */
export function commitRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}';
  return {
    [`GET ${base}/commits`]: (call) => listCommits(hub, call),
    [`GET ${base}/commits/{ref}`]: (call) => getCommit(hub, call),
    [`GET ${base}/commits/{commit_sha}/pulls`]: (call) => listPullsOfCommit(hub, call),
    [`GET ${base}/compare/{basehead}`]: (call) => compare(hub, call),
    [`GET ${base}/branches`]: (call) => listBranches(hub, call),
    [`GET ${base}/branches/{branch}`]: (call) => getBranch(hub, call),
  };
}

async function commitOf(repository: Repository, ref: string, status = 422): Promise<string> {
  const sha = await resolveCommit(repository.dir, ref);
  if (!sha) throw new ApiFailure(status, status === 404 ? 'Not Found' : `No commit found for SHA: ${ref}`);
  return sha;
}

async function listCommits(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const sha = await commitOf(repository, call.query.get('sha') ?? repository.defaultBranch, 404);
  const path = call.query.get('path');
  const commits = path
    ? await readCommits(hub, repository, [sha, '--', path])
    : await readCommits(hub, repository, [sha]);
  return listReply(call, hub.url, commits, (commit) => commit);
}

async function getCommit(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const sha = await commitOf(repository, call.params['ref'] ?? '');
  if (/\.sha\b/.test(call.accept))
    return { status: 200, raw: { type: 'application/vnd.github.sha', content: sha } };
  const commit = await readCommit(hub, repository, sha);
  const parent = (commit['parents'] as { sha: string }[])[0]?.sha ?? EMPTY_TREE;
  if (/\.diff\b/.test(call.accept)) return diffReply(repository, parent, sha);
  const files = await readDiff(repository.dir, parent, sha);
  const [api, html] = urls(hub, repository);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  const body = {
    ...commit,
    stats: { total: additions + deletions, additions, deletions },
    files: files.map((file) => diffEntry(file, api, html, sha)),
  };
  return { status: 200, body };
}

async function listPullsOfCommit(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const sha = await commitOf(repository, call.params['commit_sha'] ?? '');
  const own = [];
  for (const pull of hub.pulls) {
    if (pull.repository !== repository) continue;
    const within = await tryGit(repository.dir, ['merge-base', '--is-ancestor', sha, pull.head.sha]);
    const inBase = await tryGit(repository.dir, ['merge-base', '--is-ancestor', sha, pull.base.sha]);
    if (within !== null && inBase === null) own.push(await pullJson(hub, pull, false));
  }
  return listReply(call, hub.url, own, (pull) => pull);
}

/** The raw diff, as the media type `application/vnd.github.diff` gives it. */
export async function diffReply(repository: Repository, from: string, to: string): Promise<Reply> {
  const content = `${await git(repository.dir, ['diff', '-U3', '--find-renames=50%', '--no-ext-diff', from, to])}\n`;
  return { status: 200, raw: { type: 'application/vnd.github.diff; charset=utf-8', content } };
}

async function compare(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const [left, right] = (call.params['basehead'] ?? '').split('...');
  if (!left || !right) throw new ApiFailure(404, 'Not Found');
  const [base, head] = await Promise.all([side(hub, repository, left), side(hub, repository, right)]);
  const mergeBase = await tryGit(repository.dir, ['merge-base', base, head]);
  if (!mergeBase) throw new ApiFailure(404, `No common ancestor between ${left} and ${right}.`);
  if (/\.diff\b/.test(call.accept)) return diffReply(repository, mergeBase, head);
  const [commits, behind, files] = await Promise.all([
    readCommits(hub, repository, ['--reverse', `${base}..${head}`]),
    git(repository.dir, ['rev-list', '--count', `${head}..${base}`]).then(Number),
    readDiff(repository.dir, mergeBase, head),
  ]);
  const { page, headers } = paginate(call, hub.url, commits);
  const unpaged = !call.query.has('page') && !call.query.has('per_page');
  const firstPage = (call.query.get('page') ?? '1') === '1';
  const [api, html] = urls(hub, repository);
  const ahead = commits.length;
  const range = `${left}...${right}`;
  const body = {
    url: `${api}/compare/${range}`,
    html_url: `${html}/compare/${range}`,
    permalink_url: `${html}/compare/${base}...${head}`,
    diff_url: `${html}/compare/${range}.diff`,
    patch_url: `${html}/compare/${range}.patch`,
    base_commit: await readCommit(hub, repository, base),
    merge_base_commit: await readCommit(hub, repository, mergeBase),
    status: ahead && behind ? 'diverged' : ahead ? 'ahead' : behind ? 'behind' : 'identical',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: unpaged ? commits.slice(0, 250) : page,
    files: firstPage ? files.slice(0, COMPARE_FILES).map((file) => diffEntry(file, api, html, head)) : [],
  };
  return { status: 200, body, headers: unpaged ? {} : headers };
}

/** One end of a comparison: a ref or sha here, or `owner:ref` of a fork. */
async function side(hub: Hub, repository: Repository, text: string): Promise<string> {
  const colon = text.indexOf(':');
  if (colon < 0) return commitOf(repository, text, 404);
  const owner = text.slice(0, colon);
  const other = [...hub.repositories.values()].find(
    (one) =>
      one.owner.toLowerCase() === owner.toLowerCase() &&
      (one === repository || one.forkOf === repository.fullName || one.fullName === repository.forkOf),
  );
  if (!other) throw new ApiFailure(404, 'Not Found');
  const sha = await commitOf(other, text.slice(colon + 1), 404);
  if (other !== repository) await git(repository.dir, ['fetch', '--quiet', '--no-tags', other.dir, sha]);
  return sha;
}

async function listBranches(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const branches = [...repository.refs].filter(([ref]) => ref.startsWith('refs/heads/')).sort();
  const [api] = urls(hub, repository);
  return listReply(call, hub.url, branches, ([ref, sha]) => ({
    name: ref.slice('refs/heads/'.length),
    commit: { sha, url: `${api}/commits/${sha}` },
    protected: false,
  }));
}

async function getBranch(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  const name = call.params['branch'] ?? '';
  const sha = repository.refs.get(`refs/heads/${name}`);
  if (!sha) throw new ApiFailure(404, 'Branch not found');
  const [api, html] = urls(hub, repository);
  const self = `${api}/branches/${encodeURIComponent(name)}`;
  const body = {
    name,
    commit: await readCommit(hub, repository, sha),
    _links: { self, html: `${html}/tree/${name}` },
    protected: false,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
    },
    protection_url: `${self}/protection`,
  };
  return { status: 200, body };
}

function urls(hub: Hub, repository: Repository): [api: string, html: string] {
  return [`${hub.url}/repos/${repository.fullName}`, `${hub.url}/${repository.fullName}`];
}
