import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commitFiles, GIT_ENV, git, temporaryFolder } from './git-fixture.ts';
import { type GitServer, startGitServer } from './git-server.ts';

// Not the synchronous helper: the server lives in this process and must go on answering.
const run = promisify(execFile);
let folder: ReturnType<typeof temporaryFolder>;
let server: GitServer;
const token = `Basic ${Buffer.from('x-access-token:good').toString('base64')}`;

beforeEach(async () => {
  folder = temporaryFolder();
  const bare = join(folder.path, 'served', 'acme', 'shop.git');
  mkdirSync(bare, { recursive: true });
  git(bare, 'init', '-q', '--bare', '-b', 'main');
  commitFiles(bare, { 'a.txt': 'one\n', 'b/c.txt': 'two\n' });
  server = await startGitServer({
    root: join(folder.path, 'served'),
    authorize: (authorization) => authorization === token,
  });
});

afterEach(async () => {
  await server.close();
  folder.remove();
});

const client = (...args: string[]) =>
  run('git', ['-c', `http.extraHeader=Authorization: ${token}`, ...args], { cwd: folder.path, env: GIT_ENV });

it('serves a clone without blobs and counts its requests', async () => {
  await client('clone', '-q', '--bare', '--filter=blob:none', `${server.url}/acme/shop.git`, 'copy');
  const listed = git(join(folder.path, 'copy'), 'rev-list', '--objects', '--missing=print', 'main');
  expect(listed.split('\n').filter((line) => line.startsWith('?'))).toHaveLength(2);
  expect(server.requests.filter((request) => request.endpoint === 'git-upload-pack').length).toBeGreaterThan(
    0,
  );
});

it('takes a push whose body is compressed', async () => {
  await client('clone', '-q', `${server.url}/acme/shop`, 'copy');
  const copy = join(folder.path, 'copy');
  const commit = commitFiles(copy, { 'a.txt': 'changed\n'.repeat(5000) }, { branch: 'refs/heads/next' });
  await client('-C', copy, 'push', '-q', 'origin', 'next');
  expect(git(join(folder.path, 'served/acme/shop.git'), 'rev-parse', 'next')).toBe(commit);
});

it('refuses without the right authorization, and what it does not have', async () => {
  await expect(run('git', ['ls-remote', `${server.url}/acme/shop.git`], { env: GIT_ENV })).rejects.toThrow();
  await expect(client('clone', '-q', `${server.url}/acme/nothing.git`, 'none')).rejects.toThrow(/not found/);
  expect(existsSync(join(folder.path, 'none'))).toBe(false);
  expect(server.requests.map((request) => request.status)).toEqual([401, 404]);
});
