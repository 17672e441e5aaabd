import { appendFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('packs, a file each', () => {
  const key = (at: number) => String(at).padStart(64, '0');

  test('what one run kept the next one knows, whole or not at all', async () => {
    const packs = new Map([
      [key(1), 'line\nbreak é \u2028'],
      [key(2), ''],
      [key(3), 'x'.repeat(100_000)],
    ]);
    await openFolderFactCache(directory).putMany('packs/1', new Map([...packs, ['../../out', 'x']]));
    expect(await readdir(directory)).toEqual(['packs%2F1']);
    const kept = await openFolderFactCache(directory).getMany('packs/1', [
      ...packs.keys(),
      key(4),
      '../../out',
    ]);
    expect(kept).toEqual(packs);

    const file = join(directory, 'packs%2F1', key(3));
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -1));
    const again = openFolderFactCache(directory);
    expect([...(await again.getMany('packs/1', [...packs.keys()])).keys()]).toEqual([key(1), key(2)]);
    await again.putMany('packs/1', new Map([[key(3), 'y']]));
    expect(await again.getMany('packs/1', [key(3)])).toEqual(new Map([[key(3), 'y']]));
  });

  test('several runs at once write the same, and others find it', async () => {
    const packs = new Map(Array.from({ length: 40 }, (_, at) => [key(at), `${at}`.repeat(5000)]));
    const runs = Array.from({ length: 6 }, () => openFolderFactCache(directory).putMany('packs/1', packs));
    await Promise.all(runs);
    expect(await openFolderFactCache(directory).getMany('packs/1', [...packs.keys()])).toEqual(packs);
    expect(await readdir(join(directory, 'packs%2F1'))).toHaveLength(40);
  });
});

describe('the bounds of the folder', () => {
  const bounds = { maxBytes: 5000, maxAgeMilliseconds: 60 * 24 * 60 * 60 * 1000 };
  const key = (at: number) => String(at).padStart(64, '0');
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);

  test('what was not used for too long goes when a run keeps something; what is read is used', async () => {
    const first = openFolderFactCache(directory);
    await first.putMany(
      'packs/1',
      new Map([
        [key(1), 'read'],
        [key(2), 'forgotten'],
      ]),
    );
    await first.putMany('k', extracts);
    await first.putMany('old-kind', extracts);
    for (const file of [`packs%2F1/${key(1)}`, `packs%2F1/${key(2)}`, 'old-kind.facts', 'k.facts'])
      await utimes(join(directory, file), daysAgo(61), daysAgo(61));
    const second = openFolderFactCache(directory);
    await second.getMany('packs/1', [key(1)]);
    await second.getMany('k', ['a1']);
    await second.putMany('packs/1', new Map([[key(3), 'new']]));
    expect((await readdir(directory)).sort()).toEqual(['k.facts', 'packs%2F1']);
    expect((await readdir(join(directory, 'packs%2F1'))).sort()).toEqual([key(1), key(3)]);
  });

  test('the longest unused goes until the rest fits', async () => {
    for (let at = 1; at <= 9; at++) {
      const cache = openFolderFactCache(directory, undefined, bounds);
      await cache.putMany('packs/1', new Map([[key(at), 'x'.repeat(1000)]]));
      await utimes(join(directory, 'packs%2F1', key(at)), daysAgo(20 - at), daysAgo(20 - at));
    }
    const left = (await readdir(join(directory, 'packs%2F1'))).sort();
    expect(left).toEqual([6, 7, 8, 9].map(key));
  });
});
