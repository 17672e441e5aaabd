import { createEmulator } from 'emulate';
import type { AppRecord, JsonObject } from './types.ts';

/** The stateful core: issues, comments, labels, users, repositories, tokens. */
export interface EmulatorCore {
  request(
    method: string,
    path: string,
    options?: { body?: unknown; authorization?: string; accept?: string },
  ): Promise<{ status: number; body: unknown; headers: Headers }>;
  close(): Promise<void>;
}

export interface CoreSeed {
  users: { login: string; token: string; name?: string }[];
  owner: { login: string; organization: boolean };
  /** More tokens of the first user. */
  spareTokens: string[];
  apps: AppRecord[];
}

/**
 * Starts the emulator on a free port of loopback. Its own addresses are replaced by `publicUrl` in every answer,
 * so nobody is led around the double.
 */
export async function startEmulatorCore(seed: CoreSeed, publicUrl: string): Promise<EmulatorCore> {
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    hostname: '127.0.0.1',
    seed: {
      tokens: Object.fromEntries([
        ...seed.users.map((user) => [user.token, { login: user.login }]),
        ...seed.spareTokens.map((token) => [token, { login: seed.users[0]!.login }]),
      ]),
      github: {
        users: seed.users.map((user) => ({
          login: user.login,
          name: user.name ?? user.login,
          email: `${user.login}@users.noreply.github.com`,
        })),
        orgs: seed.owner.organization
          ? [{ login: seed.owner.login, members: [{ login: seed.users[0]!.login, role: 'admin' }] }]
          : [],
        apps: seed.apps.map((app) => ({
          app_id: app.id,
          slug: app.slug,
          name: app.name,
          private_key: app.privateKey,
          permissions: app.permissions,
          events: app.events,
          installations: [
            {
              installation_id: app.installationId,
              account: seed.owner.login,
              repository_selection: 'all',
              permissions: app.permissions,
            },
          ],
        })),
      },
    },
  });
  const address = new URL(emulator.url);
  const own = new RegExp(`https?://(localhost|127\\.0\\.0\\.1):${address.port}`, 'g');
  const base = `http://127.0.0.1:${address.port}`;
  return {
    async request(method, path, options = {}) {
      // A connection kept alive goes stale while a starting database holds the event loop for seconds.
      const headers: Record<string, string> = { accept: 'application/json', connection: 'close' };
      if (options.authorization) headers['authorization'] = options.authorization;
      if (options.body !== undefined) headers['content-type'] = 'application/json';
      const response = await fetch(base + path, {
        method,
        headers,
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      });
      const text = (await response.text()).replace(own, publicUrl);
      return { status: response.status, body: parse(text), headers: response.headers };
    },
    close: () => emulator.close(),
  };
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return { message: text } satisfies JsonObject;
  }
}
