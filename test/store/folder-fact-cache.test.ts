import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFolderFactCache } from '../../src/store/folder-fact-cache.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'architect-facts-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const extracts = new Map([
  ['a1', 'line\nbreak "quoted" \u2028 \0 é'],
  ['b2', ''],
]);

test('what one run kept the next one knows', async () => {
  await openFolderFactCache(join(directory, 'made')).putMany('typescript@1', extracts);
  const cache = openFolderFactCache(join(directory, 'made'));
  expect(await cache.getMany('typescript@1', ['a1', 'b2', 'c3'])).toEqual(extracts);
  expect((await cache.getMany('typescript@2', ['a1'])).size).toBe(0);
});

test('damaged lines cost themselves only, and are written again', async () => {
  await openFolderFactCache(directory).putMany('k', extracts);
  const file = join(directory, 'k.facts');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('quoted', 'Quoted'));
  await appendFile(file, 'c3 12345 "torn');
  const cache = openFolderFactCache(directory);
  expect([...(await cache.getMany('k', ['a1', 'b2', 'c3'])).keys()]).toEqual(['b2']);
  await cache.putMany('k', new Map([...extracts, ['c3', 'whole']]));
  const again = await openFolderFactCache(directory).getMany('k', ['a1', 'b2', 'c3']);
  expect(again).toEqual(new Map([...extracts, ['c3', 'whole']]));
});

test('a kind is a file in the folder whatever its name, and what is no blob id is not kept', async () => {
  const cache = openFolderFactCache(directory);
  await cache.putMany('../../out', extracts);
  await cache.putMany('k', new Map([['two words', 'x']]));
  expect(await readdir(directory)).toEqual(['..%2F..%2Fout.facts']);
});

test('the older half goes when a file grows too large', async () => {
  const cache = openFolderFactCache(directory, 10_000);
  for (let i = 0; i < 30; i++) await cache.putMany('k', new Map([[`blob${i}`, 'x'.repeat(480)]]));
  expect((await stat(join(directory, 'k.facts'))).size).toBeLessThanOrEqual(10_000);
  const known = await openFolderFactCache(directory).getMany('k', ['blob0', 'blob29']);
  expect([...known.keys()]).toEqual(['blob29']);
  expect(await readdir(directory)).toEqual(['k.facts']);
});

test('several runs at once keep all they found', async () => {
  const runs = Array.from({ length: 8 }, (_, i) =>
    openFolderFactCache(directory).putMany('k', new Map([[`b${i}`, 'x']])),
  );
  await Promise.all(runs);
  const known = await openFolderFactCache(directory).getMany(
    'k',
    Array.from({ length: 8 }, (_, i) => `b${i}`),
  );
  expect(known.size).toBe(8);
});

test('a folder that cannot be written costs the extracts only', async () => {
  await writeFile(join(directory, 'file'), '');
  const cache = openFolderFactCache(join(directory, 'file'));
  await cache.putMany('k', extracts);
  expect((await openFolderFactCache(join(directory, 'file')).getMany('k', ['a1'])).size).toBe(0);
});
