import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { GitHubForbidden, GitHubUnavailable, GitHubUnprocessable } from '../../src/github/errors.ts';
import { readBases } from '../../src/github/read-bases.ts';
import { readFile } from '../../src/github/read-file.ts';
import { readOrganisationFile } from '../../src/github/read-organisation-file.ts';
import { readPermission } from '../../src/github/read-permission.ts';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { address, api, connect, head } from './support.ts';

const octokit = connect();

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

function pull(change: object = {}) {
  const repo = {
    id: 99,
    name: 'shop',
    owner: { login: 'acme' },
    private: true,
    default_branch: 'main',
  };
  return {
    number: 7,
    state: 'open',
    merged: false,
    draft: false,
    title: 'Add a queue',
    body: null,
    user: { login: 'ann', type: 'User' },
    author_association: 'MEMBER',
    base: { ref: 'main', sha: 'b'.repeat(40), repo },
    head: { ref: 'queue', sha: head, repo },
    ...change,
  };
}

describe('readPullRequest', () => {
  it('tells what GitHub says now', async () => {
    nock(api).get('/repos/acme/shop/pulls/7').reply(200, pull());
    expect(await readPullRequest(octokit, address, 5)).toEqual({
      installationId: 5,
      repositoryId: 99,
      owner: 'acme',
      repo: 'shop',
      number: 7,
      state: 'open',
      merged: false,
      draft: false,
      title: 'Add a queue',
      body: '',
      author: { login: 'ann', bot: false },
      authorAssociation: 'MEMBER',
      base: { ref: 'main', sha: 'b'.repeat(40) },
      head: { ref: 'queue', sha: head, repositoryId: 99, fork: false },
      private: true,
      defaultBranch: 'main',
    });
  });

  it('knows a fork, also one that was deleted, and a deleted author', async () => {
    nock(api)
      .get('/repos/acme/shop/pulls/7')
      .reply(200, pull({ user: null, head: { ref: 'x', sha: head, repo: null } }))
      .get('/repos/acme/shop/pulls/7')
      .reply(200, pull({ head: { ref: 'x', sha: head, repo: { id: 100 } } }));
    const deleted = await readPullRequest(octokit, address);
    expect(deleted.head).toMatchObject({ repositoryId: null, fork: true });
    expect(deleted.author).toEqual({ login: 'ghost', bot: false });
    expect((await readPullRequest(octokit, address)).head).toMatchObject({ repositoryId: 100, fork: true });
  });
});

describe('readBases', () => {
  it('asks one compare call', async () => {
    nock(api)
      .get(`/repos/acme/shop/compare/main...${head}`)
      .query({ page: 2, per_page: 1 })
      .reply(200, { base_commit: { sha: 'b'.repeat(40) }, merge_base_commit: { sha: 'c'.repeat(40) } });
    expect(await readBases(octokit, address, 'main', head)).toEqual({
      tip: 'b'.repeat(40),
      mergeBase: 'c'.repeat(40),
    });
  });

  it('is null without a common ancestor', async () => {
    nock(api)
      .get(`/repos/acme/shop/compare/main...${head}`)
      .query(true)
      .reply(404, { message: 'No common ancestor between main and x.' });
    expect(await readBases(octokit, address, 'main', head)).toBeNull();
  });
});

describe('readFile', () => {
  const path = '.github/architect.yml';
  const at = { ...address, path, commit: head };
  const contents = (status: number, body: object | object[]) =>
    nock(api)
      .get(`/repos/acme/shop/contents/${encodeURIComponent(path)}`)
      .query({ ref: head })
      .reply(status, body as nock.Body);

  it('reads UTF-8 at the commit', async () => {
    const content = Buffer.from('größe: 1\n').toString('base64');
    contents(200, { type: 'file', encoding: 'base64', size: 10, content });
    expect(await readFile(octokit, at)).toBe('größe: 1\n');
  });

  it('an absent file is null', async () => {
    contents(404, { message: 'Not Found' });
    expect(await readFile(octokit, at)).toBeNull();
  });

  it.each<[string, object | object[]]>([
    ['a directory', [{ type: 'file' }]],
    ['a submodule', { type: 'submodule' }],
    ['a symlink out of the repository', { type: 'symlink', target: '/etc/passwd' }],
    ['a file too large', { type: 'file', encoding: 'none', size: 1_500_000, content: '' }],
  ])('%s is an error, not absent', async (_, body) => {
    contents(200, body);
    await expect(readFile(octokit, at)).rejects.toBeInstanceOf(GitHubUnprocessable);
  });

  it('an outage is an error, not absent', async () => {
    nock(api)
      .get(/contents/)
      .times(3)
      .reply(503);
    await expect(readFile(octokit, at)).rejects.toBeInstanceOf(GitHubUnavailable);
  });
});

describe('readOrganisationFile', () => {
  const reader = { octokit };

  it('reads the default branch of the owner’s .github repository', async () => {
    const content = Buffer.from('a: 1').toString('base64');
    nock(api)
      .get('/repos/acme/.github/contents/architect.yml')
      .reply(200, { type: 'file', encoding: 'base64', size: 4, content });
    expect(await readOrganisationFile(reader, 'acme', 'architect.yml')).toEqual({
      text: 'a: 1',
      reason: null,
    });
  });

  it('says why it could not be read', async () => {
    nock(api).get('/repos/acme/.github/contents/architect.yml').reply(403, { message: 'Not accessible' });
    const file = await readOrganisationFile(reader, 'acme', 'architect.yml');
    expect(file.text).toBeNull();
    expect(file.reason).toContain('Not accessible');
    expect(
      await readOrganisationFile({ octokit: null, reason: 'not installed' }, 'acme', 'architect.yml'),
    ).toEqual({ text: null, reason: 'not installed' });
  });
});

describe('readPermission', () => {
  it.each([
    ['admin', 'admin', 'admin'],
    ['write', 'maintain', 'maintain'],
    ['write', 'write', 'write'],
    ['read', 'triage', 'triage'],
    ['read', 'read', 'read'],
    ['none', 'none', 'none'],
    ['write', 'release-managers', 'write'],
    // A custom role may bear any name; the permission decides.
    ['read', 'admin', 'read'],
    ['surprise', 'admin', 'none'],
  ])('permission %s with role %s is %s', async (permission, role_name, expected) => {
    nock(api).get('/repos/acme/shop/collaborators/ann/permission').reply(200, { permission, role_name });
    expect(await readPermission(octokit, address, 'ann')).toBe(expected);
  });

  it('of an unknown login is none, of a bot none without asking', async () => {
    nock(api).get('/repos/acme/shop/collaborators/nobody/permission').reply(404, { message: 'Not Found' });
    expect(await readPermission(octokit, address, 'nobody')).toBe('none');
    expect(await readPermission(octokit, address, 'dependabot[bot]')).toBe('none');
  });

  it('is not guessed when GitHub does not say', async () => {
    nock(api).get('/repos/acme/shop/collaborators/ann/permission').reply(403, { message: 'no' });
    await expect(readPermission(octokit, address, 'ann')).rejects.toBeInstanceOf(GitHubForbidden);
  });

  it('a login cannot lead to another address', async () => {
    nock(api).get('/repos/acme/shop/collaborators/a%2F..%2Fb/permission').reply(404);
    expect(await readPermission(octokit, address, 'a/../b')).toBe('none');
  });
});
