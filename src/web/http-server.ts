import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** GitHub sends at most 25 MB: https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const maxBodyBytes = 25 * 1024 * 1024;

/** Where GitHub delivers: Probot's default, kept so that its documentation holds. */
const webhookPath = '/api/github/webhooks';

/** One webhook as it arrived, unverified. */
export interface ReceivedWebhook {
  id: string;
  name: string;
  signature: string;
  body: string;
}

export interface HttpServerOptions {
  /** Verifies the signature and stores the job. Throws {@link InvalidSignatureError} or whatever failed. */
  receive(webhook: ReceivedWebhook): Promise<void>;
  /** False in a process that only works: health is answered, webhooks are not taken. */
  takesWebhooks: boolean;
  /** Whether work can be taken; the text says what is missing. */
  ready(): Promise<{ ready: boolean; detail: string }>;
  log: { error(fields: object, message: string): void };
}

/** The signature does not belong to the body under our secret. */
export class InvalidSignatureError extends Error {
  override readonly name = 'InvalidSignatureError';
}

/**
 * The App's HTTP server: `POST /api/github/webhooks`, `GET /healthz` (alive) and `GET /readyz` (can take work).
 * Not listening yet. The body is read here and not by Probot, which would read one of any size before it looks
 * at the signature.
 */
export function createHttpServer(options: HttpServerOptions): Server {
  const server = createServer((request, response) => {
    route(request, response, options).catch((error: unknown) => {
      options.log.error({ err: error }, 'request failed');
      answer(response, 500, 'internal error');
    });
  });
  // A slow sender must not hold a connection for ever.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return server;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  if (path === webhookPath && options.takesWebhooks) {
    if (request.method !== 'POST') return answer(response, 405, 'use POST');
    return takeWebhook(request, response, options);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 404, 'not found');
  if (path === '/healthz') return answer(response, 200, 'alive');
  if (path === '/readyz') {
    const { ready, detail } = await options.ready();
    return answer(response, ready ? 200 : 503, detail);
  }
  if (path === '/') return answer(response, 200, 'Architect reviews pull requests; GitHub delivers here.');
  return answer(response, 404, 'not found');
}

async function takeWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): Promise<void> {
  const id = header(request, 'x-github-delivery');
  const name = header(request, 'x-github-event');
  const signature = header(request, 'x-hub-signature-256');
  if (id === '' || name === '') return answer(response, 400, 'not a webhook of GitHub: a header is missing');
  if (signature === '') return answer(response, 401, 'not signed');
  if (!header(request, 'content-type').startsWith('application/json')) {
    return answer(response, 415, 'set the webhook’s content type to application/json');
  }
  const body = await readBody(request);
  if (body === null) {
    response.setHeader('connection', 'close');
    return answer(response, 413, 'larger than 25 MB');
  }
  try {
    await options.receive({ id, name, signature, body });
  } catch (error) {
    if (error instanceof InvalidSignatureError) return answer(response, 401, 'the signature does not match');
    // The reason stays with us: an answer is read by whoever can see the delivery's page.
    options.log.error({ err: error, delivery: id, event: name }, 'delivery not stored');
    return answer(response, 503, 'not stored; deliver again');
  }
  answer(response, 200, 'taken');
}

/** The whole body, or null when it is larger than the cap; then nothing more is kept of it. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value.slice(0, 500) : '';
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
