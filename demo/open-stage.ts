import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { parse } from 'yaml';
import { readEnvironment } from '../src/settings/environment.ts';
import { type RunningArchitect, startArchitect } from '../src/start-architect.ts';
import { type GitHubDouble, startGitHub } from '../test/doubles/github/start-github.ts';
import type { Steps } from './steps.ts';

/** Everything that the demo needs, running in this process. */
export interface Stage {
  github: GitHubDouble;
  /** Whether the App asks Claude. */
  usesClaude: boolean;
  close(): Promise<void>;
}

/** What the demo takes from the process's environment: the architect, nothing else. */
const passed = ['ANTHROPIC_API_KEY', 'ANTHROPIC_API_KEY_FILE', 'ANTHROPIC_BASE_URL'] as const;

/**
 * Starts the embedded GitHub, with the App registered as app.yml says, and the App with its database in `folder`.
 * Throws what they throw; nothing is left open then.
 */
export async function openStage(
  folder: string,
  { people, log, steps }: { people: string[]; log: Logger; steps: Steps },
): Promise<Stage> {
  reachLoopbackDirectly();
  const manifest = parse(await readFile(join(import.meta.dirname, '../app.yml'), 'utf8')) as {
    default_permissions: Record<string, string>;
    default_events: string[];
  };
  const github = await startGitHub({
    users: people,
    app: { permissions: manifest.default_permissions, events: manifest.default_events },
  });
  steps.tell(`embedded GitHub (a double, not the real service) is up at ${github.url}`);
  let architect: RunningArchitect | null = null;
  try {
    const environment = readEnvironment({
      ...Object.fromEntries(passed.map((name) => [name, process.env[name]])),
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      GITHUB_URL: github.url,
      GITHUB_API_URL: github.url,
      DATA_DIR: folder,
      HOST: '127.0.0.1',
      PORT: '0',
    });
    architect = await startArchitect(environment, log);
    // Opening the database holds the event loop for seconds: connections of the embedded GitHub that ran out meanwhile
    // must be seen to be closed before they are used again.
    await sleep(100);
    github.setWebhookUrl(`${architect.url}/api/github/webhooks`);
    steps.tell(`embedded database (PGlite) and the App are up at ${architect.url}`);
    steps.tell(describeArchitect(environment.claude));
    return { github, usesClaude: environment.claude !== null, close: () => close(github, architect) };
  } catch (error) {
    await close(github, architect);
    throw error;
  }
}

function describeArchitect(claude: { baseUrl: string | null } | null): string {
  if (claude === null)
    return 'no ANTHROPIC_API_KEY: the model-less architect reviews, from the evidence alone';
  return `ANTHROPIC_API_KEY is set: Claude reviews, at ${claude.baseUrl ?? 'https://api.anthropic.com'}`;
}

/** A proxy of the machine's is not asked for what runs in this process. */
function reachLoopbackDirectly(): void {
  for (const name of ['NO_PROXY', 'no_proxy']) {
    process.env[name] = [process.env[name], '127.0.0.1'].filter(Boolean).join(',');
  }
}

async function close(github: GitHubDouble, architect: RunningArchitect | null): Promise<void> {
  github.setWebhookUrl(null);
  await architect?.stop();
  await github.close();
}
