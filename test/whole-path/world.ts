import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { parse } from 'yaml';
import { createOctokitClass } from '../../src/github/octokit-class.ts';
import { type Environment, readEnvironment } from '../../src/settings/environment.ts';
import { type RunningArchitect, startArchitect } from '../../src/start-architect.ts';
import type { Conversation } from '../doubles/github/conversation.ts';
import { type GitHubDouble, startGitHub } from '../doubles/github/start-github.ts';

/** A pull request of the double. */
export interface Subject {
  /** `owner/name`. */
  repository: string;
  number: number;
}

/** The App with what app.yml asks for, on the double of GitHub. */
export interface World {
  github: GitHubDouble;
  architect: RunningArchitect;
  environment: Environment;
  /** Makes a repository with the demo's service in it, where alice may write; a settings file if one is given. */
  createRepository(settings?: string): Promise<string>;
  /** The demo's pull request, by alice, in a new repository unless one is given. */
  openOrderEvents(options?: {
    repository?: string;
    draft?: boolean;
    more?: Record<string, string>;
  }): Promise<Subject>;
  /** Stops the App and starts it again on the same data. */
  restart(): Promise<void>;
  /** The conversation once it is as wanted; fails with what it was last after 20 seconds, or as many as are given. */
  until(
    subject: Subject,
    wanted: (conversation: Conversation) => boolean,
    seconds?: number,
  ): Promise<Conversation>;
  /** The conversation once the head's newest check has its conclusion. */
  concluded(subject: Subject): Promise<Conversation>;
  close(): Promise<void>;
}

const sample = (side: 'base' | 'head') =>
  fileURLToPath(new URL(`../../demo/sample/${side}`, import.meta.url));

const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')) as {
  default_permissions: Record<string, string>;
  default_events: string[];
};

/** Files of the demo's pull request. */
const headFiles: Record<string, string> = Object.fromEntries(
  ['package.json', 'src/domain/place-order.ts', 'src/infra/order-events.ts'].map((path) => [
    path,
    readFileSync(join(sample('head'), path), 'utf8'),
  ]),
);

/** Starts GitHub's double and the App beside it; `env` adds to the App's environment. */
export async function startWorld(
  options: { claudeUrl?: string; env?: Record<string, string> } = {},
): Promise<World> {
  const github = await startGitHub({
    users: ['alice', 'mallory'],
    app: { permissions: manifest.default_permissions, events: manifest.default_events },
  });
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
  let repositories = 0;

  const world: World = {
    github,
    environment,
    architect: await start(),
    async createRepository(settings) {
      repositories += 1;
      const { fullName } = await github.createRepository(`orders-${repositories}`, {
        folder: sample('base'),
      });
      await github.setRole(fullName, 'alice', 'write');
      if (settings !== undefined)
        await github.commit(fullName, 'main', { '.github/architect.yml': settings });
      return fullName;
    },
    async openOrderEvents({ repository, draft = false, more = {} } = {}) {
      const name = repository ?? (await world.createRepository());
      const message = 'Publish order events';
      await github.commit(name, 'order-events', { ...headFiles, ...more }, { author: 'alice', message });
      const { number } = await github.openPull(name, {
        title: 'Publish an event for every order',
        body: 'Shipping wants to know of new orders.',
        head: 'order-events',
        author: 'alice',
        draft,
      });
      return { repository: name, number };
    },
    async restart() {
      await world.architect.stop();
      world.architect = await start();
    },
    async until({ repository, number }, wanted, seconds = 20) {
      const [owner, repo] = repository.split('/') as [string, string];
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const conversation = await github.conversation(owner, repo, number);
        if (wanted(conversation)) return conversation;
        if (Date.now() > deadline)
          throw new Error(`not so in time: ${JSON.stringify(conversation, null, 1)}`);
        await sleep(30);
      }
    },
    concluded: (subject) => world.until(subject, ({ checks }) => checks.at(-1)?.status === 'completed'),
    async close() {
      github.setWebhookUrl(null);
      await world.architect.stop();
      await github.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  return world;
}

/** The App's summaries in a conversation: there is to be one. */
export function summariesOf({ entries }: Conversation): string[] {
  return commentsOf(entries, 'summary');
}

/** The App's answers to commands. */
export function answersOf({ entries }: Conversation): string[] {
  return commentsOf(entries, 'answer');
}

/** The App's inline comments. */
export function inlineOf({ entries }: Conversation) {
  return entries.flatMap((entry) => (entry.kind === 'review' && entry.bot ? entry.comments : []));
}

function commentsOf(entries: Conversation['entries'], kind: string): string[] {
  return entries.flatMap((entry) =>
    entry.kind === 'comment' && entry.bot && entry.body.includes(`kind=${kind} `) ? [entry.body] : [],
  );
}
