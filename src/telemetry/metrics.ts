import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** Webhooks by what became of them: `taken`, `refused`. */
  webhooks: Counter<'outcome'>;
  /** Review jobs that ended, by outcome (`published`, `stale`, `not reviewed`, …, `failed`) and verdict. */
  rounds: Counter<'outcome' | 'verdict'>;
  /** Seconds of a published round, from the job's start. */
  roundSeconds: Histogram;
  /** Claims of the model that the code did not bear out. */
  claimsDropped: Counter;
  dollars: Counter;
  /** Jobs by queue and state, read when asked. */
  jobs: Gauge<'queue' | 'state'>;
}

/** Figures of this process. `readJobs` is asked at each scrape. */
export function createMetrics(
  readJobs: () => Promise<Record<string, { waiting: number; running: number; failed: number }>>,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    webhooks: new Counter({
      name: 'architect_webhooks_total',
      help: 'Webhooks taken',
      labelNames: ['outcome'],
      registers,
    }),
    rounds: new Counter({
      name: 'architect_rounds_total',
      help: 'Rounds that ended',
      labelNames: ['outcome', 'verdict'],
      registers,
    }),
    roundSeconds: new Histogram({
      name: 'architect_round_seconds',
      help: 'Time of a published round',
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300],
      registers,
    }),
    claimsDropped: new Counter({
      name: 'architect_claims_dropped_total',
      help: 'Claims of the model that could not be verified',
      registers,
    }),
    dollars: new Counter({ name: 'architect_model_dollars_total', help: 'Spent on the model', registers }),
    jobs: new Gauge({
      name: 'architect_jobs',
      help: 'Jobs in the queue',
      labelNames: ['queue', 'state'],
      registers,
      async collect() {
        for (const [queue, states] of Object.entries(await readJobs())) {
          for (const [state, count] of Object.entries(states)) this.set({ queue, state }, count);
        }
      },
    }),
  };
}

/** `GET /metrics` on a port of its own: figures do not belong on the public webhook port. Not listening yet. */
export function createMetricsServer(metrics: Metrics): Server {
  return createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
}
