import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change, ChangedFile } from '../../src/source/change.ts';
import { commentableLines } from '../../src/source/commentable-lines.ts';
import { openLocalRepository } from '../../src/source/open-local-repository.ts';
import type { Tree } from '../../src/source/tree.ts';
import { commitFiles, type FileToCommit, git, gitBytes, temporaryFolder } from '../doubles/git-fixture.ts';
import { applyHunks, gitPatches, hunkRanges, shownLines } from './git-oracle.ts';

let folder: ReturnType<typeof temporaryFolder>;
let home: string;

beforeEach(() => {
  folder = temporaryFolder();
  home = join(folder.path, 'home');
  mkdirSync(home);
  git(home, 'init', '-q', '-b', 'main');
});

afterEach(() => folder.remove());

type Files = Record<string, FileToCommit>;

async function changeBetween(before: Files, after: Files, rawPaths = false): Promise<Change> {
  const base = commitFiles(home, before, { rawPaths });
  const head = commitFiles(home, after, { parents: [base], rawPaths });
  return changeOf(base, head);
}

async function changeOf(base: string, head: string): Promise<Change> {
  const repository = await openLocalRepository(home);
  try {
    return await repository.change({ base, head, mergeBase: base });
  } finally {
    await repository.close();
  }
}

const ten = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join('');
const summary = (file: ChangedFile) => ({
  path: file.path,
  from: file.previousPath,
  status: file.status,
  binary: file.binary,
  hunks: file.hunks.map((hunk) => `-${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines}`),
});

describe('what happened to a file', () => {
  const link = (content: string) => ({ content, mode: '120000' });
  const run = (content: string) => ({ content, mode: '100755' });
  const module = (digit: string) => ({ blob: digit.repeat(40), mode: '160000' });
  const nul = (text: string) => Buffer.from(`${text}\0`);
  const cases: [
    name: string,
    before: Files,
    after: Files,
    expected: Partial<ReturnType<typeof summary>>[],
  ][] = [
    ['added', {}, { a: 'one\n' }, [{ path: 'a', status: 'added', hunks: ['-0,0 +1,1'] }]],
    ['added empty', {}, { a: '' }, [{ path: 'a', status: 'added', hunks: [] }]],
    ['removed', { a: 'one\ntwo\n' }, {}, [{ path: 'a', status: 'removed', hunks: ['-1,2 +0,0'] }]],
    [
      'modified',
      { a: ten },
      { a: ten.replace('line 5', 'five') },
      [{ status: 'modified', hunks: ['-2,7 +2,7'] }],
    ],
    ['emptied', { a: 'one\n' }, { a: '' }, [{ status: 'modified', hunks: ['-1,1 +0,0'] }]],
    ['renamed', { a: ten }, { 'b/a': ten }, [{ path: 'b/a', from: 'a', status: 'renamed', hunks: [] }]],
    [
      'renamed with an edit',
      { a: ten },
      { b: ten.replace('line 9', 'nine') },
      [{ path: 'b', from: 'a', status: 'renamed', hunks: ['-6,5 +6,5'] }],
    ],
    [
      'rewritten under another name',
      { a: ten },
      { b: ten.replaceAll('line', 'row') },
      [
        { path: 'a', status: 'removed' },
        { path: 'b', status: 'added' },
      ],
    ],
    ['copied is added', { a: ten }, { a: ten, b: ten }, [{ path: 'b', from: null, status: 'added' }]],
    ['mode', { a: 'one\n' }, { a: run('one\n') }, [{ status: 'changed', hunks: [] }]],
    ['mode and content', { a: 'one\n' }, { a: run('two\n') }, [{ status: 'modified', hunks: ['-1,1 +1,1'] }]],
    ['binary', { a: nul('x') }, { a: nul('y') }, [{ status: 'modified', binary: true, hunks: [] }]],
    ['text to binary', { a: 'x\n' }, { a: nul('y') }, [{ status: 'modified', binary: true, hunks: [] }]],
    [
      'NUL after the first 8000 bytes is text',
      { a: 'x\n'.repeat(4000) },
      { a: `${'x\n'.repeat(4000)}\0` },
      [{ status: 'modified', binary: false, hunks: ['-3998,3 +3998,4'] }],
    ],
    ['symlink', { a: link('x') }, { a: link('y') }, [{ status: 'modified', hunks: ['-1,1 +1,1'] }]],
    [
      'file to symlink',
      { a: ten },
      { a: link('b') },
      [{ status: 'modified', hunks: ['-1,10 +0,0', '-0,0 +1,1'] }],
    ],
    ['submodule', { m: module('1') }, { m: module('2') }, [{ status: 'modified', hunks: [] }]],
    ['folder to submodule', { 'm/a': 'x\n' }, { m: module('2') }, [{ path: 'm' }, { path: 'm/a' }]],
    ['file to folder', { m: 'x\n' }, { 'm/a': 'y\n' }, [{ path: 'm' }, { path: 'm/a' }]],
    ['CRLF', { a: 'x\r\ny\r\n' }, { a: 'x\ny\r\n' }, [{ status: 'modified', hunks: ['-1,2 +1,2'] }]],
  ];
  it.each(cases)('%s', async (_, before, after, expected) => {
    const { files } = await changeBetween({ keep: 'k\n', ...before }, { keep: 'k\n', ...after });
    expect(files.map(summary)).toMatchObject(expected);
    expect(files).toHaveLength(expected.length);
  });

  it('tells modes and blobs of both sides', async () => {
    const { files } = await changeBetween({ a: 'one\n', m: module('1') }, { a: run('one\n') });
    const one = git(home, 'rev-parse', 'main:a');
    expect(files).toMatchObject([
      { path: 'a', oldMode: '100644', newMode: '100755', oldBlob: one, newBlob: one },
      { path: 'm', oldMode: '160000', newMode: null, oldBlob: '1'.repeat(40), newBlob: null },
    ]);
  });

  it('keeps a missing line feed and a carriage return', async () => {
    const { files } = await changeBetween({ a: 'x\r\ny' }, { a: 'x\r\ny\n' });
    expect(files[0]?.hunks[0]?.lines).toEqual([
      { kind: 'context', oldLine: 1, newLine: 1, text: 'x\r' },
      { kind: 'removed', oldLine: 2, newLine: null, text: 'y', endsWithoutNewline: true },
      { kind: 'added', oldLine: null, newLine: 2, text: 'y' },
    ]);
  });
});

describe('paths', () => {
  it('takes names that look like headers, quotes and tabs, sorted by bytes', async () => {
    const names = [
      'a"b',
      'a\tb',
      'a\nb',
      'diff --git a/x b/x\n@@ -1 +1 @@\n',
      'x y',
      'é',
      '\u{1f600}',
      '\\n',
      '-',
    ];
    const files = Object.fromEntries(names.map((name) => [name, `${name}\n--- a\n+++ b\n`]));
    const change = await changeBetween({ k: 'k\n' }, { k: 'k\n', ...files });
    const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(change.files.map((file) => file.path)).toEqual(sorted);
    for (const file of change.files) {
      expect(file.hunks[0]?.lines.map((line) => `${line.text}\n`).join('')).toBe(files[file.path]);
    }
  });

  it('names what is no UTF-8 as the trees do', async () => {
    const change = await changeBetween(
      { 'b\xfe': 'one\n', 'b\xff': 'two\n' },
      { 'b\xfe': 'one\n', 'b\xff': 'changed\n' },
      true,
    );
    expect(change.files.map((file) => file.path)).toEqual(['b\ufffd (2)']);
  });
});

it('is not moved by attributes in the trees, in the repository or by its settings', async () => {
  const attributes = '*.ts -diff\n*.js binary\n*.go diff=golang\n*.txt text eol=crlf\n* -text\n';
  const after = ten.replace('line 5', 'five');
  const names = ['a.ts', 'a.js', 'a.go', 'a.txt'];
  const before = Object.fromEntries(names.map((name) => [name, ten]));
  const base = commitFiles(home, { ...before, '.gitattributes': attributes });
  const head = commitFiles(
    home,
    { ...Object.fromEntries(names.map((name) => [name, after])), '.gitattributes': attributes },
    { parents: [base] },
  );
  git(home, 'reset', '-q', '--hard');
  writeFileSync(join(home, '.git/info/attributes'), attributes);
  for (const [key, value] of [
    ['diff.algorithm', 'patience'],
    ['diff.context', '0'],
    ['diff.renames', 'false'],
    ['diff.noprefix', 'true'],
    ['diff.orderFile', 'nowhere'],
    ['diff.interHunkContext', '9'],
    ['diff.golang.xfuncname', '^x'],
    ['core.bigFileThreshold', '1'],
    ['color.ui', 'always'],
  ] as const) {
    git(home, 'config', key, value);
  }
  const change = await changeOf(base, head);
  expect(change.files.map(summary)).toEqual(
    [...names].sort().map((path) => ({
      path,
      from: null,
      status: 'modified',
      binary: false,
      hunks: ['-2,7 +2,7'],
    })),
  );
});

describe('what cannot be compared', () => {
  it('says so for a file that is too large, and tells binary ones by their first bytes', async () => {
    const size = 16 * 1024 * 1024;
    const change = await changeBetween(
      { 'text.csv': Buffer.alloc(size + 1, 'a\n'), 'same.csv': Buffer.alloc(size + 2, 'b\n'), 'c.ts': 'c\n' },
      {
        'text.csv': Buffer.alloc(size + 3, 'a\n'),
        'image.raw': Buffer.alloc(size + 4),
        'moved.csv': Buffer.alloc(size + 2, 'b\n'),
        'c.ts': 'd\n',
      },
    );
    expect(change.files.map((file) => ({ ...summary(file), unread: file.unread }))).toMatchObject([
      { path: 'c.ts', hunks: ['-1,1 +1,1'], unread: undefined },
      { path: 'image.raw', status: 'added', binary: true, unread: undefined },
      { path: 'moved.csv', status: 'renamed', from: 'same.csv', hunks: [], unread: undefined },
      { path: 'text.csv', binary: false, hunks: [], unread: 'larger than 16 MiB' },
    ]);
  });

  it('drops the hunks of a diff with too many lines, and keeps those of others', async () => {
    const change = await changeBetween({ k: 'k\n' }, { k: 'l\n', long: 'x\n'.repeat(100_001), z: 'z\n' });
    expect(change.files.map((file) => [file.path, file.hunks.length, file.unread])).toEqual([
      ['k', 1, undefined],
      ['long', 0, 'its diff has more than 100000 lines'],
      ['z', 1, undefined],
    ]);
  });

  it('goes on where a blob is missing from the repository', async () => {
    const base = commitFiles(home, { a: 'one\n', b: 'one\n'.repeat(9), c: 'c\n' });
    const head = commitFiles(home, { a: 'two\n', d: 'one\n'.repeat(10), c: 'd\n' }, { parents: [base] });
    const bare = join(folder.path, 'partial');
    git(folder.path, '-c', 'uploadpack.allowFilter=true', 'init', '-q', '--bare', bare);
    for (const id of gitBytes(home, ['rev-list', '--objects', 'main']).toString().trim().split('\n')) {
      const [object = ''] = id.split(' ');
      if ([git(home, 'rev-parse', `${base}:a`), git(home, 'rev-parse', `${head}:d`)].includes(object))
        continue;
      const type = git(home, 'cat-file', '-t', object);
      gitBytes(
        bare,
        ['hash-object', '-w', '--stdin', '--literally', '-t', type],
        gitBytes(home, ['cat-file', type, object]),
      );
    }
    home = bare;
    const change = await changeOf(base, head);
    expect(change.files.map((file) => [file.path, file.status, file.hunks.length, file.unread])).toEqual([
      ['a', 'modified', 0, 'its content is not in this clone'],
      ['b', 'removed', 1, undefined],
      ['c', 'modified', 1, undefined],
      ['d', 'added', 0, 'its content is not in this clone'],
    ]);
  });
});

it('marks what the base says is generated, and not what the head says', async () => {
  const change = await changeBetween(
    { '.gitattributes': 'api/** linguist-generated\n/dist/** -linguist-generated\n', k: 'k' },
    {
      '.gitattributes': '*.ts linguist-generated\n',
      'api/a.ts': 'a',
      'dist/b.ts': 'b',
      'src/c.ts': 'c',
      'yarn.lock': '',
    },
  );
  expect(change.files.filter((file) => file.generated).map((file) => file.path)).toEqual([
    'api/a.ts',
    'yarn.lock',
  ]);
});

it('gives the hunks, the lines and the content that git gives, over the history of a real-looking repository', async () => {
  const commits = growHistory(40);
  const repository = await openLocalRepository(home);
  let files = 0;
  for (let step = 1; step < commits.length; step += 1) {
    for (const back of step % 4 === 0 ? [1, 9] : [1]) {
      const base = commits[Math.max(0, step - back)]!;
      const head = commits[step]!;
      const change = await repository.change({ base, head, mergeBase: base });
      const patches = gitPatches(home, base, head);
      expect(change.files.map(summary).map(({ path, hunks }) => [path, hunks])).toEqual(
        [...patches].map(([path, patch]) => [path, hunkRanges(patch)]),
      );
      const [old, current] = [await repository.tree(base), await repository.tree(head)];
      for (const file of change.files) {
        files += 1;
        const before = await content(old, file.status === 'added' ? null : (file.previousPath ?? file.path));
        const after = await content(current, file.status === 'removed' ? null : file.path);
        if (file.binary) continue;
        expect(applyHunks(before, file.hunks).equals(after)).toBe(true);
        const commentable = commentableLines(file);
        const shown = shownLines(patches.get(file.path) ?? '');
        for (const side of ['LEFT', 'RIGHT'] as const) {
          for (let line = -1; line <= 60; line += 1) {
            expect(commentable.hunkOf(side, line)).toBe(shown.get(`${side} ${line}`) ?? null);
            expect(commentable.has(side, line)).toBe(shown.has(`${side} ${line}`));
          }
        }
      }
    }
  }
  await repository.close();
  expect(files).toBeGreaterThan(100);
});

async function content(tree: Tree, path: string | null): Promise<Buffer> {
  if (path === null) return Buffer.alloc(0);
  const reading = await tree.read(path);
  if (!reading.found) throw new Error(`${path}: ${reading.reason}`);
  return reading.bytes;
}

/** A repeatable history of edits, renames, deletions and new files, with mixed line ends. */
function growHistory(length: number): string[] {
  let state = 7;
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const newFile = () =>
    Array.from({ length: random(50) }, () => `word ${random(1000)} ${'ü'.repeat(random(3))}`).join(
      random(4) ? '\n' : '\r\n',
    ) + (random(3) ? '\n' : '');
  const files = new Map<string, string>([['src/first.ts', newFile()]]);
  const commits: string[] = [];
  for (let step = 0; step < length; step += 1) {
    for (let action = 0; action <= random(4); action += 1) {
      const names = [...files.keys()];
      const name = names[random(names.length)] ?? 'src/first.ts';
      const text = files.get(name) ?? '';
      const lines = text.split('\n');
      const kind = random(6);
      if (kind === 0) files.set(`src/${['a', 'é', 'x y'][random(3)]}${step}.ts`, newFile());
      else if (kind === 1 && names.length > 3) files.delete(name);
      else {
        if (kind === 2) files.delete(name);
        lines.splice(
          random(lines.length + 1),
          random(4),
          ...Array.from({ length: random(4) }, () => `new ${random(9)}`),
        );
        files.set(kind === 2 ? `lib/moved ${step}.ts` : name, lines.join('\n'));
      }
    }
    commits.push(commitFiles(home, Object.fromEntries(files), { parents: commits.slice(-1) }));
  }
  return commits;
}
