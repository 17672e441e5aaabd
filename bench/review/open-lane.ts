import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { type ClaudeDouble, startClaude } from '../../test/doubles/claude/start-claude.ts';
import { type GitHubDouble, startGitHub } from '../../test/doubles/github/start-github.ts';
import { startChild } from '../child.ts';
import type { ReviewAppHandlers } from './app.ts';
import { generateChange, generateService } from './generate-service.ts';
import { coveredMilliseconds, watchRequests } from './watch-requests.ts';

/** One pull request from its webhook to its check's conclusion, in milliseconds. */
export interface Measured {
  wall: number;
  /** Time in which a double had at least one request. */
  doubles: number;
  /** The sum of the requests' times: more than `doubles` by what ran at once. */
  doublesSummed: number;
  requests: number;
  /** wall - doubles. */
  own: number;
  /** The App's processor time until its conclusion was seen, without git's processes. */
  cpu: number;
}

/** An App in a process of its own, with a GitHub and maybe a Claude of its own in this one. */
export interface Lane {
  name: string;
  review(number: number): Promise<Measured>;
  memory(): Promise<{ startPeakBytes: number; peakBytes: number; residentBytes: number }>;
  close(): Promise<void>;
}

const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')) as {
  default_permissions: Record<string, string>;
  default_events: string[];
};

const repository = 'octo-org/warehouse';

/** Starts GitHub's double with the generated service in it, and the App beside it. */
export async function openLane(name: string, options: { claude: boolean; folder: string }): Promise<Lane> {
  await mkdir(options.folder, { recursive: true });
  const github = await startGitHub({
    users: ['alice'],
    app: { permissions: manifest.default_permissions, events: manifest.default_events },
  });
  await github.createRepository('warehouse', { files: generateService() });
  await github.setRole(repository, 'alice', 'write');
  const claude = options.claude ? await startClaude() : null;
  const app = startChild<ReviewAppHandlers>(
    new URL('./app.ts', import.meta.url),
    environment(github, claude, options.folder),
  );
  const hook = `${await app.ask('url')}/api/github/webhooks`;
  const urls = [github.url, ...(claude === null ? [] : [claude.url])];
  const watch = watchRequests(new Set(urls.map((url) => Number(new URL(url).port))));

  return {
    name,
    async review(number) {
      // Prepared out of hearing, so that the clock starts with the webhook and not with the push.
      github.setWebhookUrl(null);
      const pull = await openPull(github, number);
      await github.settled();
      const webhook = github.deliveries.findLast(
        ({ event, action }) => event === 'pull_request' && action === 'opened',
      );
      if (webhook === undefined) throw new Error('The double sent no webhook for the pull request');
      github.setWebhookUrl(hook);
      watch.intervals.length = 0;
      const seen = github.requests().length;
      const cpuBefore = await app.ask('cpuMilliseconds');
      const start = performance.now();
      const delivered = github.redeliver(webhook.id);
      const end = await concluded(github, seen, start);
      const cpu = (await app.ask('cpuMilliseconds')) - cpuBefore;
      await delivered;
      await github.settled();
      await app.ask('idle');
      await assertReviewed(github, pull, options.claude);
      const inWindow = watch.intervals.filter((each) => each.start < end);
      const doubles = coveredMilliseconds(inWindow, { start, end });
      const wall = end - start;
      return {
        wall,
        doubles,
        doublesSummed: inWindow.reduce((sum, each) => sum + Math.min(each.end, end) - each.start, 0),
        requests: inWindow.length,
        own: wall - doubles,
        cpu,
      };
    },
    memory: () => app.ask('memory'),
    async close() {
      watch.stop();
      github.setWebhookUrl(null);
      await app.end();
      await claude?.close();
      await github.close();
    },
  };
}

async function openPull(github: GitHubDouble, number: number): Promise<number> {
  const branch = `change-${number}`;
  await github.commit(repository, branch, generateChange(number), { author: 'alice' });
  const opened = await github.openPull(repository, {
    title: `Publish reservations (${number})`,
    body: 'Shipping wants to know.',
    head: branch,
    author: 'alice',
  });
  return opened.number;
}

/** The moment at which the double had answered the request that concludes the check; fails after 60 s. */
async function concluded(github: GitHubDouble, seen: number, start: number): Promise<number> {
  while (performance.now() - start < 60_000) {
    const request = github
      .requests()
      .slice(seen)
      .find(
        ({ path, body, status }) =>
          /\/check-runs(\/\d+)?$/.test(path) &&
          (body as { status?: string } | undefined)?.status === 'completed' &&
          status >= 200 &&
          status < 300,
      );
    if (request !== undefined) return request.at + request.milliseconds - performance.timeOrigin;
    await sleep(5);
  }
  throw new Error('No conclusion within 60 s');
}

/** A fast answer that is no review would be worth nothing. */
async function assertReviewed(github: GitHubDouble, pull: number, withModel: boolean): Promise<void> {
  github.assertNoViolations();
  const [owner = '', repo = ''] = repository.split('/');
  const { checks, entries, issues } = await github.conversation(owner, repo, pull);
  const summary = entries.find((entry) => entry.kind === 'comment' && entry.bot);
  const text = summary?.kind === 'comment' ? summary.body : '';
  const missing = [
    checks.at(-1)?.conclusion === 'success' ? '' : 'the conclusion',
    text.includes('import cycle') ? '' : 'the new cycle',
    text.includes('amqplib') ? '' : 'the broker',
    entries.some((entry) => entry.kind === 'review' && entry.bot) ? '' : 'the inline comments',
    issues.length > 0 ? '' : 'the follow-up',
    !withModel || text.includes('double of Claude') ? '' : 'the judgement',
  ].filter((each) => each !== '');
  if (missing.length > 0) throw new Error(`The review lacks ${missing.join(', ')}:\n${text}`);
}

function environment(
  github: GitHubDouble,
  claude: ClaudeDouble | null,
  folder: string,
): Record<string, string> {
  return {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.url,
    DATABASE_URL: '',
    DATA_DIR: join(folder, 'data'),
    HOST: '127.0.0.1',
    PORT: '0',
    GRACE_SECONDS: '5',
    LOG_LEVEL: 'info',
    ANTHROPIC_API_KEY: claude === null ? '' : 'sk-double-0000',
    ANTHROPIC_BASE_URL: claude === null ? '' : claude.url,
  };
}
