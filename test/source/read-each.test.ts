import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLocalRepository } from '../../src/source/open-local-repository.ts';
import type { Repository } from '../../src/source/repository.ts';
import type { BlobReading, Tree } from '../../src/source/tree.ts';
import { commitFiles, git, temporaryFolder } from '../doubles/git-fixture.ts';

let folder: ReturnType<typeof temporaryFolder>;
let repository: Repository;

beforeEach(async () => {
  folder = temporaryFolder();
  git(folder.path, 'init', '-q', '-b', 'main');
  repository = await openLocalRepository(folder.path);
});

afterEach(async () => {
  await repository.close();
  folder.remove();
});

async function readEach(tree: Tree, paths: string[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const note = (path: string, reading: BlobReading) => {
    expect(seen.has(path)).toBe(false);
    seen.set(path, reading.found ? reading.bytes.toString('latin1') : reading.reason);
  };
  await tree.readEach!(paths, note);
  return seen;
}

it('shows every path once with its content, of whatever size and bytes', async () => {
  const sizes = [0, 1, 17, 4095, 4096, 65_535, 65_536, 65_537, 200_000, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1];
  const files: Record<string, string> = { 'same.ts': 'x', 'again.ts': 'x', 'lines.ts': '\n\n blob 3\n\0' };
  for (const size of sizes) files[`${size}.ts`] = 'ab\n'.repeat(size).slice(0, size);
  for (let at = 0; at < 3000; at++) files[`many/${at}.ts`] = `file ${at}\n`.repeat(at % 50);
  const tree = await repository.tree(commitFiles(folder.path, files));
  const paths = [...Object.keys(files), 'none.ts', 'same.ts'];
  const shown = await readEach(tree, paths);
  const expected = new Map(Object.entries({ ...files, 'none.ts': 'absent' }));
  expected.set(`${8 * 1024 * 1024 + 1}.ts`, 'too large');
  expect(new Map([...shown].sort())).toEqual(new Map([...expected].sort()));
});

it('rejects with what the one who looks throws, and goes on serving others', async () => {
  const tree = await repository.tree(commitFiles(folder.path, { 'a.ts': 'a', 'b.ts': 'b' }));
  const failing = tree.readEach!(['a.ts', 'b.ts'], () => {
    throw new Error('enough');
  });
  await expect(failing).rejects.toThrow('enough');
  expect(await readEach(tree, ['b.ts'])).toEqual(new Map([['b.ts', 'b']]));
});

it('several at once do not disturb each other', async () => {
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at}.ts`, `${at}`.repeat(at)]));
  const tree = await repository.tree(commitFiles(folder.path, files));
  const all = await Promise.all([1, 2, 3].map(() => readEach(tree, Object.keys(files))));
  for (const one of all) expect(Object.fromEntries(one)).toEqual(files);
});
