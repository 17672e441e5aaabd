import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeMiddleware, Probot } from 'probot';
import { answerParent } from '../child.ts';
import { peakBytes } from '../memory.ts';
import { startBareBoss } from './engine.ts';
import { toJobData } from './payload.ts';

/*
 * A bare Probot app behind Node's HTTP server. Its handler does nothing, or with STORE awaits `boss.send`: what
 * one would write first.
 */
const engine =
  process.env['STORE'] === undefined
    ? null
    : await startBareBoss({
        databaseUrl: process.env['DATABASE_URL'] || null,
        dataDirectory: process.env['DATA_DIR']!,
      });
const probot = new Probot({
  appId: process.env['APP_ID']!,
  privateKey: process.env['PRIVATE_KEY']!,
  secret: process.env['WEBHOOK_SECRET']!,
  logLevel: 'info',
});
const middleware = await createNodeMiddleware(
  (app) => {
    app.on('pull_request', async ({ payload }) => {
      if (engine !== null) await engine.boss.send('delivery', toJobData(payload as never));
    });
  },
  { probot },
);
const server = createServer((request, response) => void middleware(request, response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

const handlers = {
  address: () => ({ url: `http://127.0.0.1:${port}`, path: '/api/github/webhooks' }),
  /** Null: this one stores nothing. */
  stored: async () => (engine === null ? null : engine.stored()),
  peakBytes,
};
export type ProbotHandlers = typeof handlers;

answerParent(handlers, async () => {
  server.closeAllConnections();
  server.close();
  await engine?.close();
});
