import { describe, expect, it } from 'vitest';
import { acknowledge } from '../../src/github/acknowledge.ts';
import { connectApp } from '../../src/github/app-access.ts';
import { readBases } from '../../src/github/read-bases.ts';
import { readFile } from '../../src/github/read-file.ts';
import { readOrganisationFile } from '../../src/github/read-organisation-file.ts';
import { readPermission } from '../../src/github/read-permission.ts';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { reply } from '../../src/github/reply.ts';
import { readPage, useShop } from './shop.ts';
import { TestOctokit } from './support.ts';

// Each request is checked against GitHub's own description by the double.
const shop = useShop();

describe('readers', () => {
  it('read the pull request, its merge base and files at a commit', async () => {
    const { octokit, address, head } = shop;
    const pull = await readPullRequest(octokit, address);
    expect(pull).toMatchObject({ ...address, state: 'open', merged: false, private: true });
    expect(pull.head).toEqual({ ref: 'queue', sha: head, repositoryId: address.repositoryId, fork: false });
    expect(await readBases(octokit, address, pull.base.ref, head)).toEqual({
      tip: pull.base.sha,
      mergeBase: pull.base.sha,
    });
    expect(await readFile(octokit, { ...address, path: 'a.ts', commit: head })).toBe('new\n');
    expect(await readFile(octokit, { ...address, path: 'a.ts', commit: pull.base.sha })).toBe('old\n');
    expect(await readFile(octokit, { ...address, path: 'absent.ts', commit: head })).toBeNull();
  });

  it('read what people may do', async () => {
    const { octokit, address, github, repo } = shop;
    await github.setRole(repo, 'mallory', 'triage');
    expect(await readPermission(octokit, address, 'mallory')).toBe('triage');
    expect(await readPermission(octokit, address, github.administrator)).toBe('admin');
  });

  it('read the organisation’s settings through a token of their own', async () => {
    const { github } = shop;
    const { id: appId, privateKey } = github.app;
    const app = connectApp({ appId, privateKey, baseUrl: github.url, Octokit: TestOctokit });
    const missing = await app.organisationReader(github.owner);
    expect(missing).toMatchObject({ octokit: null, reason: expect.stringContaining('/.github') });
    await github.createRepository('.github', { files: { 'architect.yml': 'a: 1\n' }, private: true });
    const reader = await app.organisationReader(github.owner);
    expect(await readOrganisationFile(reader, github.owner, 'architect.yml')).toEqual({
      text: 'a: 1\n',
      reason: null,
    });
  });
});

describe('commands', () => {
  it('are acknowledged and answered once', async () => {
    const { octokit, publisher, address, github, repo } = shop;
    const { body } = await github.comment(repo, address.number, '/architect help');
    const commandCommentId = Number(body['id']);
    expect(await acknowledge(octokit, address, commandCommentId)).toBe(true);
    expect(await acknowledge(octokit, address, 999_999)).toBe(false);
    const answer = { commandCommentId, body: 'Help' };
    const first = await reply(octokit, publisher, address, answer);
    expect(await reply(octokit, publisher, address, answer)).toEqual({ ...first, outcome: 'unchanged' });
    const { comments } = await readPage(shop);
    expect(comments).toHaveLength(2);
    expect(comments[0]!.reactions).toMatchObject({ eyes: 1 });
  });
});
