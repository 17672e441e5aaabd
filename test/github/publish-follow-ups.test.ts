import { describe, expect, it } from 'vitest';
import { closeFollowUps, reopenFollowUps } from '../../src/github/close-follow-ups.ts';
import { names, publishRound, readPage, type Shop, useShop } from './shop.ts';

const shop = useShop();

function place({ address: { owner, repo } }: Shop) {
  return { owner, repo };
}

describe('follow-ups', () => {
  const draft = (fingerprint: string, body = 'Draft') => ({
    fingerprint,
    title: `Record ${fingerprint}`,
    body,
  });
  const open = async (...drafts: ReturnType<typeof draft>[]) => {
    const { followUps } = await publishRound(shop, { comments: [], followUps: { labels: ['adr'], drafts } });
    if (followUps?.outcome !== 'published') throw new Error('disabled');
    return followUps;
  };

  it('opens at most two for a pull request, labelled, and returns the rest', async () => {
    const { issues, notOpened } = await open(draft('a'), draft('b'), draft('c'));
    expect(issues.map(({ fingerprint, outcome }) => [fingerprint, outcome])).toEqual([
      ['a', 'created'],
      ['b', 'created'],
    ]);
    expect(names(notOpened)).toEqual(['c']);
    const again = await open(draft('c'), draft('a'));
    expect(names(again.notOpened)).toEqual(['c']);
    expect((await readPage(shop)).issues.map(({ labels }) => labels)).toEqual([['adr'], ['adr']]);
  });

  it('updates its own text, and keeps a person’s', async () => {
    const [a, b] = (await open(draft('a'), draft('b'))).issues;
    const { data } = await shop.octokit.rest.issues.get({ ...place(shop), issue_number: b!.number });
    await shop.octokit.rest.issues.update({
      ...place(shop),
      issue_number: b!.number,
      body: `A person's words\n\n${data.body}`,
    });
    const { issues } = await open(draft('a', 'Better'), draft('b', 'Better'));
    expect(issues.map(({ number, outcome }) => [number, outcome])).toEqual([
      [a!.number, 'updated'],
      [b!.number, 'kept'],
    ]);
    const after = await shop.octokit.rest.issues.get({ ...place(shop), issue_number: b!.number });
    expect(after.data.body).toContain("A person's words");
  });

  it('closes them with one sentence when the pull request closes unmerged, and reopens its own', async () => {
    const [a, b] = (await open(draft('a'), draft('b'))).issues;
    await shop.github.closeIssue(shop.repo, b!.number, 'completed');
    const sentence = 'Closed: the pull request was not merged.';
    expect(await closeFollowUps(shop.octokit, shop.publisher, shop.address, sentence)).toEqual([a!.number]);
    expect(await closeFollowUps(shop.octokit, shop.publisher, shop.address, sentence)).toEqual([]);
    const { data: closed } = await shop.octokit.rest.issues.get({ ...place(shop), issue_number: a!.number });
    expect(closed).toMatchObject({ state: 'closed', state_reason: 'not_planned', comments: 1 });

    expect(await reopenFollowUps(shop.octokit, shop.publisher, shop.address)).toEqual([a!.number]);
    expect(await reopenFollowUps(shop.octokit, shop.publisher, shop.address)).toEqual([]);
    const { issues } = await open(draft('a'), draft('b', 'Better'));
    expect(issues.map(({ state, outcome }) => [state, outcome])).toEqual([
      ['open', 'unchanged'],
      ['closed', 'kept'],
    ]);
  });

  it('says when issues are disabled', async () => {
    const gone = { message: 'Issues has been disabled in this repository.' };
    shop.github.failNext({ method: 'POST', path: /\/issues$/, status: 410, body: gone });
    const drafts = [draft('a')];
    const { followUps, summary } = await publishRound(shop, {
      comments: [],
      followUps: { labels: [], drafts },
    });
    expect(followUps).toEqual({ outcome: 'issues-disabled' });
    expect(summary).not.toBeNull();
  });

  it('opens the issue where labels may not be created', async () => {
    shop.github.failNext({ method: 'POST', path: /\/labels$/, status: 403, body: { message: 'no' } });
    expect((await open(draft('a'))).issues).toHaveLength(1);
  });
});
