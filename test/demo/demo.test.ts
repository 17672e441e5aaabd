import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, type TestContext } from 'vitest';
import { startClaude } from '../doubles/claude/start-claude.ts';
import { temporaryFolder } from '../doubles/git-fixture.ts';

const demo = fileURLToPath(new URL('../../demo/demo.ts', import.meta.url));

interface Run {
  code: number | null;
  output: string;
  errors: string;
  page: () => Promise<string>;
  /** What is left in the folder for temporary files. */
  left: string[];
}

/** Runs the demo with temporary files and page below a folder with a space in its name, and nothing of our environment. */
async function runDemo({ onTestFinished }: TestContext, env: Record<string, string> = {}): Promise<Run> {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const cwd = join(folder.path, 'a folder');
  const temporary = join(cwd, 'temporary files');
  mkdirSync(temporary, { recursive: true });
  const child = spawn(process.execPath, [demo], {
    cwd,
    env: { PATH: process.env['PATH'], TMPDIR: temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const page = () => readFile(join(cwd, '.data/demo/index.html'), 'utf8');
  return { code, output, errors, page, left: await readdir(temporary) };
}

/** Settings of git that break a careless commit or push. */
function strangeGit({ onTestFinished }: TestContext): Record<string, string> {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const config = join(folder.path, 'gitconfig');
  writeFileSync(
    config,
    '[commit]\n\tgpgsign = true\n[gpg]\n\tprogram = /nonexistent\n[core]\n\tautocrlf = true\n\thooksPath = /nonexistent\n[init]\n\tdefaultBranch = trunk\n[push]\n\tdefault = nothing\n',
  );
  return {
    GIT_CONFIG_GLOBAL: config,
    GIT_DIR: '/nonexistent/.git',
    GIT_WORK_TREE: '/nonexistent',
    GIT_INDEX_FILE: '/nonexistent/index',
    GIT_AUTHOR_DATE: 'not a date',
    http_proxy: 'http://127.0.0.1:9',
    HTTP_PROXY: 'http://127.0.0.1:9',
  };
}

describe('the demo', () => {
  it('tells its steps, shows what stands on the pull request, writes the page and ends', async (test) => {
    const { code, output, errors, page, left } = await runDemo(test, strangeGit(test));
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(left).toEqual([]);

    const steps = output.split('\n').filter((line) => /^ *\d+\.\d\d s {2}/.test(line));
    const expected = [
      /embedded GitHub \(a double, not the real service\) is up at http:\/\/127\.0\.0\.1:\d+$/,
      /embedded database \(PGlite\) and the App are up at http:\/\/127\.0\.0\.1:\d+$/,
      /no ANTHROPIC_API_KEY: the model-less architect reviews/,
      /alice pushed the sample service to octo-org\/orders/,
      /alice opened pull request octo-org\/orders#1$/,
      /webhook pull_request\.opened delivered, signed, answered 200 in \d+ ms$/,
      /check run: in_progress$/,
      /review posted with 1 inline comment$/,
      /follow-up issue opened$/,
      /comment posted$/,
      /check run: success$/,
      /the pull request is reviewed; no model was used$/,
      /alice wrote \/architect help$/,
      /webhook issue_comment\.created delivered, signed, answered 200 in \d+ ms$/,
      /reaction to the command: eyes$/,
      /everything is stopped$/,
    ];
    const at = expected.map((step) => steps.findIndex((line) => step.test(line)));
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((a, b) => a - b));

    expect(output).toMatch(/^Comment by architect\[bot\]\n\n {2}To consider: /m);
    expect(output).toContain('Inline comment on src/domain/place-order.ts:2 by architect[bot]');
    expect(output).toContain("   2 + import { publishOrderPlaced } from '../infra/order-events.ts';");
    expect(output).toMatch(/^Check run Architect: success\n\n {2}“1 warning”/m);
    expect(output).toMatch(/^Issue #2 by architect\[bot\] \(open, architecture-decision\)/m);
    expect(output).toMatch(/^Comment by alice, reaction: eyes\n\n {2}\/architect help$/m);
    expect(output).toMatch(/^ {2}`\/architect review` {3}/m);
    expect(output).not.toContain('<!--');
    expect(output).toBe(stripVTControlCharacters(output));
    const long = output.split('\n').filter((line) => [...line].length > 100);
    expect(long.filter((line) => !line.startsWith('file://'))).toEqual([]);

    const html = await page();
    expect(output.trimEnd()).toMatch(/\nfile:\/\/\/.*\/a%20folder\/\.data\/demo\/index\.html$/);
    expect(html).toContain('This import closes a new import cycle');
    expect(html).toContain('opened issue #2 (open)');
    expect(html).toContain('Show this list.');
    expect(html).toContain('<pre class="mermaid">flowchart');
    expect(html).toContain('<script src="mermaid.min.js"></script>');
    expect(html).not.toMatch(/<(?:script|link|img)[^>]*(?:src|href)="http/);
  });

  it('says in a sentence what is wrong, and fails', async (test) => {
    const { code, output, errors, left } = await runDemo(test, { ANTHROPIC_API_KEY: 'short' });
    expect(code).toBe(1);
    expect(errors).toContain('The demo failed: ');
    expect(errors).toContain('ANTHROPIC_API_KEY is too short to be a key');
    expect(output).not.toContain('is reviewed');
    expect(left).toEqual([]);
  });

  it('says that Claude reviews, and shows what it found', async (test) => {
    const claude = await startClaude();
    test.onTestFinished(() => claude.close());
    const { code, output, errors, page } = await runDemo(test, {
      ANTHROPIC_API_KEY: 'sk-double-0000',
      ANTHROPIC_BASE_URL: claude.url,
    });
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(output).toContain(`ANTHROPIC_API_KEY is set: Claude reviews, at ${claude.url}`);
    expect(output).toMatch(/the pull request is reviewed; judged by Claude \(claude-[\w-]+\)$/m);
    expect(claude.requests.length).toBeGreaterThan(0);
    expect(await page()).toContain('The state and the message about it are written apart');
  });
});
