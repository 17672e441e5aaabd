import { createHmac, randomUUID } from 'node:crypto';
import type { AppRecord, Delivery, JsonObject } from './types.ts';

/** Sends signed webhooks to one address and keeps what was sent. */
export interface Webhooks {
  deliveries: Delivery[];
  /** Where webhooks go; null to only keep them. */
  target: string | null;
  /** Makes and signs one webhook and starts sending it; null when the App does not subscribe to the event. */
  emit(event: string, payload: JsonObject): Delivery | null;
  /** Starts sending an earlier delivery again, with the same GUID, as GitHub's redelivery does. */
  redeliver(id: number): Delivery;
  /** Resolves when these deliveries were answered, or failed. */
  finished(deliveries: Delivery[]): Promise<void>;
  /** Resolves when no delivery is on its way. */
  settled(): Promise<void>;
}

/** GitHub sends these to every App, whatever it subscribes to. */
const ALWAYS = new Set(['installation', 'installation_repositories', 'ping', 'github_app_authorization']);

/** Makes the sender for one App. A receiver has 10 seconds, as at GitHub. */
export function createWebhooks(app: AppRecord, target: string | null): Webhooks {
  const pending = new Map<Delivery, Promise<void>>();
  let nextId = 12_345_678_901;

  async function send(delivery: Delivery): Promise<void> {
    if (webhooks.target === null) return;
    const body = JSON.stringify(delivery.payload);
    const begin = performance.now();
    try {
      const response = await fetch(webhooks.target, {
        method: 'POST',
        headers: headersOf(app, delivery, body),
        body,
        signal: AbortSignal.timeout(10_000),
      });
      delivery.response = await response.text();
      delivery.status = response.status;
    } catch (error) {
      delivery.response = String(error);
    }
    delivery.milliseconds = performance.now() - begin;
  }

  function start(delivery: Delivery): Delivery {
    webhooks.deliveries.push(delivery);
    pending.set(
      delivery,
      send(delivery).finally(() => pending.delete(delivery)),
    );
    return delivery;
  }

  function make(event: string, payload: JsonObject, guid: string, redelivery: boolean): Delivery {
    return {
      id: nextId++,
      guid,
      event,
      action: typeof payload['action'] === 'string' ? payload['action'] : null,
      payload,
      deliveredAt: new Date().toISOString(),
      redelivery,
      status: null,
      milliseconds: 0,
      response: '',
    };
  }

  const webhooks: Webhooks = {
    deliveries: [],
    target,
    emit(event, payload) {
      if (!ALWAYS.has(event) && !app.events.includes(event)) return null;
      return start(make(event, payload, randomUUID(), false));
    },
    redeliver(id) {
      const earlier = webhooks.deliveries.find((delivery) => delivery.id === id);
      if (!earlier) throw new Error(`There is no delivery ${id}`);
      return start(make(earlier.event, earlier.payload, earlier.guid, true));
    },
    async finished(deliveries) {
      await Promise.all(deliveries.map((delivery) => pending.get(delivery)));
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending.values());
    },
  };
  return webhooks;
}

/** The headers of a delivery as GitHub sends them. */
export function headersOf(app: AppRecord, delivery: Delivery, body: string): Record<string, string> {
  const sign = (algorithm: string) => createHmac(algorithm, app.webhookSecret).update(body).digest('hex');
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/double',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(app.id),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${sign('sha1')}`,
    'x-hub-signature-256': `sha256=${sign('sha256')}`,
  };
}
