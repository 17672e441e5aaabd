import { join } from 'node:path';
import { createArchitect } from './architect/create-architect.ts';
import { createClaudeClient } from './architect/create-claude-client.ts';
import { connectApp } from './github/app-access.ts';
import { createSigner } from './github/markers.ts';
import { createOctokitClass, type OctokitClass } from './github/octokit-class.ts';
import { startQueue } from './jobs/start-queue.ts';
import type { Environment } from './settings/environment.ts';
import { openClones } from './source/open-clones.ts';
import { createFactCache } from './store/fact-cache.ts';
import { openDatabase } from './store/open-database.ts';
import type { Log } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { version } from './version.ts';
import { hostOf, type Services } from './worker/services.ts';

/** Facts by blob of all repositories together; what has not been used for longest goes first. */
const factCache = { maxBytes: 512 * 1024 * 1024, maxAgeDays: 60 };

export interface OpenServicesOptions {
  /** With whose manners GitHub is asked; the doubles of tests need no pacing. */
  Octokit?: OctokitClass;
}

/**
 * Opens database, queue, clones and the ways to GitHub and Claude. Nothing is asked of GitHub or Claude yet. Throws
 * what `openDatabase` and `startQueue` throw; nothing is left open then.
 */
export async function openServices(
  environment: Environment,
  log: Log,
  { Octokit = createOctokitClass({ version }) }: OpenServicesOptions = {},
): Promise<Services> {
  const { github: hosts, claude, dataDirectory } = environment;
  const database = await openDatabase({ databaseUrl: environment.databaseUrl, dataDirectory, log });
  try {
    const queue = await startQueue(database, { log });
    return {
      hosts,
      limits: environment.limits,
      docsUrl: environment.docsUrl,
      github: connectApp({
        appId: environment.appId,
        privateKey: environment.privateKey,
        baseUrl: hosts.api,
        Octokit,
        log,
      }),
      signer: createSigner({ keys: environment.markerSecrets, host: hostOf(hosts) }),
      database,
      queue,
      clones: openClones({ directory: join(dataDirectory, 'clones'), maxBytes: environment.cloneBytes }),
      cache: createFactCache(database.kysely, { ...factCache, log }),
      architect:
        claude === null ? null : createArchitect(createClaudeClient(claude), environment.webhookSecret),
      metrics: createMetrics(() => queue.counts()),
      log,
    };
  } catch (error) {
    await database.close().catch(() => {});
    throw error;
  }
}
