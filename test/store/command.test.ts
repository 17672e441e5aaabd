import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countCommand } from '../../src/store/command.ts';
import { forgetRepositories } from '../../src/store/forget-repositories.ts';
import type { Database } from '../../src/store/open-database.ts';
import { addRequest, readPullRequestState, saveReviewed } from '../../src/store/pull-request.ts';
import { engines, type TestEngine } from './test-engines.ts';

const host = 'github.com';
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

describe.each(engines)('on $name', ({ start }) => {
  let engine: TestEngine;
  let database: Database;
  beforeAll(async () => {
    engine = await start();
    database = await engine.open();
  });
  afterAll(async () => {
    await database.close();
    await engine.stop();
  });

  it('counts commands by person and repository over the last hour, a repeated delivery once', async () => {
    const count = (repositoryId: number, login: string, commentId: number, minute: number) =>
      countCommand(database.kysely, { host, repositoryId }, { login, commentId, at: at(minute) });
    expect(await count(1, 'alice', 10, 0)).toEqual({ byPerson: 1, inRepository: 1 });
    expect(await count(1, 'alice', 10, 0)).toEqual({ byPerson: 1, inRepository: 1 });
    expect(await count(1, 'bob', 11, 30)).toEqual({ byPerson: 1, inRepository: 2 });
    expect(await count(2, 'alice', 10, 30)).toEqual({ byPerson: 1, inRepository: 1 });
    expect(await count(1, 'alice', 12, 61)).toEqual({ byPerson: 1, inRepository: 2 });
  });

  it('forgets all of a repository and nothing of another', async () => {
    const request = { id: 'a', kind: 'review' as const, by: 'alice', commentId: 1, at: at(0).toISOString() };
    for (const repositoryId of [7, 8]) {
      await addRequest(database.kysely, { host, repositoryId, number: 1 }, request);
      await saveReviewed(database.kysely, { host, repositoryId, number: 1 }, { head: 'abc', round: 3 });
    }
    await forgetRepositories(database.kysely, host, []);
    await forgetRepositories(database.kysely, host, [7]);
    const state = (repositoryId: number) =>
      readPullRequestState(database.kysely, { host, repositoryId, number: 1 });
    expect(await state(7)).toMatchObject({ round: 0, requests: [] });
    expect(await state(8)).toMatchObject({ round: 3, requests: [request] });
  });
});
