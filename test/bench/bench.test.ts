import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../bench/bench.ts', import.meta.url));
const run = (...words: string[]) => promisify(execFile)(process.execPath, [script, ...words]);

it('measures graph, intake and review beside their floors, and nothing is lost', {
  timeout: 180_000,
}, async () => {
  const { stdout } = await run('--quick');
  const rows = stdout.split('\n');
  const starting = (text: string) => rows.filter((row) => row.startsWith(text));
  // One row an engine: PGlite and Postgres.
  for (const name of ['App: server', 'App with 8 workers', 'bare Probot, handler awaits boss.send']) {
    expect(starting(name)).toHaveLength(2);
    for (const row of starting(name)) expect(row).toMatch(/ 0 +\d+ +lost=0 +\d+$/);
  }
  for (const name of ['pg-boss alone: boss.send, 50 at once', 'bare Probot, handler does nothing']) {
    expect(starting(name)).toHaveLength(2);
  }
  expect(starting('without a model, median')).toHaveLength(1);
  expect(starting('with the double of Claude, median')).toHaveLength(1);
  // Ours, the floors, and five files on a cold and a warm store; no peers, which would have to be installed.
  expect(starting('architect graph ')).toHaveLength(1);
  expect(starting('floor: ')).toHaveLength(2);
  expect(rows.filter((row) => /^synthetic-400 +404 /.test(row))).toHaveLength(1);
  expect(starting('Goal: synthetic-400: ')).toHaveLength(4);
  expect(starting('Goal: ')).toHaveLength(8);
  expect(stdout).not.toContain('FAULT');
});

it('names its suites when it does not know one', async () => {
  await expect(run('nothing')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('graph | intake | review'),
  });
});
