import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fetchInParts } from '../../src/source/fetch-in-parts.ts';
import { fetchObjects } from '../../src/source/fetch-objects.ts';
import { GitError } from '../../src/source/git-error.ts';
import { initialiseClone } from '../../src/source/initialise-clone.ts';
import { commitFiles, git, temporaryFolder } from '../doubles/git-fixture.ts';
import { startGitServer } from '../doubles/git-server.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

it('stops a fetch that brings more than it may, and leaves nothing of it behind', async () => {
  const folder = temporaryFolder();
  cleanups.push(folder.remove);
  const served = join(folder.path, 'served/acme/shop.git');
  mkdirSync(served, { recursive: true });
  git(served, 'init', '-q', '--bare', '-b', 'main');
  commitFiles(served, { large: randomBytes(48 * 1024 * 1024), small: 'small\n' });
  const server = await startGitServer({ root: join(folder.path, 'served') });
  cleanups.push(() => server.close());
  const clone = join(folder.path, 'clone');
  await initialiseClone(clone);
  const fetch = (path: string) =>
    fetchObjects(
      clone,
      { url: `${server.url}/acme/shop.git`, authorization: async () => '' },
      { what: 'Fetching files', ids: [git(served, 'rev-parse', `main:${path}`)], args: [], maxBytes: 65_536 },
    );
  await expect(fetch('large')).rejects.toMatchObject({ kind: 'too much output' });
  const packs = () =>
    readdirSync(join(clone, 'objects/pack')).filter((name) => !/\.(idx|rev|promisor)$/.test(name));
  expect(packs()).toEqual([]);
  await fetch('small');
  expect(packs()).toHaveLength(1);
});

it('fetches around what is too large, within its number of requests', async () => {
  const ids = Array.from({ length: 16 }, (_, index) => String(index));
  const run = async (maxRequests: number) => {
    const fetched: string[] = [];
    let requests = 0;
    await fetchInParts(ids, maxRequests, async (part) => {
      requests += 1;
      if (part.includes('5')) throw new GitError('too much output', 'too much');
      fetched.push(...part);
    });
    return { requests, fetched: fetched.sort((a, b) => Number(a) - Number(b)) };
  };
  expect(await run(20)).toEqual({ requests: 9, fetched: ids.filter((id) => id !== '5') });
  expect((await run(3)).requests).toBe(3);
  await expect(fetchInParts(['1'], 9, () => Promise.reject(new GitError('network', 'down')))).rejects.toThrow(
    'down',
  );
});
