import type { Octokit } from '@octokit/rest';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { connectApp } from '../../src/github/app-access.ts';
import { createSigner } from '../../src/github/markers.ts';
import type { Publication } from '../../src/github/publication.ts';
import { publishReview } from '../../src/github/publish-review.ts';
import type { Publisher, PullRequestAddress } from '../../src/github/publisher.ts';
import { type GitHubDouble, startGitHub } from '../doubles/github/start-github.ts';
import { TestOctokit } from './support.ts';

/** A double of GitHub with the App on it, and a fresh repository with one pull request for each test. */
export interface Shop {
  github: GitHubDouble;
  octokit: Octokit;
  publisher: Publisher;
  repo: string;
  address: PullRequestAddress;
  head: string;
}

/** Starts the double for a test file; what it returns is filled before each test. */
export function useShop(): Shop {
  const shop = {} as Shop;
  let count = 0;

  beforeAll(async () => {
    const github = await startGitHub({ users: ['mallory'] });
    const { id: appId, privateKey, installationId } = github.app;
    const app = connectApp({ appId, privateKey, baseUrl: github.url, Octokit: TestOctokit });
    Object.assign(shop, {
      github,
      octokit: await app.octokitFor(installationId),
      publisher: {
        app: await app.identity(),
        signer: createSigner({ keys: ['a secret for tests only'], host: 'github.test' }),
      },
    });
  });

  beforeEach(async () => {
    const { github } = shop;
    count += 1;
    const name = `shop-${count}`;
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index + 1}\n`).join('');
    const { fullName, id } = await github.createRepository(name, { files: { 'a.ts': 'old\n' } });
    const { sha } = await github.commit(fullName, 'queue', { 'a.ts': 'new\n', 'b.ts': lines });
    const { number } = await github.openPull(fullName, { title: 'Add a queue', head: 'queue' });
    Object.assign(shop, {
      repo: fullName,
      head: sha,
      address: { repositoryId: id, owner: github.owner, repo: name, number },
    });
  });

  afterEach(() => {
    const violations = shop.github.violations.splice(0);
    expect(violations).toEqual([]);
  });

  afterAll(() => shop.github.close());

  return shop;
}

/** A round with three comments, one decision and a summary that tells what became of them. */
export function publicationOf({ head }: Shop, change: Partial<Publication> = {}): Publication {
  const inline = (fingerprint: string, line: number) =>
    ({
      fingerprint,
      path: 'b.ts',
      side: 'RIGHT',
      line,
      startLine: null,
      body: `**${fingerprint}**`,
    }) as const;
  return {
    head,
    round: 1,
    comments: [inline('f1', 2), inline('f2', 4), inline('f3', 6)],
    followUps: {
      labels: ['architecture-decision'],
      drafts: [{ fingerprint: 'd1', title: 'Record: a queue', body: 'Draft' }],
    },
    summary: ({ notPosted, followUps, failures }) =>
      [
        '## Review',
        `not posted: ${notPosted.map(({ fingerprint }) => fingerprint).join()}`,
        `issues: ${followUps?.outcome === 'published' ? followUps.issues.map(({ number }) => number).join() : ''}`,
        `failed: ${failures.map(({ part }) => part).join()}`,
      ].join('\n'),
    check: {
      key: { externalId: 'round-1' },
      state: ({ summaryUrl, failures }) => ({
        status: 'completed',
        conclusion: 'success',
        title: 'Nothing open',
        summary: `See ${summaryUrl}`,
        text: `failed: ${failures.map(({ part }) => part).join()}`,
      }),
    },
    ...change,
  };
}

/** Publishes a round that is not stale. */
export async function publishRound(shop: Shop, change: Partial<Publication> = {}) {
  const { octokit, publisher, address } = shop;
  const result = await publishReview(octokit, publisher, address, publicationOf(shop, change));
  if (result.outcome !== 'published') throw new Error('stale');
  return result;
}

/** What stands on GitHub: comments, reviews with their inline comments, checks of the head and issues. */
export async function readPage({ github, address }: Shop) {
  const { entries, checks, issues } = await github.conversation(address.owner, address.repo, address.number);
  const reviews = entries.filter((entry) => entry.kind === 'review');
  return {
    comments: entries.filter((entry) => entry.kind === 'comment'),
    reviews,
    inline: reviews.flatMap((review) => review.comments),
    checks,
    issues,
  };
}

/** Fingerprints, sorted. */
export function names(list: readonly { fingerprint: string }[]): string[] {
  return list.map(({ fingerprint }) => fingerprint).sort();
}
