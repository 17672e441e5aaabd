import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answering, answer, type ClaudeRequestBody, type Reply } from './answers.ts';
import { findFault, textBlocks } from './check-request.ts';
import { countTokens, countUsage } from './count-usage.ts';
import { reviewLikeClaude } from './review-like-claude.ts';

/** The double of Claude's Messages API, running. */
export interface ClaudeDouble {
  /** Base URL for the client, without `/v1`. */
  url: string;
  /** Bodies of all requests for messages, in order; refused ones too. */
  requests: ClaudeRequestBody[];
  /** Bodies of all requests for a count of tokens. */
  counts: ClaudeRequestBody[];
  /** Queues replies for the next requests, one each; once they are used up the default answers. */
  next(...answers: Answering[]): void;
  close(): Promise<void>;
}

/**
 * Starts a double of the Messages API on loopback: `POST /v1/messages` as a stream, and `…/count_tokens`. `answers` are
 * used for the first requests, one each; after them, and for a request with a fault, see `fallback` and `findFault`.
 * It is no Claude: what it says is scripted, or computed from the request by `reviewLikeClaude`.
 */
export async function startClaude(
  options: { answers?: Answering[]; fallback?: Answering } = {},
): Promise<ClaudeDouble> {
  const queue = [...(options.answers ?? [])];
  const fallback = options.fallback ?? answer(reviewLikeClaude);
  const requests: ClaudeRequestBody[] = [];
  const counts: ClaudeRequestBody[] = [];
  const seen = new Set<string>();

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = JSON.parse(await readBody(incoming)) as ClaudeRequestBody;
    response.setHeader('request-id', `req_double_${requests.length + counts.length + 1}`);
    if (!incoming.headers.authorization?.startsWith('Bearer ') && incoming.headers['x-api-key'] === undefined)
      return sendError(response, 401, 'authentication_error', 'no key was sent');
    if (incoming.url === '/v1/messages/count_tokens') {
      counts.push(request);
      return sendJson(response, 200, {
        input_tokens: countTokens(
          textBlocks(request)
            .map((b) => b.text)
            .join(''),
        ),
      });
    }
    if (incoming.url !== '/v1/messages') return sendError(response, 404, 'not_found_error', 'Not found');
    requests.push(request);
    const fault = findFault(request);
    if (fault !== null) return sendError(response, 400, 'invalid_request_error', fault);
    const reply = (queue.shift() ?? fallback)(request);
    if (reply.kind === 'error')
      return sendError(response, reply.status, reply.type, reply.message, reply.code, reply.headers);
    await sendStream(response, request, reply, countUsage(request, seen));
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error) => {
      // A client that went away is no fault; anything else must be seen by the test.
      if (!response.destroyed) sendError(response, 500, 'api_error', `double: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    counts,
    next: (...answers) => void queue.push(...answers),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function sendStream(
  response: ServerResponse,
  request: ClaudeRequestBody,
  reply: Exclude<Reply, { kind: 'error' }>,
  usage: ReturnType<typeof countUsage>,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const send = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send('message_start', {
    message: {
      id: 'msg_double',
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: usage.input,
        cache_read_input_tokens: usage.read,
        cache_creation_input_tokens: usage.written5m + usage.written1h,
        cache_creation: {
          ephemeral_5m_input_tokens: usage.written5m,
          ephemeral_1h_input_tokens: usage.written1h,
        },
        output_tokens: 1,
      },
    },
  });
  send('ping', {});
  if (reply.kind === 'error-event') {
    send('error', { error: { type: reply.type, message: 'from the double' } });
    response.end();
    return;
  }
  if (reply.kind === 'stall') return;
  const until = performance.now() + (reply.kind === 'message' ? (reply.pingsFor ?? 0) : 0);
  while (performance.now() < until) {
    send('ping', {});
    await sleep(10);
  }
  const text = reply.kind === 'message' ? reply.text : '{"lookedAt":["src/a';
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  for (let at = 0; at < text.length; at += 500)
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: text.slice(at, at + 500) } });
  if (reply.kind === 'cut') {
    // Let the bytes leave before the connection goes.
    await sleep(20);
    response.destroy();
    return;
  }
  if (reply.kind === 'short') {
    response.end();
    return;
  }
  send('content_block_stop', { index: 0 });
  send('message_delta', {
    delta: {
      stop_reason: reply.stopReason,
      stop_sequence: null,
      stop_details:
        reply.stopReason === 'refusal'
          ? { type: 'refusal', category: reply.category ?? null, explanation: null }
          : null,
    },
    usage: { output_tokens: countTokens(text) },
  });
  send('message_stop', {});
  response.end();
}

function sendError(
  response: ServerResponse,
  status: number,
  type: string,
  message: string,
  code?: string,
  headers: Record<string, string> = {},
): void {
  const details = code === undefined ? {} : { details: { error_code: code } };
  sendJson(response, status, { type: 'error', error: { type, message, ...details } }, headers);
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
