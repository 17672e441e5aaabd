import type { Octokit } from '@octokit/rest';
import { connectToken } from '../../src/github/app-access.ts';
import { createSigner } from '../../src/github/markers.ts';
import { createOctokitClass, type OctokitClass } from '../../src/github/octokit-class.ts';
import type { Publisher, PullRequestAddress } from '../../src/github/publisher.ts';

export const api = 'https://api.github.com';

/** The class the App uses, unpaced and with retries a thousand times as fast. */
export const TestOctokit: OctokitClass = createOctokitClass({ version: '0.0.0', paced: false }).defaults(
  (options: object) => ({ ...options, retry: { retryAfterBaseValue: 1 } }),
) as OctokitClass;

export function connect(baseUrl: string = api): Octokit {
  return connectToken({ token: 'test-token', baseUrl, Octokit: TestOctokit });
}

export const publisher: Publisher = {
  app: { id: 4711, slug: 'architect' },
  signer: createSigner({ keys: ['a secret for tests only'], host: 'github.com' }),
};

export const address: PullRequestAddress = { repositoryId: 99, owner: 'acme', repo: 'shop', number: 7 };

export const head = '1'.repeat(40);

const us = { login: 'architect[bot]', type: 'Bot' };

export const person = { login: 'mallory', type: 'User' };

/** An issue comment as GitHub lists it. */
export function issueComment(id: number, body: string, author: 'us' | 'person' | 'other app' = 'us') {
  return {
    id,
    html_url: `https://github.com/acme/shop/pull/7#issuecomment-${id}`,
    body,
    user: author === 'us' ? us : author === 'person' ? person : { login: 'other[bot]', type: 'Bot' },
    performed_via_github_app: author === 'us' ? { id: 4711 } : author === 'person' ? null : { id: 1 },
  };
}

/** A review comment as GitHub lists it: without the App's id. */
export function reviewComment(id: number, body: string, user = us) {
  return { id, html_url: `https://github.com/acme/shop/pull/7#discussion_r${id}`, body, user };
}
