import { createHmac, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { answerParent } from '../child.ts';
import { type Figures, summarise } from './figures.ts';
import { payloadWriter } from './payload.ts';

/*
 * The client: a process of its own with keep-alive connections, one request at a time on each. Requests are
 * made and signed before the clock starts. Written on bare sockets, so that it is not what is measured.
 */

const write = payloadWriter();
let numbers = 0;
let requests: Buffer[] = [];
let sockets: Socket[] = [];

const handlers = {
  /** Signs `count` webhooks of pull requests never named before, and opens the connections. */
  async prepare(order: {
    url: string;
    path: string;
    secret: string;
    count: number;
    connections: number;
  }): Promise<void> {
    const { hostname, port } = new URL(order.url);
    requests = Array.from({ length: order.count }, () =>
      signedRequest(`${hostname}:${port}`, order.path, order.secret, write(numbers++)),
    );
    sockets = await Promise.all(
      Array.from({ length: order.connections }, () => openSocket(hostname, Number(port))),
    );
  },
  /** Sends what was prepared and closes the connections. */
  async run(): Promise<Figures> {
    const latencies: number[] = [];
    let accepted = 0;
    let next = 0;
    const began = performance.now();
    await Promise.all(
      sockets.map(async (socket) => {
        for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
          const sent = performance.now();
          const status = await exchange(socket, request);
          latencies.push(performance.now() - sent);
          if (status === 200) accepted++;
        }
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    for (const socket of sockets) socket.destroy();
    const sent = requests.length;
    requests = [];
    return summarise({ sent, accepted, seconds, latencies });
  },
};
export type ClientHandlers = typeof handlers;

function signedRequest(host: string, path: string, secret: string, body: string): Buffer {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    'user-agent: GitHub-Hookshot/bench',
    'accept: */*',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-github-delivery: ${randomUUID()}`,
    'x-github-event: pull_request',
    `x-hub-signature-256: sha256=${signature}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function openSocket(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => resolve(socket));
    socket.setNoDelay(true);
    socket.once('error', reject);
  });
}

/** Sends one request and resolves to the status of its whole answer; 0 when the connection ends first. */
function exchange(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    const take = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (isWhole(text)) settle(Number(text.slice(9, 12)));
    };
    const lose = () => settle(0);
    const settle = (status: number) => {
      socket.off('data', take).off('close', lose);
      resolve(status);
    };
    socket.on('data', take).on('close', lose);
    socket.write(request);
  });
}

/** Whether the text is an answer to its end: nothing follows it, since we ask for one thing at a time. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end));
  return length === null ? text.endsWith('\r\n0\r\n\r\n') : text.length >= end + 4 + Number(length[1]);
}

answerParent(handlers);
