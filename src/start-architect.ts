import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Probot } from 'probot';
import { createApp } from './app.ts';
import type { OctokitClass } from './github/octokit-class.ts';
import { openServices } from './open-services.ts';
import type { Environment } from './settings/environment.ts';
import { takeJobs } from './take-jobs.ts';
import type { Log } from './telemetry/log.ts';
import { createMetricsServer } from './telemetry/metrics.ts';
import { createHttpServer, type ReceivedWebhook } from './web/http-server.ts';
import { receiveWebhook } from './web/receive-webhook.ts';
import type { Services } from './worker/services.ts';

/** A running process. */
export interface RunningArchitect {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  url: string;
  services: Services;
  /** Takes no more webhooks and jobs, lets running jobs end or hands them back, closes everything. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts the App as the environment says: web, worker or both. Resolves once webhooks can be taken. Throws what
 * opening the database throws, and the server's error when its port is taken; nothing is left open then.
 */
export async function startArchitect(
  environment: Environment,
  log: Log,
  { Octokit }: { Octokit?: OctokitClass } = {},
): Promise<RunningArchitect> {
  const services = await openServices(environment, log, Octokit === undefined ? {} : { Octokit });
  const servers: Server[] = [];
  let stopping: Promise<void> | null = null;

  const stop = async (): Promise<void> => {
    // Webhooks first: whatever is still answered with 200 is stored before the queue closes.
    await Promise.all(servers.map(close));
    await services.queue.stop(environment.graceMilliseconds);
    await services.database.close();
    log.info('stopped');
  };

  try {
    const probot = await createProbot(environment, services);
    const server = createHttpServer({
      receive: (webhook) => receive(probot, webhook, services),
      takesWebhooks: environment.role !== 'worker',
      ready: () => readiness(services, () => stopping !== null),
      log,
    });
    await listen(server, environment.host, environment.port);
    servers.push(server);
    if (environment.metrics !== null) {
      const metricsServer = createMetricsServer(services.metrics);
      await listen(metricsServer, environment.metrics.host, environment.metrics.port);
      servers.push(metricsServer);
    }
    if (environment.role !== 'web') await takeJobs(services, environment);
    const url = urlOf(server);
    log.info(
      { url, role: environment.role, engine: services.database.engine, model: services.architect !== null },
      'started',
    );
    return {
      url,
      services,
      stop() {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** Probot verifies and dispatches; requests to GitHub go through our own octokit, throttled per installation. */
async function createProbot(
  { appId, privateKey, webhookSecret, allowedOwners, github }: Environment,
  services: Services,
): Promise<Probot> {
  const probot = new Probot({
    appId,
    privateKey,
    secret: webhookSecret,
    baseUrl: github.api,
    log: services.log,
  });
  await probot.ready();
  await probot.load(createApp({ appId, allowedOwners, queue: services.queue }));
  return probot;
}

async function receive(probot: Probot, webhook: ReceivedWebhook, { metrics }: Services): Promise<void> {
  try {
    await receiveWebhook(probot, webhook);
    metrics.webhooks.inc({ outcome: 'taken' });
  } catch (error) {
    metrics.webhooks.inc({ outcome: 'refused' });
    throw error;
  }
}

async function readiness(
  { database }: Services,
  isStopping: () => boolean,
): Promise<{ ready: boolean; detail: string }> {
  if (isStopping()) return { ready: false, detail: 'stopping' };
  try {
    await database.ping();
    return { ready: true, detail: 'ready' };
  } catch {
    return { ready: false, detail: 'the database does not answer' };
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

async function close(server: Server): Promise<void> {
  server.closeIdleConnections();
  server.close();
  await once(server, 'close');
}

function urlOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
