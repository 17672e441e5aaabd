import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CloneRequest, type Clones, openClones } from '../../src/source/open-clones.ts';
import { commitFiles, git, temporaryFolder } from '../doubles/git-fixture.ts';
import { type GitServer, startGitServer } from '../doubles/git-server.ts';

let folder: ReturnType<typeof temporaryFolder>;
let served: string;
let server: GitServer;
let clones: Clones;
let base: string;
let head: string;
let allowed: string | null;

const secret = Buffer.from('x-access-token:tell-nobody').toString('base64');
const big = 'a line of source\n'.repeat(1000);

beforeEach(async () => {
  folder = temporaryFolder();
  served = join(folder.path, 'served', 'acme', 'shop.git');
  mkdirSync(served, { recursive: true });
  git(served, 'init', '-q', '--bare', '-b', 'main');
  const files = {
    'src/a.ts': big,
    'src/b.ts': 'b\n',
    'docs/c.md': 'c\n',
    'img.png': Buffer.alloc(9),
    '.gitmodules': '[submodule "m"]\n\tpath = m\n\turl = https://example.com/m.git\n',
    m: { blob: '1'.repeat(40), mode: '160000' },
  };
  const root = commitFiles(served, { 'old.txt': 'old\n' });
  base = commitFiles(served, files, { parents: [root] });
  head = commitFiles(
    served,
    { ...files, 'src/a.ts': `${big}new\n`, 'src/d.ts': 'd\n' },
    { parents: [base], branch: 'refs/pull/1/head' },
  );
  allowed = null;
  server = await startGitServer({
    root: join(folder.path, 'served'),
    authorize: (authorization) => allowed === null || authorization === allowed,
  });
  clones = openClones({ directory: join(folder.path, 'clones'), maxBytes: 1 << 30 });
});

afterEach(async () => {
  await server.close();
  folder.remove();
});

function request(changes: Partial<CloneRequest> = {}): CloneRequest {
  return {
    host: 'github.com',
    repositoryId: 42,
    url: `${server.url}/acme/shop.git`,
    authorization: async () => '',
    ...changes,
  };
}

const commits = () => ({ base, head, mergeBase: base });
const fetches = () => server.requests.filter((one) => one.endpoint === 'git-upload-pack').length;
const homes = () =>
  readdirSync(join(folder.path, 'clones'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

it('brings the change in two fetches, and wanted files in one more', async () => {
  await clones.withClone(request(), async (clone) => {
    expect(await clone.fetch(commits())).toEqual({ fetched: 3, present: 0, refused: [] });
    const change = await clone.change(commits());
    expect(change.files.map((file) => [file.path, file.status, file.hunks.length, file.unread])).toEqual([
      ['src/a.ts', 'modified', 1, undefined],
      ['src/d.ts', 'added', 1, undefined],
    ]);
    const tree = await clone.tree(head);
    expect(await tree.read('src/b.ts')).toEqual({ found: false, reason: 'missing' });
    expect(await clone.resolve(head)).toBe(head);

    const before = server.requests.length;
    const wanted = (entry: { path: string }) => entry.path.endsWith('.ts');
    expect(await clone.prefetch([base, head], wanted)).toEqual({ fetched: 1, present: 3, refused: [] });
    expect(server.requests.length).toBeGreaterThan(before);
    const readings = await tree.readMany(tree.entries.keys());
    const missing = [...readings].filter(([, reading]) => !reading.found).map(([path]) => path);
    expect(missing.sort()).toEqual(['.gitmodules', 'docs/c.md', 'img.png', 'm']);
  });
});

it('asks the server for nothing the second time, even under another name', async () => {
  await clones.withClone(request(), (clone) => clone.fetch(commits()));
  const before = server.requests.length;
  const url = `${server.url}/acme/renamed.git`;
  const result = await clones.withClone(request({ url }), async (clone) => {
    await clone.fetch(commits());
    return (await clone.change(commits())).files.length;
  });
  expect(result).toBe(2);
  expect(server.requests.length).toBe(before);
  expect(homes()).toEqual(['github.com-42']);
});

it('sends the token, and keeps it out of the clone and of errors', async () => {
  allowed = `Basic ${secret}`;
  await clones.withClone(request({ authorization: async () => allowed! }), (clone) => clone.fetch(commits()));
  const directory = join(folder.path, 'clones');
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) expect(readFileSync(join(entry.parentPath, entry.name)).includes(secret)).toBe(false);
  }
  allowed = 'another';
  const refused = clones.withClone(
    request({ repositoryId: 43, authorization: async () => `Basic ${secret}` }),
    (clone) => clone.fetch(commits()),
  );
  await expect(refused).rejects.toMatchObject({ kind: 'authentication' });
  await expect(refused).rejects.not.toThrow(secret);
});

it('names what the server does not have', async () => {
  const nowhere = clones.withClone(request({ url: `${server.url}/acme/none.git` }), (clone) =>
    clone.fetch(commits()),
  );
  await expect(nowhere).rejects.toMatchObject({ kind: 'not found' });
  const unknown = 'f'.repeat(40);
  const lost = clones.withClone(request(), (clone) => clone.fetch({ base, head: unknown, mergeBase: base }));
  await expect(lost).rejects.toMatchObject({ kind: 'not found' });
});

it.each([
  'ext::sh -c true',
  'file:///tmp',
  'http://example.com/a/b.git',
  'https://user:pw@example.com/a/b.git',
  '-u',
])('refuses the address %s', async (url) => {
  const refused = clones.withClone(request({ url }), (clone) => clone.fetch(commits()));
  await expect(refused).rejects.toThrow(/must be https/);
});

it('lets jobs of one repository read at once and fetch one after the other', async () => {
  const results = await Promise.all(
    [1, 2, 3, 4].map(() =>
      clones.withClone(request(), async (clone) => {
        await clone.fetch(commits());
        return (await clone.change(commits())).files.length;
      }),
    ),
  );
  expect(results).toEqual([2, 2, 2, 2]);
  expect(homes()).toEqual(['github.com-42']);
  expect(fetches()).toBeLessThanOrEqual(4);
});

it('shares the folder with another process, and takes over from one that was killed', async () => {
  const script = join(folder.path, 'worker.ts');
  const clonesModule = new URL('../../src/source/open-clones.ts', import.meta.url).href;
  writeFileSync(
    script,
    `import { openClones } from '${clonesModule}';
     const [directory, url, base, head] = process.argv.slice(2);
     await openClones({ directory, maxBytes: 1 }).withClone(
       { host: 'github.com', repositoryId: 42, url, authorization: async () => '' },
       async (clone) => {
         await clone.fetch({ base, head, mergeBase: base });
         process.send('ready');
         await new Promise((resolve) => setTimeout(resolve, 60_000));
       },
     );`,
  );
  const directory = join(folder.path, 'clones');
  const worker = fork(script, [directory, `${server.url}/acme/shop.git`, base, head], { execArgv: [] });
  await new Promise((resolve) => worker.once('message', resolve));
  const fetchedByWorker = fetches();

  const tight = openClones({ directory, maxBytes: 1 });
  await tight.withClone(request(), (clone) => clone.fetch(commits()));
  expect(fetches()).toBe(fetchedByWorker);
  // In use by the worker, so not removed although the folder is over its bound.
  expect(homes()).toEqual(['github.com-42']);

  const gone = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGKILL');
  await gone;
  writeFileSync(
    join(directory, 'github.com-42.lock'),
    JSON.stringify({ home: 'elsewhere', pid: 1, token: 'x' }),
  );
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(join(directory, 'github.com-42.lock'), longAgo, longAgo);
  await tight.withClone(request(), (clone) => clone.fetch(commits()));
  expect(homes()).toEqual([]);
});

it('waits for a lock whose holder lives on another machine, until told to stop', async () => {
  const directory = join(folder.path, 'clones');
  mkdirSync(directory);
  writeFileSync(
    join(directory, 'github.com-42.lock'),
    JSON.stringify({ home: 'elsewhere', pid: 1, token: 'x' }),
  );
  const signal = AbortSignal.timeout(300);
  await expect(clones.withClone(request({ signal }), async () => 1)).rejects.toMatchObject({
    kind: 'aborted',
  });
});

it('removes the least recently used clones beyond its bound, never one in use', async () => {
  const tight = openClones({ directory: join(folder.path, 'clones'), maxBytes: 9000 });
  const use = (repositoryId: number, during: () => Promise<unknown> = async () => {}) =>
    tight.withClone(request({ repositoryId }), async (clone) => {
      await clone.fetch(commits());
      await during();
    });
  await use(1, async () => {
    await use(2);
    await wait(20);
    await use(3);
    await wait(20);
    await use(4);
  });
  expect(homes()).toContain('github.com-1');
  expect(homes()).not.toContain('github.com-2');
  expect(homes().length).toBeLessThan(4);
});

it('makes a corrupt clone anew, once', async () => {
  await clones.withClone(request(), (clone) => clone.fetch(commits()));
  const [generation = ''] = readdirSync(join(folder.path, 'clones/github.com-42'));
  const packs = join(folder.path, 'clones/github.com-42', generation, 'git/objects/pack');
  for (const name of readdirSync(packs).filter((name) => name.endsWith('.pack'))) {
    const bytes = readFileSync(join(packs, name));
    // The header and the trailer stay, so that git opens the pack and fails at an object.
    bytes.fill(0xff, 12, bytes.length - 20);
    const { chmodSync } = await import('node:fs');
    chmodSync(join(packs, name), 0o644);
    writeFileSync(join(packs, name), bytes);
  }
  let runs = 0;
  const files = await clones.withClone(request(), async (clone) => {
    runs += 1;
    await clone.fetch(commits());
    return (await clone.change(commits())).files.length;
  });
  expect([files, runs]).toEqual([2, 2]);
  expect(existsSync(packs)).toBe(false);
});

it('is not poisoned by a clone or a fetch that was cut off', async () => {
  const home = join(folder.path, 'clones/github.com-42');
  mkdirSync(join(home, 'half/git.1.new/objects'), { recursive: true });
  await clones.withClone(request(), (clone) => clone.fetch(commits()));
  expect(existsSync(join(home, 'half'))).toBe(false);
  const [generation = ''] = readdirSync(home);
  writeFileSync(join(home, generation, 'git/shallow.lock'), '');
  writeFileSync(join(home, generation, 'git/objects/pack/tmp_pack_XYZ'), 'half');
  const next = commitFiles(served, { 'src/b.ts': 'c\n' }, { parents: [head], branch: 'refs/pull/2/head' });
  await clones.withClone(request(), (clone) => clone.fetch({ base, head: next, mergeBase: base }));
  expect(existsSync(join(home, generation, 'git/objects/pack/tmp_pack_XYZ'))).toBe(false);
});

it('stops a fetch when it is told to', async () => {
  const stop = new AbortController();
  const stopped = clones.withClone(
    request({
      signal: stop.signal,
      authorization: async () => {
        setTimeout(() => stop.abort(), 5);
        return '';
      },
    }),
    (clone) => clone.fetch(commits()),
  );
  await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
  await clones.withClone(request(), (clone) => clone.fetch(commits()));
});
