import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** One request that the git server answered or refused. */
interface GitRequest {
  method: string;
  /** `owner/name`, without `.git`. */
  repository: string;
  /** `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  endpoint: string;
  /** The value of the Authorization header as it came, null without one. */
  authorization: string | null;
  status: number;
  /** Bytes of the answer's body. */
  sent: number;
}

export interface GitHandlerOptions {
  /** Folder that holds bare repositories as `<owner>/<name>.git`. */
  root: string;
  /** Says whether an Authorization header (null without one) may reach a repository; all may by default. */
  authorize?: (authorization: string | null, repository: string) => boolean | Promise<boolean>;
  /** Called once per request, after its answer ended. */
  onRequest?: (request: GitRequest) => void;
}

const ROUTE = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/**
 * Git's smart HTTP over the bare repositories under `root`, answered by git's own `git http-backend`:
 * protocol 2, filters, any object id in a want, pushes, gzip'd bodies.
 * The handler resolves to false, having touched nothing, when the request is not for git.
 */
export function gitHandler(
  options: GitHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const match = ROUTE.exec(url.pathname);
    if (match === null) return false;
    const [, repository = '', endpoint = ''] = match;
    const authorization = request.headers.authorization ?? null;
    const report = (status: number, sent: number) =>
      options.onRequest?.({
        method: request.method ?? 'GET',
        repository,
        endpoint,
        authorization,
        status,
        sent,
      });
    const refuse = (status: number, text: string) => {
      request.resume();
      if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="git"');
      response.writeHead(status, { 'Content-Type': 'text/plain' }).end(text);
      report(status, text.length);
      return true;
    };
    if (options.authorize !== undefined && !(await options.authorize(authorization, repository))) {
      return refuse(authorization === null ? 401 : 403, 'authentication failed\n');
    }
    if (repository.includes('..') || !existsSync(join(options.root, `${repository}.git`))) {
      return refuse(404, 'Repository not found.\n');
    }
    const answer = await runBackend(
      options.root,
      `/${repository}.git/${endpoint}`,
      url.search.slice(1),
      request,
      response,
    );
    report(answer.status, answer.sent);
    return true;
  };
}

export interface GitServer {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  url: string;
  /** Every request so far, in order of completion. */
  requests: GitRequest[];
  close(): Promise<void>;
}

/** Serves {@link gitHandler} alone on a free port of loopback. */
export async function startGitServer(options: Omit<GitHandlerOptions, 'onRequest'>): Promise<GitServer> {
  const requests: GitRequest[] = [];
  const handle = gitHandler({ ...options, onRequest: (request) => requests.push(request) });
  const server = createServer((request, response) => {
    handle(request, response).then(
      (handled) => {
        if (!handled) response.writeHead(404).end();
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Settings of the served repositories, given through the environment so that any bare repository will do. */
const SERVER_CONFIG = [
  ['uploadpack.allowFilter', 'true'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
  ['http.receivepack', 'true'],
  ['safe.directory', '*'],
] as const;

async function runBackend(
  root: string,
  pathInfo: string,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<{ status: number; sent: number }> {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: String(SERVER_CONFIG.length),
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathInfo,
    QUERY_STRING: query,
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    REMOTE_ADDR: '127.0.0.1',
    REMOTE_USER: 'double',
  };
  for (const [index, [key, value]] of SERVER_CONFIG.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  const length = request.headers['content-length'];
  if (length !== undefined) env['CONTENT_LENGTH'] = length;
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined) env['HTTP_CONTENT_ENCODING'] = encoding;
  const protocol = request.headers['git-protocol'];
  if (typeof protocol === 'string') env['GIT_PROTOCOL'] = protocol;

  const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  // The backend may end before it read the whole body; that is its business.
  pipeline(request, backend.stdin).catch(() => {});
  response.on('close', () => {
    if (!response.writableFinished) backend.kill();
  });

  let head: Buffer | null = Buffer.alloc(0);
  let status = 500;
  let sent = 0;
  for await (const chunk of backend.stdout as AsyncIterable<Buffer>) {
    let body = chunk;
    if (head !== null) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) continue;
      status = writeHead(head.subarray(0, end).toString('latin1'), response);
      body = head.subarray(end + 4);
      head = null;
    }
    sent += body.length;
    if (body.length > 0 && !response.write(body)) {
      await drained(response);
    }
  }
  if (head !== null) response.writeHead(500);
  response.end();
  return { status, sent };
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
    if (response.destroyed) done();
  });
}

/** Turns the CGI header block into the response's; returns the status. */
function writeHead(block: string, response: ServerResponse): number {
  let status = 200;
  for (const line of block.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
  return status;
}
