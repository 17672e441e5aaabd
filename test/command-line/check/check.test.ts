import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src/command-line/run-command-line.ts';
import { parseSettings } from '../../../src/settings/parse-settings.ts';
import { commitFiles, git, temporaryFolder } from '../../doubles/git-fixture.ts';

const settings = `architecture:
  modules:
    api: src/api
    domain: src/domain
    infra: src/infra
  boundaries:
    - { name: pure-domain, from: domain, deny: [infra, "npm:pg"], why: ADR-0004 }
    - { name: pg-in-infra, protect: "npm:pg", allow: infra, severity: warning }
  exceptions:
    - { rule: pure-domain, from: src/domain/old.ts, to: src/infra/table.ts, why: "#12" }
`;
const base = {
  '.github/architect.yml': settings,
  'package.json': '{"dependencies":{"pg":"8"}}',
  'src/api/routes.ts': "import { place } from '../domain/order.ts';\nplace();\n",
  'src/domain/order.ts': 'export const place = () => 1;\n',
  'src/domain/old.ts': "import { table } from '../infra/table.ts';\nexport const old = table;\n",
  'src/infra/table.ts': "import pg from 'pg';\nexport const table = pg;\n",
  'test/order.test.ts': "import { place } from '../src/domain/order.ts';\nplace();\n",
};
const head = {
  ...base,
  // A head cannot loosen what it is judged by.
  '.github/architect.yml': '{}\n',
  'src/domain/order.ts':
    "import pg from 'pg';\nimport { table } from '../infra/table.ts';\nexport const place = () => [pg, table];\n",
};

let folder: ReturnType<typeof temporaryFolder>;
let repo: string;
beforeAll(() => {
  folder = temporaryFolder();
  repo = join(folder.path, 'shop');
  git(folder.path, 'init', '-q', '-b', 'main', repo);
  const first = commitFiles(repo, base, { branch: 'refs/heads/main' });
  commitFiles(repo, head, { branch: 'refs/heads/feature', parents: [first] });
});
afterAll(() => folder.remove());

async function run(...line: string[]) {
  const said = { output: '', errors: '' };
  const code = await runCommandLine([...line, '--repo', repo], {
    env: { XDG_CACHE_HOME: join(folder.path, 'cache') },
    output: { write: (text) => (said.output += text) },
    errors: { write: (text) => (said.errors += text) },
  });
  return { code, ...said };
}

describe('architect check', () => {
  it('ends with 1 on an error that the change adds, by the rules of the base', async () => {
    const { code, output, errors } = await run('check', '--base', 'main', '--head', 'feature');
    expect([code, errors]).toEqual([1, '']);
    expect(output).toContain('src/domain/order.ts:1: error: pure-domain: ');
    expect(output).toContain('src/domain/order.ts:2: error: pure-domain: ');
    expect(output).toContain('src/domain/order.ts:1: warning: pg-in-infra: ');
    expect(output).toContain('ADR-0004');
    expect(output).not.toContain('src/domain/old.ts');
    expect(output).toContain('2 errors, 1 warning');
    expect(output).toContain('Checked 2 rules: pure-domain, pg-in-infra.');
  });

  it('ends with 0 where nothing breaks a rule, and names the rules', async () => {
    const { code, output } = await run('check', '--base', 'main', '--head', 'main');
    expect(code).toBe(0);
    expect(output).toMatch(/^No breach\.\nChecked 2 rules: pure-domain, pg-in-infra\.\n/);
  });

  it('judges the whole tree without a base, exceptions apart', async () => {
    expect((await run('check', '--head', 'main')).code).toBe(0);
    const file = join(folder.path, 'strict.yml');
    writeFileSync(file, settings.slice(0, settings.indexOf('  exceptions:')));
    const { code, output } = await run('check', '--head', 'main', '--settings', file);
    expect(code).toBe(1);
    expect(output).toContain('src/domain/old.ts:1: error: pure-domain: ');
    expect(output).toContain('the whole tree');
  });

  it('says the same in every format', async () => {
    const line = ['check', '--base', 'main', '--head', 'feature', '--format'];
    const [github, sarif, junit] = [
      await run(...line, 'github'),
      await run(...line, 'sarif'),
      await run(...line, 'junit'),
    ];
    expect([github.code, sarif.code, junit.code]).toEqual([1, 1, 1]);
    expect(github.output.match(/^::(?:error|warning|notice) /gm)).toEqual(
      expect.arrayContaining(['::error ', '::error ', '::warning ']),
    );
    const log = JSON.parse(sarif.output) as { runs: { results: { level: string }[] }[] };
    const levels = log.runs[0]!.results.map(({ level }) => level);
    expect(levels.filter((level) => level === 'error')).toHaveLength(2);
    expect(junit.output).toContain('failures="1"');
  });

  it('refuses to judge by settings that are wrong: never green by mistake', async () => {
    const file = join(folder.path, 'wrong.yml');
    writeFileSync(file, 'architecture:\n  boundarys: []\n');
    const { code, output, errors } = await run('check', '--head', 'main', '--settings', file);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain('wrong.yml:2:3: ');
    expect(errors).toContain('did you mean `boundaries`?');
    expect(errors).toContain('nothing was checked');
  });
});

describe('what must not open the gate', () => {
  let number = 0;
  const against = async (
    before: Record<string, string | { content: string; mode: string }>,
    after: Record<string, string | Buffer | { content: string; mode: string }>,
  ) => {
    const name = `gate-${number++}`;
    const first = commitFiles(repo, before, { branch: `refs/heads/${name}-base` });
    commitFiles(repo, after, { branch: `refs/heads/${name}`, parents: [first] });
    return run('check', '--base', `${name}-base`, '--head', name);
  };
  const breach = "import { table } from '../infra/table.ts';\n";
  const huge = `${breach}//${'x'.repeat(1024 * 1024)}\n`;

  it('a changed file that cannot be read', async () => {
    const large = await against(base, { ...base, 'src/domain/order.ts': huge });
    expect([large.code, large.errors]).toEqual([
      2,
      expect.stringContaining('the gate stays shut: src/domain/order.ts'),
    ]);
    const wide = Buffer.from(breach, 'utf16le');
    expect((await against(base, { ...base, 'src/domain/order.ts': wide })).code).toBe(2);
  });

  it('the second step of a breach whose first step could not be read', async () => {
    const after = { ...base, 'src/domain/order.ts': breach };
    const { code, output } = await against({ ...base, 'src/domain/order.ts': huge }, after);
    expect([code, output]).toEqual([1, expect.stringContaining('src/domain/order.ts:1: error: pure-domain')]);
  });

  it.each([
    ['a folder in place of the settings', { '.github/architect.yml/a': 'x' }, 'is a folder'],
    ['settings under another name', { '.github/architect.yaml': settings }, 'the settings stand in'],
    [
      'settings too large to be any',
      { '.github/architect.yml': `#${'x'.repeat(3_000_000)}` },
      'architect.yml:1:1',
    ],
  ])('%s', async (_, files, message) => {
    const { '.github/architect.yml': _settings, ...others } = base;
    const { code, errors } = await against(
      { ...others, ...files },
      { ...others, ...files, 'src/domain/order.ts': breach },
    );
    expect([code, errors]).toEqual([2, expect.stringContaining(message)]);
  });

  it('a link in place of a folder’s settings', async () => {
    const link = { 'src/domain/architect.yml': { content: '../../x.yml', mode: '120000' } };
    const { code, errors } = await against(
      { ...base, ...link },
      { ...base, ...link, 'src/domain/order.ts': breach },
    );
    expect([code, errors]).toEqual([2, expect.stringContaining('src/domain/architect.yml:')]);
  });

  it('a name or a mark that hides sources, without a word', async () => {
    const { output } = await against(base, {
      ...base,
      '.gitattributes': 'src/domain/** linguist-generated\n',
      'src/domain/vendor/c.ts': breach,
    });
    expect(output).toContain('src/domain/vendor/c.ts: not judged: generated or vendored');
    expect(output).toContain('.gitattributes: note: This change edits what .gitattributes calls generated');
  });

  it('a comparison of a commit with itself, without a word', async () => {
    const { output } = await run('check', '--base', 'main', '--head', 'main');
    expect(output).toContain('nothing to compare');
  });
});

describe('architect init', () => {
  it('proposes rules that hold today, says what it saw, and the gate agrees', async () => {
    const { code, output } = await run('init', '--ref', 'main');
    expect(code).toBe(0);
    expect(output).toContain('# Seen: 5 files, 3 imports between them, 0 cycles of files;');
    const { settings: proposed, problems } = parseSettings([{ file: 'proposed', text: output }]);
    expect(problems).toEqual([]);
    const { modules, layers, boundaries } = proposed.architecture;
    expect(Object.keys(modules).sort()).toEqual(['api', 'domain', 'infra', 'tests']);
    expect(layers[0]!.order).toEqual([['api'], ['domain'], ['infra']]);
    expect(boundaries.map(({ name }) => name)).toEqual(['no-tests-in-production', 'only-infra-uses-pg']);

    const file = join(folder.path, 'proposed.yml');
    writeFileSync(file, output);
    expect(await run('check', '--head', 'main', '--settings', file)).toMatchObject({ code: 0 });
    // And it holds something: the change that adds a first import of `pg` to the domain breaks it.
    const broken = await run('check', '--base', 'main', '--head', 'feature', '--settings', file);
    expect(broken.code).toBe(1);
    expect(broken.output).toContain('only-infra-uses-pg: ');
  });

  it('writes the file once, and never over one that stands', async () => {
    const file = join(repo, '.github', 'architect.yml');
    rmSync(file, { force: true });
    expect((await run('init', '--write', '--ref', 'main')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('architecture:');
    writeFileSync(file, 'mine');
    const again = await run('init', '--write', '--ref', 'main');
    expect([again.code, readFileSync(file, 'utf8')]).toEqual([2, 'mine']);
    expect(again.errors).toContain('it stands already');
  });

  const chain = (count: number, folder: (at: number) => string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => {
        const below = folder(at)
          .split('/')
          .map(() => '..')
          .join('/');
        return [`${folder(at)}/a.ts`, at === 0 ? '' : `import '${below}/${folder(at - 1)}/a';`];
      }),
    );
  it.each([
    ['a chain of 300 folders', chain(300, (at) => `p${at}`)],
    ['300 packages', chain(300, (at) => `packages/p${at}`)],
    [
      'names that are signs of globs',
      { 'src/a?b/x.ts': "import '../a*b/y'", 'src/a*b/y.ts': '', '{x}/z.ts': '', '[y]/w.ts': '' },
    ],
    ['names with control characters', { 'src/a\tb/x.ts': '', 'src/ok/y.ts': "import '../a\\tb/x'" }],
    ['tests only', { 'test/a.test.ts': '' }],
  ])('holds for %s', async (name, files) => {
    const branch = `odd-${Object.keys(files).length}-${name.length}`;
    commitFiles(repo, files, { branch: `refs/heads/${branch}` });
    const { code, output } = await run('init', '--ref', branch);
    expect(code).toBe(0);
    const file = join(folder.path, `${branch}.yml`);
    writeFileSync(file, output);
    expect(await run('check', '--head', branch, '--settings', file)).toMatchObject({ code: 0, errors: '' });
  });

  it('says so when there is nothing to read', async () => {
    commitFiles(repo, { 'README.md': 'x' }, { branch: 'refs/heads/empty' });
    const { code, errors } = await run('init', '--ref', 'empty');
    expect(code).toBe(2);
    expect(errors).toContain('no source of a language that is read');
  });
});
