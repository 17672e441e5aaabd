import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gitHandler } from '../git-server.ts';
import { authenticate, authorize, mayUseGit } from './access.ts';
import { checkContract } from './contract.ts';
import { syncRefs } from './events.ts';
import { actorLogin, type Hub } from './hub.ts';
import { matchOperation } from './openapi.ts';
import { forward } from './routes/issues.ts';
import {
  type Actor,
  ApiFailure,
  type Call,
  type Fault,
  type JsonObject,
  type RecordedRequest,
  type Reply,
  type Routes,
  type Violation,
} from './types.ts';

/** What the front keeps about the requests it saw. */
export interface Journal {
  requests: RecordedRequest[];
  violations: Violation[];
  faults: Fault[];
}

/** Starts the HTTP server on a free port of loopback; it answers once `serve` has a hub. */
export async function listen(): Promise<{
  server: Server;
  url: string;
  serve(hub: Hub, routes: Routes, journal: Journal): void;
}> {
  let handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> = async (
    _request,
    response,
  ) => {
    response.writeHead(503).end();
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(500, { 'content-type': 'application/json' })
          .end(JSON.stringify({ message: String(error) }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server,
    url,
    serve(hub, routes, journal) {
      const git = gitHandler({ root: hub.root });
      handle = async (request, response) => {
        if (await handleGit(hub, git, request, response)) return;
        await handleRest(hub, routes, journal, request, response);
      };
    },
  };
}

const GIT_ROUTE = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Git over HTTP, with GitHub's answers to those who may not; a push is looked at afterwards. */
async function handleGit(
  hub: Hub,
  git: ReturnType<typeof gitHandler>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? '/', hub.url);
  const match = GIT_ROUTE.exec(url.pathname);
  if (!match) return false;
  const repository = hub.repositories.get(match[1]!.toLowerCase());
  const push = match[2] === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const refuse = (status: number, text: string) => {
    request.resume();
    response
      .writeHead(status, { 'content-type': 'text/plain', 'www-authenticate': 'Basic realm="GitHub"' })
      .end(text);
    return true;
  };
  let actor: Actor;
  try {
    actor = authenticate(hub, request.headers.authorization);
  } catch {
    return refuse(401, 'Bad credentials');
  }
  if (!repository || !mayUseGit(hub, actor, repository, push ? 'write' : 'read')) {
    if (actor.kind === 'anonymous') return refuse(401, 'Authentication required');
    return repository && push && mayUseGit(hub, actor, repository, 'read')
      ? refuse(403, 'Write access to repository not granted.')
      : refuse(404, 'Repository not found.');
  }
  request.url = `/${repository.fullName}.git/${match[2]}${url.search}`;
  if (match[2] !== 'git-receive-pack') return git(request, response);
  // The client may hear of its success before we looked: REST requests and `settled` wait for this.
  const looked = git(request, response).then(() => syncRefs(hub, repository, actorLogin(actor)));
  hub.pushes.add(looked);
  await looked.finally(() => hub.pushes.delete(looked));
  return true;
}

async function handleRest(
  hub: Hub,
  routes: Routes,
  journal: Journal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', hub.url);
  const method = request.method ?? 'GET';
  // GitHub Enterprise Server's clients put this in front.
  const path = url.pathname.replace(/^\/api\/v3(?=\/)/, '');
  const text = await readText(request);
  const begin = Date.now();
  const entry: RecordedRequest = {
    method,
    path: decodePath(path),
    query: url.search.slice(1),
    body: undefined,
    status: 0,
    at: begin,
    milliseconds: 0,
    operation: null,
    actor: 'anonymous',
  };
  journal.requests.push(entry);
  await Promise.allSettled(hub.pushes);
  const fault = takeFault(journal, method, entry.path);
  if (fault?.delay) await wait(fault.delay);
  let reply: Reply;
  if (fault?.status && fault.after !== 'effect') reply = faultReply(fault);
  else {
    reply = await answer(hub, routes, journal, entry, {
      method,
      path,
      query: url.searchParams,
      text,
      request,
    });
    if (fault?.status) reply = faultReply(fault);
  }
  entry.status = reply.status;
  entry.milliseconds = Date.now() - begin;
  send(response, reply);
}

async function answer(
  hub: Hub,
  routes: Routes,
  journal: Journal,
  entry: RecordedRequest,
  asked: { method: string; path: string; query: URLSearchParams; text: string; request: IncomingMessage },
): Promise<Reply> {
  const { method, path, query } = asked;
  const violate = (messages: string[]): Reply => {
    for (const message of messages) journal.violations.push({ method, path: entry.path, message });
    return {
      status: 500,
      body: { message: 'The double: GitHub would not understand this request', errors: messages },
    };
  };
  try {
    entry.body = asked.text === '' ? undefined : JSON.parse(asked.text);
  } catch {
    return violate(['the body is not JSON']);
  }
  const matched = matchOperation(method, path);
  if (!matched) return violate([`GitHub has no ${method} ${path}`]);
  entry.operation = matched.operation;
  const problems = checkContract(matched.operation, query, entry.body);
  if (problems.length > 0) return violate(problems);
  try {
    const actor = authenticate(hub, asked.request.headers.authorization);
    entry.actor =
      actor.kind === 'app'
        ? `app ${actor.app.slug}`
        : actor.kind === 'anonymous'
          ? actor.kind
          : actorLogin(actor);
    authorize(hub, actor, matched.operation, matched.params);
    const call: Call = {
      ...matched,
      method,
      path,
      query,
      body: (Array.isArray(entry.body) ? { labels: entry.body } : (entry.body ?? {})) as JsonObject,
      accept: asked.request.headers.accept ?? '',
      actor,
    };
    const handler = routes[matched.operation] ?? ((one: Call) => forward(hub, one));
    return await handler(call);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return failureReply(error);
  }
}

function failureReply(error: ApiFailure): Reply {
  const body = {
    message: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(error.status),
  };
  return { status: error.status, body, headers: error.headers };
}

function takeFault(journal: Journal, method: string, path: string): Fault | undefined {
  const fault = journal.faults.find((one) => (!one.method || one.method === method) && one.path.test(path));
  if (!fault) return undefined;
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times <= 0) journal.faults.splice(journal.faults.indexOf(fault), 1);
  return fault;
}

function faultReply(fault: Fault): Reply {
  const body = fault.body ?? { message: 'Server Error' };
  return { status: fault.status!, body, ...(fault.headers ? { headers: fault.headers } : {}) };
}

let sent = 0;

function send(response: ServerResponse, reply: Reply): void {
  sent += 1;
  const headers: Record<string, string> = {
    server: 'github.com',
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': `DOUB:${sent.toString(16).toUpperCase()}`,
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
    'x-ratelimit-resource': 'core',
    'x-ratelimit-used': '1',
    ...reply.headers,
  };
  if (reply.raw) {
    response.writeHead(reply.status, { ...headers, 'content-type': reply.raw.type }).end(reply.raw.content);
    return;
  }
  if (reply.status === 204 || reply.body === undefined) {
    response.writeHead(reply.status, headers).end();
    return;
  }
  response
    .writeHead(reply.status, { ...headers, 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(reply.body));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
