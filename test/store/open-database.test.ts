import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatabaseUnavailableError } from '../../src/store/database-error.ts';
import { DataDirectoryInUseError } from '../../src/store/lock-data-directory.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { type PostgresServer, startPostgres } from '../doubles/postgres.ts';

const dataDirectory = tmpdir();

describe('a Postgres server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test('is migrated once by processes that start at the same time', async () => {
    const databaseUrl = await server.createDatabase('together');
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase({ databaseUrl, dataDirectory })),
    );
    for (const database of opened) await database.ping();
    await Promise.all(opened.map((database) => database.close()));
  });

  test.each([
    [
      'a wrong password',
      (url: string) => url.replace('for-tests-only', 'n0t-it'),
      /password is wrong.*28P01/,
    ],
    ['an unknown database', (url: string) => `${url}x`, /database does not exist.*3D000/],
    ['an unknown host', (url: string) => url.replace('127.0.0.1', 'no-such-host.invalid'), /host/],
    ['no URL', () => 'n0t-it', /no URL/],
  ])('says what is wrong with %s and never the password', async (_, mistake, message) => {
    const error = await openDatabase({ databaseUrl: mistake(server.url), dataDirectory }).catch((e) => e);
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(error.message).toMatch(message);
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toMatch(/n0t-it|for-tests-only/);
  });
});

test('a server that is not there is named with its place', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  const databaseUrl = `postgres://architect:secret-word@127.0.0.1:${port}/reviews`;
  const error = await openDatabase({ databaseUrl, dataDirectory }).catch((e) => e);
  expect(error.message).toBe(
    `DATABASE_URL: Postgres at 127.0.0.1:${port}/reviews: nothing listens there. Start the server, or mend host and port (ECONNREFUSED).`,
  );
});

test('a data directory opens once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'architect-open-'));
  try {
    const database = await openDatabase({ dataDirectory: directory });
    await expect(openDatabase({ dataDirectory: directory })).rejects.toThrow(DataDirectoryInUseError);
    await database.close();
    await expect(database.ping()).rejects.toThrow();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
