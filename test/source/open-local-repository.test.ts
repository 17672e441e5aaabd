import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLocalRepository } from '../../src/source/open-local-repository.ts';
import { NoMergeBaseError, type Repository, UnknownRevisionError } from '../../src/source/repository.ts';
import { commitFiles, git, temporaryFolder } from '../doubles/git-fixture.ts';

let folder: ReturnType<typeof temporaryFolder>;
let home: string;
const opened: Repository[] = [];

async function open(directory: string): Promise<Repository> {
  const repository = await openLocalRepository(directory);
  opened.push(repository);
  return repository;
}

beforeEach(() => {
  folder = temporaryFolder();
  home = join(folder.path, 'home # "1"');
  mkdirSync(home);
  git(home, 'init', '-q', '-b', 'main');
});

afterEach(async () => {
  for (const repository of opened.splice(0)) await repository.close();
  folder.remove();
});

it('opens a checkout, a sub-folder of it, its .git, a bare clone and a linked worktree alike', async () => {
  const commit = commitFiles(home, { 'src/a.ts': 'export {};\n' });
  git(home, 'reset', '-q', '--hard');
  git(home, 'worktree', 'add', '-q', '--detach', join(folder.path, 'linked'));
  git(folder.path, 'clone', '-q', '--bare', home, 'bare.git');
  git(folder.path, 'clone', '-q', '--shared', '--bare', home, 'shared.git');
  const places = [
    home,
    join(home, 'src'),
    join(home, '.git'),
    join(folder.path, 'bare.git'),
    join(folder.path, 'shared.git'),
    join(folder.path, 'linked/src'),
  ];
  for (const place of places) {
    const repository = await open(place);
    expect(await repository.resolve('HEAD')).toBe(commit);
    const reading = await (await repository.tree(commit)).read('src/a.ts');
    expect(reading.found && reading.bytes.toString()).toBe('export {};\n');
  }
});

it('opens a repository with SHA-256 ids', async () => {
  const other = join(folder.path, 'sha256');
  mkdirSync(other);
  git(other, 'init', '-q', '-b', 'main', '--object-format=sha256');
  const base = commitFiles(other, { a: 'one\n' });
  const head = commitFiles(other, { a: 'two\n' }, { parents: [base] });
  const repository = await open(other);
  const change = await repository.change({ base, head, mergeBase: await repository.mergeBase(base, head) });
  expect(base).toHaveLength(64);
  expect(change.files[0]?.hunks[0]?.lines.map((line) => line.text)).toEqual(['one', 'two']);
});

it('says clearly that a folder is no repository, or not there', async () => {
  const plain = join(folder.path, 'plain');
  mkdirSync(plain);
  await expect(openLocalRepository(plain)).rejects.toMatchObject({ kind: 'not a repository' });
  await expect(openLocalRepository(plain)).rejects.toThrow(/plain.*name a folder inside a git repository/);
  await expect(openLocalRepository(join(plain, 'none'))).rejects.toMatchObject({ kind: 'not a repository' });
});

it('resolves names, tags and short ids, and names the revision that is not there', async () => {
  const commit = commitFiles(home, { a: 'one\n' });
  git(home, 'tag', '-a', 'v1', '-m', 'first', commit);
  const repository = await open(home);
  for (const revision of ['main', 'v1', commit, commit.slice(0, 10), 'main~0']) {
    expect(await repository.resolve(revision)).toBe(commit);
  }
  for (const revision of ['nothing', '--all', '-h', '', 'main:a', 'a\0b', '0'.repeat(40)]) {
    await expect(repository.resolve(revision)).rejects.toThrow(UnknownRevisionError);
  }
  await expect(repository.resolve('nothing')).rejects.toThrow('"nothing"');
});

it('finds the best common ancestor, and says when there is none', async () => {
  const root = commitFiles(home, { a: 'one\n' });
  const left = commitFiles(home, { a: 'left\n' }, { parents: [root], branch: 'refs/heads/left' });
  const right = commitFiles(home, { a: 'right\n' }, { parents: [root], branch: 'refs/heads/right' });
  const alien = commitFiles(home, { a: 'alien\n' }, { branch: 'refs/heads/alien' });
  const repository = await open(home);
  expect(await repository.mergeBase(left, right)).toBe(root);
  await expect(repository.mergeBase(left, alien)).rejects.toThrow(NoMergeBaseError);
});

it('reads a shallow clone as far as it goes', async () => {
  const first = commitFiles(home, { a: 'one\n' });
  const second = commitFiles(home, { a: 'two\n' }, { parents: [first] });
  const third = commitFiles(home, { a: 'three\n' }, { parents: [second] });
  git(folder.path, 'clone', '-q', '--depth=2', `file://${encodeURI(home).replace('#', '%23')}`, 'shallow');
  const repository = await open(join(folder.path, 'shallow'));
  expect(await repository.mergeBase(second, third)).toBe(second);
  const change = await repository.change({ base: second, head: third, mergeBase: second });
  expect(change.files.map((file) => file.path)).toEqual(['a']);
  await expect(repository.resolve(first)).rejects.toThrow(UnknownRevisionError);
});

it('reads blobs in one batch and says why one is not given', async () => {
  const submodule = '1'.repeat(40);
  const commit = commitFiles(home, {
    'empty.txt': '',
    'bytes.bin': Buffer.from([0, 10, 255, 10]),
    'limit.txt': 'x'.repeat(1024 * 1024),
    'large.txt': 'x'.repeat(8 * 1024 * 1024 + 1),
    link: { content: 'bytes.bin', mode: '120000' },
    module: { blob: submodule, mode: '160000' },
  });
  const repository = await open(home);
  const tree = await repository.tree(commit);
  const readings = await tree.readMany([...tree.entries.keys(), 'nowhere', 'empty.txt']);
  const summary = Object.fromEntries(
    [...readings].map(([path, reading]) => [path, reading.found ? reading.bytes.length : reading.reason]),
  );
  expect(summary).toEqual({
    'empty.txt': 0,
    'bytes.bin': 4,
    'limit.txt': 1024 * 1024,
    'large.txt': 'too large',
    link: 9,
    module: 'not a file',
    nowhere: 'absent',
  });
  expect(tree.entries.get('module')).toEqual({ path: 'module', mode: '160000', blob: submodule });
});

it('answers many readers at once, each with its own content', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`f${index}`, `${index}\n`.repeat(index)]),
  );
  const commit = commitFiles(home, files);
  const tree = await (await open(home)).tree(commit);
  const readings = await Promise.all(Object.keys(files).map((path) => tree.read(path)));
  expect(readings.map((reading) => reading.found && reading.bytes.toString())).toEqual(Object.values(files));
});

it('lists paths by their bytes, and keeps two apart that are no UTF-8 and read the same', async () => {
  const commit = commitFiles(
    home,
    { 'b\xff': '1', 'b\xfe': '2', 'b-c': '3', 'b/c': '4', 'b"\t\n': '5', '\xc3\xa9': '6' },
    { rawPaths: true },
  );
  const tree = await (await open(home)).tree(commit);
  expect([...tree.entries.keys()]).toEqual(['b"\t\n', 'b-c', 'b/c', 'b\ufffd', 'b\ufffd (2)', 'é']);
  const reading = await tree.read('b\ufffd (2)');
  expect(reading.found && reading.bytes.toString()).toBe('1');
});

it('refuses to be used once closed, and ends what it started', async () => {
  const commit = commitFiles(home, { a: 'one\n' });
  const repository = await open(home);
  const tree = await repository.tree(commit);
  await tree.read('a');
  await repository.close();
  await repository.close();
  await expect(tree.read('a')).rejects.toThrow(/closed/);
  await expect(repository.tree(commit)).rejects.toThrow(/closed/);
});

it('stops with a typed error when it is told to', async () => {
  commitFiles(home, { a: 'one\n' });
  await expect(openLocalRepository(home, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    kind: 'aborted',
  });
});

it('runs nothing that a hostile repository configures', async () => {
  const marker = join(folder.path, 'marker');
  const command = join(folder.path, 'run.sh');
  writeFileSync(command, `#!/bin/sh\necho "$0 $@" >> '${marker}'\ncat\n`, { mode: 0o755 });
  const attributes = '*.ts diff=evil filter=evil\n*.txt diff=evil -text\n';
  const base = commitFiles(home, { '.gitattributes': attributes, 'a.ts': 'one\n', 'b.txt': 'b\n' });
  const head = commitFiles(
    home,
    { '.gitattributes': attributes, 'a.ts': 'two\n', 'b.txt': 'b2\n' },
    { parents: [base], branch: 'refs/heads/next' },
  );
  git(home, 'reset', '-q', '--hard');
  const settings: Record<string, string> = {
    'core.fsmonitor': command,
    'core.hooksPath': folder.path,
    'core.pager': command,
    'core.editor': command,
    'core.sshCommand': command,
    'core.alternateRefsCommand': command,
    'pager.rev-parse': command,
    'diff.external': command,
    'diff.evil.command': command,
    'diff.evil.textconv': command,
    'filter.evil.clean': command,
    'filter.evil.smudge': command,
    'filter.evil.process': command,
    'alias.rev-parse': `!${command}`,
    'credential.helper': `!${command}`,
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'remote.origin.url': `ext::${command}`,
    'protocol.ext.allow': 'always',
    'uploadpack.packObjectsHook': command,
    'gpg.program': command,
  };
  for (const [key, value] of Object.entries(settings)) git(home, 'config', key, value);
  writeFileSync(join(home, '.git/info/attributes'), attributes);
  mkdirSync(join(home, '.git/hooks'), { recursive: true });
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction']) {
    writeFileSync(join(home, '.git/hooks', hook), `#!/bin/sh\n'${command}'\n`, { mode: 0o755 });
  }
  const { existsSync, rmSync } = await import('node:fs');
  rmSync(marker, { force: true });
  // The configuration does bite where git is run without care, or this test would prove nothing.
  git(home, 'diff', base, head);
  expect(existsSync(marker)).toBe(true);
  rmSync(marker);

  const repository = await open(home);
  await expect(repository.resolve('f'.repeat(40))).rejects.toThrow(UnknownRevisionError);
  await expect(repository.resolve(':a.ts')).rejects.toThrow(UnknownRevisionError);
  expect(await repository.resolve('next')).toBe(head);
  const mergeBase = await repository.mergeBase(base, head);
  const change = await repository.change({ base, head, mergeBase });
  const tree = await repository.tree(head);
  await tree.readMany(tree.entries.keys());
  expect(change.files.map((file) => file.hunks[0]?.lines.map((line) => line.text))).toEqual([
    ['one', 'two'],
    ['b', 'b2'],
  ]);
  expect(existsSync(marker)).toBe(false);
});
