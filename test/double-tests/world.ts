import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { type GitHubDouble, type GitHubOptions, startGitHub } from '../doubles/github/start-github.ts';

/** A webhook as the receiver saw it. */
interface Received {
  headers: IncomingHttpHeaders;
  text: string;
}

/** A double with one repository, an open pull request #1 by alice, and a receiver of its webhooks. */
export interface World {
  github: GitHubDouble;
  received: Received[];
  /** What the receiver answers next; 200 by default. */
  answer: { status: number };
  repo: { owner: string; repo: string };
  octokit: Octokit;
  close(): Promise<void>;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Thirty numbered lines, with some replaced. */
export function lines(changed: Record<number, string> = {}): string {
  const all = Array.from({ length: 30 }, (_, index) => changed[index + 1] ?? `line ${index + 1}`);
  return `${all.join('\n')}\n`;
}

/** An Octokit that acts as an App's installation; ours unless told. */
export function asApp(
  github: GitHubDouble,
  app: { id: number; privateKey: string; installationId: number } = github.app,
): Octokit {
  const { id: appId, privateKey, installationId } = app;
  const auth = { appId, privateKey, installationId };
  return new Octokit({ baseUrl: github.url, authStrategy: createAppAuth, auth, log: quiet });
}

/** An Octokit that signs in as the App itself, for `/app`. */
export function asAppItself(github: GitHubDouble): Octokit {
  const auth = { appId: github.app.id, privateKey: github.app.privateKey };
  return new Octokit({ baseUrl: github.url, authStrategy: createAppAuth, auth, log: quiet });
}

/** An Octokit without any token. */
export function asNobody(github: GitHubDouble): Octokit {
  return new Octokit({ baseUrl: github.url, log: quiet });
}

/** An Octokit that acts by a token. */
export function asToken(github: GitHubDouble, token: string): Octokit {
  return new Octokit({ baseUrl: github.url, auth: token, log: quiet });
}

/** Starts the world; `src/a.ts` has line 10 changed on the branch `feature`, `src/new.ts` is added. */
export async function startWorld(options: GitHubOptions = {}): Promise<World> {
  const received: Received[] = [];
  const answer = { status: 200 };
  const receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      received.push({ headers: request.headers, text });
      response.writeHead(answer.status).end('taken');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
  const github = await startGitHub({ users: ['alice', 'mallory'], webhookUrl, ...options });
  const { fullName } = await github.createRepository('shop', { files: { 'src/a.ts': lines() } });
  await github.setRole(fullName, 'alice', 'write');
  await github.commit(fullName, 'feature', { 'src/a.ts': lines({ 10: 'changed' }), 'src/new.ts': 'one\n' });
  await github.openPull(fullName, {
    title: 'Add a thing',
    head: 'feature',
    author: 'alice',
    body: 'Because.',
  });
  return {
    github,
    received,
    answer,
    repo: { owner: github.owner, repo: 'shop' },
    octokit: asApp(github),
    async close() {
      await github.close();
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    },
  };
}

/** The status and the text of a refused request. */
export async function refusal(work: Promise<unknown>): Promise<{ status: number; text: string }> {
  try {
    await work;
  } catch (error) {
    const { status, message } = error as { status: number; message: string };
    return { status, text: message };
  }
  throw new Error('GitHub was expected to refuse this');
}
