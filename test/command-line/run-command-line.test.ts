import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log, Run } from 'sarif';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/command-line/run-command-line.ts';
import { startClaude } from '../doubles/claude/start-claude.ts';
import { git } from '../doubles/git-fixture.ts';
import { type GitHubDouble, startGitHub } from '../doubles/github/start-github.ts';
import { isSarif } from './is-sarif.ts';

const sample = (side: string) => fileURLToPath(new URL(`../../demo/sample/${side}`, import.meta.url));

let folder: string;
let repo: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'architect-command-line-'));
  repo = join(folder, 'orders');
  await cp(sample('base'), repo, { recursive: true });
  const commit = async (message: string) => {
    await git(repo, 'add', '-A');
    await git(repo, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', message);
  };
  await git(folder, 'init', '-q', '-b', 'main', 'orders');
  await commit('base');
  await git(repo, 'checkout', '-q', '-b', 'feature');
  await cp(sample('head'), repo, { recursive: true });
  await commit('head');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command line in this process, with a cache of its own and no other environment. */
async function run(line: string[], env: Record<string, string> = {}) {
  const said = { output: '', errors: '' };
  const code = await runCommandLine(line, {
    env: { XDG_CACHE_HOME: join(folder, 'cache'), ...env },
    output: { write: (text) => (said.output += text) },
    errors: { write: (text) => (said.errors += text) },
  });
  return { code, ...said };
}

describe('architect review of a local range', () => {
  it('prints Markdown, the verdict first, and nothing else', async () => {
    const { code, output, errors } = await run(['review', '--repo', repo, '--base', 'main']);
    expect([code, errors]).toEqual([0, '']);
    expect(output.split('\n')[0]).toBe('# To consider: 1 warning');
    expect(output).toContain('graph/new-cycle');
    expect(output).toContain('A message broker enters this system (amqplib)');
    expect(output).not.toMatch(/<details|<sub/);
  });

  it('prints JSON for programs, the same bytes but for the times', async () => {
    const line = ['review', '--repo', repo, '--base', 'main', '--format', 'json'];
    const [first, second] = [await run(line), await run(line)].map(({ output }) => {
      const { milliseconds: _, ...rest } = JSON.parse(output) as Record<string, unknown>;
      return rest;
    });
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      schemaVersion: 1,
      verdict: 'attention',
      architect: 'none',
      conclusion: 'success',
    });
  });

  it('prints SARIF: its findings, valid by the schema of 2.1.0', async () => {
    const { output } = await run(['review', '--repo', repo, '--base', 'main', '--format', 'sarif']);
    const log = JSON.parse(output) as Log;
    isSarif(log);
    expect(isSarif.errors).toBeNull();
    const { results, tool } = log.runs[0] as Run;
    expect(results?.map(({ ruleId, level }) => [ruleId, level])).toEqual([['graph/new-cycle', 'warning']]);
    expect(tool.driver.rules?.map(({ id }) => id)).toEqual(['graph/new-cycle']);
    expect(results?.[0]?.locations?.[0]?.physicalLocation?.region?.startLine).toBeGreaterThan(0);
  });

  it('ends with 1 when --fail-on is reached, with 0 below it', async () => {
    const line = ['review', '--repo', repo, '--base', 'main', '--fail-on'];
    expect((await run([...line, 'error'])).code).toBe(0);
    expect((await run([...line, 'warning'])).code).toBe(1);
  });

  it('takes a settings file in place of the base’s, and names what is wrong with it', async () => {
    const file = join(folder, 'try.yml');
    await writeFile(file, 'comments: { lowest: error }\nfoo: 1\n');
    const { output, errors } = await run(['review', '--repo', repo, '--base', 'main', '--settings', file]);
    expect(output.split('\n')[0]).toContain('no findings');
    expect(errors).toContain(`${file}:2:1: unknown key \`foo\``);
    const none = await run(['review', '--repo', repo, '--base', 'main', '--settings', join(folder, 'none')]);
    expect(none).toMatchObject({ code: 2, output: '' });
    expect(none.errors).toContain('cannot be read: ENOENT');
  });

  it('asks Claude when there is a key, and nobody with --offline', async () => {
    const claude = await startClaude();
    const env = { ANTHROPIC_API_KEY: 'sk-double-0000', ANTHROPIC_BASE_URL: claude.url };
    try {
      expect((await run(['review', '--repo', repo, '--base', 'main', '--offline'], env)).output).toContain(
        'no model',
      );
      expect(claude.requests).toHaveLength(0);
      expect((await run(['review', '--repo', repo, '--base', 'main'], env)).output).toContain(
        'claude-sonnet-5-5',
      );
      expect(claude.requests).toHaveLength(1);
    } finally {
      await claude.close();
    }
  });

  it.each([
    [['review', '--base', 'nope'], 'There is no revision "nope"'],
    [['review', '--repo', '/nowhere/at/all', '--base', 'x'], 'There is no folder'],
    [['review'], 'needs --base REV'],
  ])('says %j in one line and ends with 2', async (line, message) => {
    const words = line.includes('--repo') || line.length === 1 ? line : [...line, '--repo', repo];
    const { code, output, errors } = await run(words);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain(message);
    expect(errors.trimEnd()).not.toContain('\n');
  });
});

it('architect evidence prints the documented fields, the same bytes each time', async () => {
  const line = ['evidence', '--repo', repo, '--base', 'main', '--head', 'feature', '--format', 'json'];
  const [first, second] = [await run(line), await run(line)];
  expect(second.output).toBe(first.output);
  const evidence = JSON.parse(first.output) as Record<string, unknown>;
  expect(Object.keys(evidence)).toEqual(
    expect.arrayContaining([
      'schemaVersion',
      'base',
      'head',
      'mergeBase',
      'files',
      'graph',
      'facts',
      'coverage',
    ]),
  );
  expect(evidence['graph']).toMatchObject({
    base: { files: 6, edges: 9, cycles: 0 },
    head: { files: 7, edges: 12, cycles: 1 },
    cyclesAdded: [['src/domain/place-order.ts', 'src/infra/order-events.ts']],
    packagesAdded: [{ name: 'amqplib', ecosystem: 'npm', from: ['src/infra/order-events.ts'] }],
  });
  expect((evidence['files'] as { hunks: object[] }[])[0]).toEqual({
    path: 'package.json',
    previousPath: null,
    status: 'modified',
    language: 'json',
    binary: false,
    generated: false,
    hunks: expect.any(Array),
  });
});

it('architect graph prints the graph of a commit in three formats', async () => {
  const json = JSON.parse((await run(['graph', '--repo', repo, '--ref', 'main'])).output) as {
    files: object[];
  };
  expect(json.files).toHaveLength(6);
  expect((await run(['graph', '--repo', repo, '--format', 'mermaid'])).output).toMatch(/^flowchart LR/);
  expect((await run(['graph', '--repo', repo, '--format', 'dot'])).output).toMatch(/^digraph/);
});

describe('architect review of a pull request on GitHub', () => {
  let github: GitHubDouble;
  beforeAll(async () => {
    github = await startGitHub({ users: ['alice'] });
    await github.createRepository('orders', { folder: sample('base') });
    await github.setRole('octo-org/orders', 'alice', 'write');
    const files = Object.fromEntries(
      await Promise.all(
        ['package.json', 'src/domain/place-order.ts', 'src/infra/order-events.ts'].map(async (path) => {
          return [path, await readFile(join(sample('head'), path), 'utf8')] as const;
        }),
      ),
    );
    await github.commit('octo-org/orders', 'events', files, { author: 'alice' });
    await github.openPull('octo-org/orders', { title: 'Events', head: 'events', author: 'alice' });
  });
  afterAll(() => github.close());

  it('prints what the local review of the same commits prints, and posts nothing', async () => {
    const env = { GITHUB_URL: github.url, GITHUB_API_URL: github.url, GITHUB_TOKEN: github.tokenOf('alice') };
    const { code, output, errors } = await run(['review', 'octo-org/orders#1', '--format', 'json'], env);
    expect([code, errors]).toEqual([0, '']);
    const local = await run(['review', '--repo', repo, '--base', 'main', '--format', 'json']);
    const findings = (text: string) => (JSON.parse(text) as { findings: object[] }).findings;
    expect(findings(output)).toEqual(findings(local.output));
    expect(github.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
    github.assertNoViolations();
  });

  it('says in one line what is missing', async () => {
    const env = { GITHUB_URL: github.url, GITHUB_API_URL: github.url };
    expect((await run(['review', 'octo-org/orders#1'], env)).errors).toContain('set GITHUB_TOKEN');
    const unknown = await run(['review', 'octo-org/orders#99'], {
      ...env,
      GITHUB_TOKEN: github.tokenOf('alice'),
    });
    expect(unknown.code).toBe(2);
    expect(unknown.errors.trimEnd()).not.toContain('\n');
  });
});
