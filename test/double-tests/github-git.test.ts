import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lines, refusal, startWorld, type World } from './world.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'architect-clone-'));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a real git client, never asking and with no settings of the machine. */
async function git(cwd: string, ...args: string[]): Promise<string> {
  const person = ['-c', 'user.name=alice', '-c', 'user.email=alice@users.noreply.github.com'];
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    HOME: cwd,
  };
  const { stdout } = await promisify(execFile)('git', [...person, ...args], { cwd, env });
  return stdout.trim();
}

function addressFor(token: string, repo = 'octo-org/shop'): string {
  return `${world.github.url.replace('://', `://x-access-token:${token}@`)}/${repo}.git`;
}

test('a push over HTTP moves the pull request and says so', async () => {
  const { github, octokit, repo } = world;
  const clone = join(folder, 'clone');
  await git(folder, 'clone', '--quiet', '--branch', 'feature', addressFor(github.tokenOf('alice')), clone);
  expect(await readFile(join(clone, 'src/a.ts'), 'utf8')).toBe(lines({ 10: 'changed' }));
  const before = await git(clone, 'rev-parse', 'HEAD');
  await writeFile(join(clone, 'src/pushed.ts'), 'pushed\n');
  await git(clone, 'add', '.');
  await git(clone, 'commit', '--quiet', '-m', 'Push it');
  const sent = github.deliveries.length;
  await git(clone, 'push', '--quiet', 'origin', 'feature');
  const after = await git(clone, 'rev-parse', 'HEAD');
  const { data: pull } = await octokit.pulls.get({ ...repo, pull_number: 1 });
  expect(pull).toMatchObject({ head: { sha: after }, changed_files: 3, commits: 2 });
  await github.settled();
  const [push, synchronize] = github.deliveries.slice(sent);
  expect(push).toMatchObject({
    event: 'push',
    status: 200,
    payload: { before, after, sender: { login: 'alice' } },
  });
  expect(synchronize).toMatchObject({ action: 'synchronize', status: 200, payload: { before, after } });
  expect((await octokit.git.getRef({ ...repo, ref: 'pull/1/head' })).data.object.sha).toBe(after);
  await git(clone, 'commit', '--quiet', '--amend', '-m', 'Push it, reworded');
  await git(clone, 'push', '--quiet', '--force', 'origin', 'feature');
  await github.settled();
  expect(github.deliveries.at(-2)?.payload).toMatchObject({ forced: true });
  github.assertNoViolations();
});

test('two pushes at once are two webhooks each, in a chain', async () => {
  const { github } = world;
  const push = (name: string) => github.commit('octo-org/shop', 'feature', { [name]: 'x\n' });
  const sent = github.deliveries.length;
  const [one, two] = await Promise.all([push('src/x.ts'), push('src/y.ts')]);
  const moves = github.deliveries.slice(sent).filter((delivery) => delivery.action === 'synchronize');
  expect(moves.map((delivery) => delivery.payload['after'])).toEqual([one.sha, two.sha]);
  expect(moves[1]?.payload['before']).toBe(one.sha);
  await github.commit('octo-org/shop', 'feature', { 'src/x.ts': null, 'src/y.ts': null });
});

test("an installation's token reads but does not push without contents: write", async () => {
  const { github, octokit, repo } = world;
  const { data: minted } = await octokit.apps.getRepoInstallation(repo).then(({ data }) =>
    octokit.apps.createInstallationAccessToken({
      installation_id: data.id,
      permissions: { contents: 'read' },
    }),
  );
  const bare = join(folder, 'bare.git');
  await git(
    folder,
    'clone',
    '--quiet',
    '--bare',
    '--filter=blob:none',
    '--depth=1',
    addressFor(minted.token),
    bare,
  );
  expect(await git(bare, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe('src/a.ts');
  await expect(git(bare, 'push', '--quiet', addressFor(minted.token), 'HEAD:refs/heads/x')).rejects.toThrow(
    /403/,
  );
  await expect(git(folder, 'ls-remote', addressFor('ghs_forged'))).rejects.toThrow(
    /Authentication failed|401/,
  );
  await expect(git(folder, 'ls-remote', addressFor(github.tokenOf('mallory')))).rejects.toThrow(/not found/);
  await expect(git(folder, 'ls-remote', `${github.url}/octo-org/shop.git`)).rejects.toThrow(
    /could not read Username/,
  );
});

test('contents, commits, trees and comparisons are what git holds', async () => {
  const { github, octokit, repo } = world;
  const { data: pull } = await octokit.pulls.get({ ...repo, pull_number: 1 });
  const moved = await github.commit('octo-org/shop', 'main', { 'docs/guide.md': '# Guide\n' });
  const range = { ...repo, basehead: `main...${pull.head.sha}` };
  const { data: compared } = await octokit.repos.compareCommitsWithBasehead(range);
  expect(compared).toMatchObject({
    status: 'diverged',
    ahead_by: 5,
    behind_by: 1,
    merge_base_commit: { sha: pull.base.sha },
    base_commit: { sha: moved.sha },
  });
  expect(compared.files?.map((one) => [one.filename, one.status])).toEqual([
    ['src/a.ts', 'modified'],
    ['src/new.ts', 'added'],
    ['src/pushed.ts', 'added'],
  ]);
  const { data: file } = await octokit.repos.getContent({ ...repo, path: 'src/a.ts', ref: 'feature' });
  expect(Buffer.from((file as { content: string }).content, 'base64').toString()).toBe(
    lines({ 10: 'changed' }),
  );
  const raw = await octokit.repos.getContent({
    ...repo,
    path: 'docs/guide.md',
    mediaType: { format: 'raw' },
  });
  expect(raw.data).toBe('# Guide\n');
  const { data: listed } = await octokit.repos.getContent({ ...repo, path: 'src', ref: pull.head.sha });
  expect((listed as { path: string }[]).map((one) => one.path)).toEqual([
    'src/a.ts',
    'src/new.ts',
    'src/pushed.ts',
  ]);
  expect((await refusal(octokit.repos.getContent({ ...repo, path: 'absent' }))).status).toBe(404);
  const { data: tree } = await octokit.git.getTree({ ...repo, tree_sha: moved.sha, recursive: '1' });
  expect(tree.tree.map((one) => one.path)).toEqual(['docs', 'docs/guide.md', 'src', 'src/a.ts']);
  const { data: commit } = await octokit.repos.getCommit({ ...repo, ref: 'main' });
  expect(commit).toMatchObject({ sha: moved.sha, author: { login: 'octocat' }, stats: { additions: 1 } });
  const { data: diff } = await octokit.pulls.get({ ...repo, pull_number: 1, mediaType: { format: 'diff' } });
  expect(String(diff)).toContain('-line 10\n+changed\n');
  const { data: branch } = await octokit.repos.getBranch({ ...repo, branch: 'main' });
  expect(branch.commit.sha).toBe(moved.sha);
});

test('a file written over REST is in git, and the pull request of its branch can be opened and merged', async () => {
  const { github, octokit, repo } = world;
  const sha = (await octokit.git.getRef({ ...repo, ref: 'heads/main' })).data.object.sha;
  await octokit.git.createRef({ ...repo, ref: 'refs/heads/records/one', sha });
  const file = { ...repo, path: 'docs/decisions/0001.md', branch: 'records/one' };
  const content = Buffer.from('# One\n').toString('base64');
  const written = await octokit.repos.createOrUpdateFileContents({ ...file, message: 'Record', content });
  expect(written.status).toBe(201);
  const again = octokit.repos.createOrUpdateFileContents({ ...file, message: 'Record', content });
  expect((await refusal(again)).status).toBe(422);
  const request = { ...repo, title: 'Record one', head: 'records/one', base: 'main' };
  const { data: pull } = await octokit.pulls.create(request);
  expect(pull).toMatchObject({ user: { login: 'architect[bot]' }, changed_files: 1 });
  expect((await refusal(octokit.pulls.create(request))).text).toContain('A pull request already exists');
  expect((await refusal(octokit.pulls.create({ ...request, head: 'nowhere' }))).status).toBe(422);
  const merged = await github.mergePull('octo-org/shop', pull.number);
  expect(merged.deliveries.map((one) => one.event)).toEqual(['pull_request', 'push']);
  expect(merged.deliveries[0]?.payload).toMatchObject({ action: 'closed', pull_request: { merged: true } });
  const read = await octokit.repos.getContent({
    ...repo,
    path: 'docs/decisions/0001.md',
    mediaType: { format: 'raw' },
  });
  expect(read.data).toBe('# One\n');
  github.assertNoViolations();
});

test('a pull request from a fork: its head is fetched from the base repository', async () => {
  const { github, octokit, repo } = world;
  const { fullName } = await github.fork('octo-org/shop', 'alice');
  const { sha } = await github.commit(fullName, 'idea', { 'src/idea.ts': 'idea\n' }, { author: 'alice' });
  const opened = await github.openPull('octo-org/shop', {
    title: 'Idea',
    head: 'alice:idea',
    author: 'alice',
  });
  const { data: pull } = await octokit.pulls.get({ ...repo, pull_number: opened.number });
  expect(pull.head).toMatchObject({
    sha,
    label: 'alice:idea',
    repo: { full_name: 'alice/shop', fork: true },
  });
  const refs = await git(
    folder,
    'ls-remote',
    addressFor(github.tokenOf('octocat')),
    `refs/pull/${opened.number}/head`,
  );
  expect(refs.split('\t')[0]).toBe(sha);
  const { sha: next } = await github.commit(
    fullName,
    'idea',
    { 'src/idea.ts': 'better\n' },
    { author: 'alice' },
  );
  const { data: moved } = await octokit.pulls.get({ ...repo, pull_number: opened.number });
  expect(moved.head.sha).toBe(next);
});

test('renames, deletions, links, submodules and binary files in the list of files', async () => {
  const { github, octokit, repo } = world;
  const files = {
    'keep.txt': 'keep\n',
    'old.txt': `${lines()}old\n`,
    'gone.txt': 'gone\n',
    'becomes-link': 'text\n',
  };
  await github.createRepository('kinds', { files });
  await github.commit('octo-org/kinds', 'kinds', {
    'old.txt': null,
    'new.txt': `${lines()}new\n`,
    'gone.txt': null,
    'image.png': Buffer.from([0x89, 0x50, 0, 1, 2, 0]),
    'becomes-link': { mode: '120000', content: 'keep.txt' },
    vendor: { mode: '160000', sha: '1'.repeat(40) },
    'keep.txt': { mode: '100755', content: 'keep\n' },
  });
  const opened = await github.openPull('octo-org/kinds', { title: 'Kinds', head: 'kinds' });
  const { data } = await octokit.pulls.listFiles({ ...repo, repo: 'kinds', pull_number: opened.number });
  const seen = data.map((one) => [one.filename, one.status, one.patch === undefined ? 'no patch' : 'patch']);
  expect(seen).toEqual([
    ['becomes-link', 'changed', 'no patch'],
    ['gone.txt', 'removed', 'patch'],
    ['image.png', 'added', 'no patch'],
    ['keep.txt', 'changed', 'no patch'],
    ['new.txt', 'renamed', 'patch'],
    ['vendor', 'added', 'patch'],
  ]);
  expect(data.find((one) => one.filename === 'new.txt')).toMatchObject({
    previous_filename: 'old.txt',
    additions: 1,
    deletions: 1,
  });
});
