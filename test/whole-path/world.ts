import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { parse } from 'yaml';
import { createOctokitClass } from '../../src/github/octokit-class.ts';
import { type Environment, readEnvironment } from '../../src/settings/environment.ts';
import { type RunningArchitect, startArchitect } from '../../src/start-architect.ts';
import type { Conversation } from '../doubles/github/conversation.ts';
import { type GitHubDouble, startGitHub } from '../doubles/github/start-github.ts';

/** The App with what app.yml asks for, on the double of GitHub. */
export interface World {
  github: GitHubDouble;
  architect: RunningArchitect;
  environment: Environment;
  /** Stops the App and starts it again on the same data. */
  restart(): Promise<void>;
  /** The conversation once it is as wanted; fails with what it was last after `seconds`. */
  until(
    number: number,
    wanted: (conversation: Conversation) => boolean,
    seconds?: number,
  ): Promise<Conversation>;
  /** The conversation once the head's newest check has its conclusion. */
  concluded(number: number, seconds?: number): Promise<Conversation>;
  close(): Promise<void>;
}

export const repository = 'octo-org/orders';
const sample = (side: 'base' | 'head') => new URL(`../../demo/sample/${side}`, import.meta.url).pathname;

const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')) as {
  default_permissions: Record<string, string>;
  default_events: string[];
};

/** Files of the demo's pull request. */
export const headFiles: Record<string, string> = Object.fromEntries(
  ['package.json', 'src/domain/place-order.ts', 'src/infra/order-events.ts'].map((path) => [
    path,
    readFileSync(join(sample('head'), path), 'utf8'),
  ]),
);

/** Starts GitHub's double with the demo's service in it, and the App beside it. */
export async function startWorld(
  options: { claudeUrl?: string; env?: Record<string, string> } = {},
): Promise<World> {
  const github = await startGitHub({
    users: ['alice', 'mallory'],
    app: { permissions: manifest.default_permissions, events: manifest.default_events },
  });
  await github.createRepository('orders', { folder: sample('base') });
  await github.setRole(repository, 'alice', 'write');
  const dataDirectory = await mkdtemp(join(tmpdir(), 'architect-world-'));
  const environment = readEnvironment({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.url,
    DATA_DIR: dataDirectory,
    HOST: '127.0.0.1',
    PORT: '0',
    GRACE_SECONDS: '5',
    ...(options.claudeUrl === undefined
      ? {}
      : { ANTHROPIC_API_KEY: 'sk-double-0000', ANTHROPIC_BASE_URL: options.claudeUrl }),
    ...options.env,
  });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const Octokit = createOctokitClass({ version: 'test', paced: false });
  const start = async () => {
    const architect = await startArchitect(environment, log, { Octokit });
    github.setWebhookUrl(`${architect.url}/api/github/webhooks`);
    return architect;
  };

  const world: World = {
    github,
    environment,
    architect: await start(),
    async restart() {
      await world.architect.stop();
      world.architect = await start();
    },
    async until(number, wanted, seconds = 20) {
      const [owner, repo] = repository.split('/') as [string, string];
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const conversation = await github.conversation(owner, repo, number);
        if (wanted(conversation)) return conversation;
        if (Date.now() > deadline)
          throw new Error(`not so after ${seconds} s: ${JSON.stringify(conversation, null, 1)}`);
        await sleep(30);
      }
    },
    concluded: (number, seconds) =>
      world.until(
        number,
        ({ checks }) => checks.length > 0 && checks.at(-1)?.status === 'completed',
        seconds,
      ),
    async close() {
      github.setWebhookUrl(null);
      await world.architect.stop();
      await github.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  return world;
}

/** Opens the demo's pull request, by alice. */
export async function openOrderEvents(world: World): Promise<number> {
  await world.github.commit(repository, 'order-events', headFiles, {
    author: 'alice',
    message: 'Publish order events',
  });
  const { number } = await world.github.openPull(repository, {
    title: 'Publish an event for every order',
    body: 'Shipping wants to know of new orders.',
    head: 'order-events',
    author: 'alice',
  });
  return number;
}
