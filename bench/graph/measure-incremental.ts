import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GIT_ENV, git, gitBytes } from '../../test/doubles/git-fixture.ts';
import type { SuiteResult } from '../suite.ts';
import { renderTable } from '../table.ts';
import { measureProcesses, type Program } from './measure-process.ts';
import { prepareTree } from './prepare-tree.ts';

/** Files that the pull request edits: the 90th percentile of real ones lies between 9 and 48, the median at 2 to 5. */
const editedFiles = 5;

/**
 * `architect evidence` over a pull request that edits five files, with an empty store and with one that has seen the base:
 * how the cost of the next pull request grows with the tree.
 */
export async function measureIncremental(options: {
  commandLine: string[];
  folder: string;
  rounds: number;
  trees: (string | number)[];
  progress(text: string): void;
}): Promise<{ text: string; goals: SuiteResult['goals']; data: unknown }> {
  const { commandLine, folder, rounds, progress } = options;
  const rows: string[][] = [];
  const goals: SuiteResult['goals'] = [];
  const data: unknown[] = [];
  for (const subject of options.trees) {
    progress(`measuring five files in ${subject}`);
    const place = join(folder, 'incremental');
    mkdirSync(place);
    const { name, repository, commit: base } = prepareTree(subject, place);
    const head = editFiles(repository, base);
    const [cache, filled] = [join(folder, 'cache'), join(folder, 'filled')];
    const environment = { XDG_CACHE_HOME: cache };
    const range = ['--repo', repository, '--base', base, '--head', head];
    const empty = () => rm(cache, { recursive: true, force: true });
    const graph: Program = {
      name: 'graph of the base',
      words: [...commandLine, 'graph', '--repo', repository, '--ref', base],
      cwd: folder,
      env: environment,
      prepare: empty,
    };
    await measureProcesses([graph], { rounds: 1, folder });
    await cp(cache, filled, { recursive: true });
    const evidence = { words: [...commandLine, 'evidence', ...range], cwd: folder, env: environment };
    const [cold, warm] = await measureProcesses(
      [
        { ...evidence, name: 'cold', prepare: empty },
        {
          ...evidence,
          name: 'warm',
          prepare: async () => {
            await empty();
            await cp(filled, cache, { recursive: true });
          },
        },
      ],
      { rounds, folder },
    );
    const files = git(repository, 'ls-tree', '-r', '--name-only', '-z', base).split('\0').length - 1;
    const share = warm!.wall / cold!.wall;
    rows.push([
      name,
      files.toLocaleString('en'),
      cold!.wall.toFixed(2),
      warm!.wall.toFixed(2),
      share.toFixed(2),
      (cold!.peak / 1e6).toFixed(0),
      (warm!.peak / 1e6).toFixed(0),
    ]);
    goals.push({
      goal: `${name}: five files on a warm store take at most a fifth of the cold time`,
      figure: `${(share * 100).toFixed(0)} %`,
      met: share <= 0.2,
    });
    data.push({ name, files, cold, warm });
    rmSync(place, { recursive: true });
    rmSync(filled, { recursive: true });
  }
  const head = ['five files edited', 'files', 'cold s', 'warm s', 'warm/cold', 'cold MB', 'warm MB'];
  return { text: renderTable(head, rows), goals, data };
}

/** A commit over `base` in which five sources, spread over the tree, import one more package each. */
function editFiles(repository: string, base: string): string {
  const sources = git(repository, 'ls-tree', '-r', '--name-only', '-z', base)
    .split('\0')
    .filter((path) => isEditable(path));
  const step = Math.max(1, Math.floor(sources.length / editedFiles));
  const entries = sources
    .filter((_, number) => number % step === 0)
    .slice(0, editedFiles)
    .map((path) => {
      const before = gitBytes(repository, ['cat-file', 'blob', `${base}:${path}`]);
      const text = Buffer.concat([before, Buffer.from('\nexport { z as added } from "zod";\n')]);
      const blob = gitBytes(repository, ['hash-object', '-w', '--stdin'], text).toString().trim();
      return `100644 ${blob}\t${path}\0`;
    });
  const index = join(repository, 'bench-index');
  const withIndex = (args: string[], input = '') =>
    execFileSync('git', args, { cwd: repository, env: { ...GIT_ENV, GIT_INDEX_FILE: index }, input })
      .toString()
      .trim();
  withIndex(['read-tree', base]);
  withIndex(['update-index', '-z', '--index-info'], entries.join(''));
  // A partial clone may lack what nobody reads here.
  const tree = withIndex(['write-tree', '--missing-ok']);
  return withIndex(['commit-tree', tree, '-p', base, '-m', 'Edit five files']);
}

function isEditable(path: string): boolean {
  return /(?<!\.d)\.[cm]?tsx?$/.test(path) && !/(?:^|\/)(?:node_modules|dist|vendor)\//.test(path);
}
