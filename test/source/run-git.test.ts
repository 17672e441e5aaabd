import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gitEnvironment } from '../../src/source/git-environment.ts';
import { gitErrorFrom } from '../../src/source/git-error.ts';
import { type GitRun, runGit } from '../../src/source/run-git.ts';
import { git, temporaryFolder } from '../doubles/git-fixture.ts';

let folder: ReturnType<typeof temporaryFolder>;
let home: string;

beforeEach(() => {
  folder = temporaryFolder();
  home = join(folder.path, 'home.git');
  mkdirSync(home);
  git(home, 'init', '-q', '--bare');
});
afterEach(() => folder.remove());

const run = (args: string[], changes: Partial<GitRun> = {}) =>
  runGit({ what: 'Trying', where: home, args, env: gitEnvironment({ gitDirectory: home }), ...changes });

it('stops a git that says too much, takes too long or is no longer wanted', async () => {
  await expect(run(['version'], { maxOutput: 4 })).rejects.toMatchObject({ kind: 'too much output' });
  // The default batch waits for input as long as it is open; an alias of the command line keeps it open.
  const config = [['alias.wait', '!sleep 20']] as const;
  const env = gitEnvironment({ gitDirectory: home, config });
  const started = Date.now();
  await expect(run(['wait'], { env, timeout: 100 })).rejects.toMatchObject({ kind: 'timeout' });
  await expect(run(['wait'], { env, signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
    kind: 'aborted',
  });
  expect(Date.now() - started).toBeLessThan(10_000);
});

it('passes an error thrown while output is read', async () => {
  const onOutput = () => {
    throw new Error('cannot read this');
  };
  await expect(run(['version'], { onOutput })).rejects.toThrow('cannot read this');
});

it('says what is missing when there is no git', async () => {
  const env = { ...gitEnvironment(), PATH: '/nonexistent' };
  await expect(run(['version'], { env })).rejects.toMatchObject({ kind: 'no git', message: /install git/ });
});

it('keeps secrets, control characters and long tales out of messages', async () => {
  const failed = run(['rev-parse', '--verify', 'topsecret\u001b[31m'], { secrets: ['topsecret'] });
  await expect(failed).rejects.toThrow(/Trying failed in/);
  await expect(failed).rejects.not.toThrow(/topsecret|\u001b/);
  expect(gitErrorFrom('Trying', 'x', 'fatal: bad\n'.repeat(9999)).message.length).toBeLessThan(600);
});

it('knows nothing of the user but the path', () => {
  const before = process.env['GIT_DIR'];
  process.env['GIT_DIR'] = '/elsewhere';
  try {
    const env = gitEnvironment();
    expect(env['GIT_DIR']).toBeUndefined();
    expect(env['HOME']).toBeUndefined();
    expect(env['PATH']).toBe(process.env['PATH']);
  } finally {
    if (before === undefined) delete process.env['GIT_DIR'];
    else process.env['GIT_DIR'] = before;
  }
});

it.each([
  ["fatal: unable to access 'https://x/': Could not resolve host: x", 'network'],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 403", 'authentication'],
  ["remote: Repository not found.\nfatal: repository 'https://x/' not found", 'not found'],
  ['fatal: remote error: upload-pack: not our ref 1234', 'not found'],
  ['fatal: loose object 12 (stored in 12) is corrupt', 'corrupt'],
  ['error: object 12: treeNotSorted: not properly sorted\nfatal: fsck error in packed object', 'failed'],
  ['fatal: early EOF\nfatal: fetch-pack: invalid index-pack output', 'network'],
])('tells from %s that it is: %s', (stderr, kind) => {
  expect(gitErrorFrom('Trying', 'x', stderr).kind).toBe(kind);
});
