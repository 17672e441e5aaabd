import { appJson, findRepository, type Hub, nodeId, userJson } from '../hub.ts';
import { repositoryJson } from '../payloads.ts';
import { listReply, paginate } from '../reply.ts';
import {
  ApiFailure,
  type AppRecord,
  type Call,
  type Delivery,
  type JsonObject,
  type Reply,
  type Routes,
} from '../types.ts';
import { headersOf } from '../webhooks.ts';

/** The App itself: its installation, its tokens, its webhook deliveries. */
export function appRoutes(hub: Hub): Routes {
  const deliveries = '/app/hook/deliveries';
  return {
    'GET /app': (call) => ({ status: 200, body: { ...appJson(hub, appOf(call)), installations_count: 1 } }),
    'GET /app/installations': (call) =>
      listReply(call, hub.url, [appOf(call)], (app) => installationJson(hub, app)),
    'GET /app/installations/{installation_id}': (call) => ({
      status: 200,
      body: installationJson(hub, findInstalled(call)),
    }),
    'POST /app/installations/{installation_id}/access_tokens': (call) => createToken(hub, call),
    'GET /repos/{owner}/{repo}/installation': (call) =>
      ownInstallation(hub, call, findRepository(hub, call.params).owner),
    'GET /orgs/{org}/installation': (call) => ownInstallation(hub, call, call.params['org']),
    'GET /users/{username}/installation': (call) => ownInstallation(hub, call, call.params['username']),
    'GET /installation/repositories': (call) => listRepositories(hub, call),
    'GET /app/hook/config': (call) => ({
      status: 200,
      body: {
        content_type: 'json',
        insecure_ssl: '0',
        secret: '********',
        url: hub.webhooks.target ?? appOf(call).slug,
      },
    }),
    [`GET ${deliveries}`]: (call) => listDeliveries(hub, call),
    [`GET ${deliveries}/{delivery_id}`]: (call) => ({ status: 200, body: fullDelivery(hub, call) }),
    [`POST ${deliveries}/{delivery_id}/attempts`]: (call) => {
      hub.webhooks.redeliver(findDelivery(hub, call).id);
      return { status: 202, body: {} };
    },
  };
}

function appOf(call: Call): AppRecord {
  if (call.actor.kind !== 'app') throw new ApiFailure(401, 'A JSON web token could not be decoded');
  return call.actor.app;
}

function findInstalled(call: Call): AppRecord {
  const app = appOf(call);
  if (Number(call.params['installation_id']) !== app.installationId) throw new ApiFailure(404, 'Not Found');
  return app;
}

function ownInstallation(hub: Hub, call: Call, account: string | undefined): Reply {
  const app = appOf(call);
  if (account?.toLowerCase() !== hub.owner.login.toLowerCase()) throw new ApiFailure(404, 'Not Found');
  return { status: 200, body: installationJson(hub, app) };
}

/** An installation in GitHub's shape. */
export function installationJson(hub: Hub, app: AppRecord): JsonObject {
  const type = hub.owner.organization ? 'Organization' : 'User';
  return {
    id: app.installationId,
    client_id: app.clientId,
    account: userJson(hub, hub.owner.login),
    repository_selection: 'all',
    access_tokens_url: `${hub.url}/app/installations/${app.installationId}/access_tokens`,
    repositories_url: `${hub.url}/installation/repositories`,
    html_url: `${hub.url}/settings/installations/${app.installationId}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: hub.owner.id,
    target_type: type,
    permissions: app.permissions,
    events: app.events,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

/** Mints the token in the core, which narrows it, and remembers what it may do. */
async function createToken(hub: Hub, call: Call): Promise<Reply> {
  const app = findInstalled(call);
  const token = call.actor.kind === 'app' ? call.actor.token : '';
  const answer = await hub.core.request('POST', `/app/installations/${app.installationId}/access_tokens`, {
    authorization: `Bearer ${token}`,
    body: call.body,
  });
  if (answer.status !== 201) return { status: answer.status, body: answer.body };
  const body = answer.body as {
    token: string;
    permissions: Record<string, string>;
    repositories?: { id: number }[];
  };
  // GitHub adds this one to every token.
  const permissions = { ...body.permissions, metadata: 'read' };
  hub.tokens.set(body.token, {
    kind: 'installation',
    app,
    token: body.token,
    installationId: app.installationId,
    permissions,
    repositoryIds: body.repositories?.map((repository) => repository.id) ?? null,
  });
  return { status: 201, body: { ...body, permissions } };
}

async function listRepositories(hub: Hub, call: Call): Promise<Reply> {
  const { actor } = call;
  if (actor.kind !== 'installation') throw new ApiFailure(403, 'Resource not accessible by integration');
  const own = [...hub.repositories.values()].filter(
    (one) => one.owner === hub.owner.login && (actor.repositoryIds?.includes(one.id) ?? true),
  );
  const { page, headers } = paginate(call, hub.url, own);
  const repositories = await Promise.all(page.map((repository) => repositoryJson(hub, repository)));
  const repository_selection = actor.repositoryIds ? 'selected' : 'all';
  return { status: 200, headers, body: { total_count: own.length, repository_selection, repositories } };
}

/** Newest first, by cursor instead of page, as GitHub lists deliveries. */
function listDeliveries(hub: Hub, call: Call): Reply {
  appOf(call);
  const size = Math.min(100, Number(call.query.get('per_page') ?? 30) || 30);
  const before = Number((call.query.get('cursor') ?? '').replace('v1_', '')) || Number.POSITIVE_INFINITY;
  const status = call.query.get('status');
  const found = hub.webhooks.deliveries
    .filter((one) => one.id < before && (!status || succeeded(one) === (status === 'success')))
    .reverse();
  const page = found.slice(0, size);
  const query = new URLSearchParams(call.query);
  query.set('cursor', `v1_${page.at(-1)?.id}`);
  const headers: Record<string, string> =
    found.length > size ? { link: `<${hub.url}${call.path}?${query}>; rel="next"` } : {};
  return { status: 200, headers, body: page.map((delivery) => deliveryItem(delivery)) };
}

function succeeded(delivery: Delivery): boolean {
  return delivery.status !== null && delivery.status < 400;
}

function deliveryItem(delivery: Delivery): JsonObject {
  const repository = delivery.payload['repository'] as JsonObject | undefined;
  const installation = delivery.payload['installation'] as JsonObject | undefined;
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: Math.round(delivery.milliseconds) / 1000,
    status: succeeded(delivery)
      ? 'OK'
      : delivery.status === null
        ? 'failed to connect to host'
        : 'Invalid HTTP Response',
    status_code: delivery.status ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: installation?.['id'] ?? null,
    repository_id: repository?.['id'] ?? null,
    throttled_at: null,
  };
}

function findDelivery(hub: Hub, call: Call): Delivery {
  appOf(call);
  const found = hub.webhooks.deliveries.find((one) => one.id === Number(call.params['delivery_id']));
  if (!found) throw new ApiFailure(404, 'Not Found');
  return found;
}

function fullDelivery(hub: Hub, call: Call): JsonObject {
  const delivery = findDelivery(hub, call);
  return {
    ...deliveryItem(delivery),
    node_id: nodeId('Delivery', 1),
    url: hub.webhooks.target ?? '',
    request: {
      headers: headersOf(appOf(call), delivery, JSON.stringify(delivery.payload)),
      payload: delivery.payload,
    },
    response: { headers: {}, payload: delivery.response },
  };
}
