import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git } from '../../test/doubles/git-fixture.ts';
import type { Suite, SuiteResult } from '../suite.ts';
import { renderTable } from '../table.ts';
import { compareEdges, type EdgeComparison, type OurGraph } from './compare-edges.ts';
import { measureIncremental } from './measure-incremental.ts';
import { type Measured, measureProcesses, type Program } from './measure-process.ts';
import { installPeerTools, type PeerTools } from './peer-tools.ts';
import { checkOut, type PreparedTree, prepareTree } from './prepare-tree.ts';

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** As it is shipped: compiled, with the flag of its first line. */
const commandLine = ['--max-semi-space-size=8', local('../../dist/cli.js')];
const scriptLanguages = new Set(['typescript', 'javascript']);
const grammars = ['python', 'go', 'java'];

/**
 * The module graph as whole processes: ours from git's objects with an empty store, beside the floor of merely reading, beside
 * dependency-cruiser and madge on a checkout of the same commit, beside tree-sitter for Python, Go and Java; then a pull request
 * of five files with a cold and with a warm store.
 */
export const runGraph: Suite = async ({ quick, progress, subjects }) => {
  const folder = await mkdtemp(join(tmpdir(), 'architect-bench-graph-'));
  try {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: local('../..') });
    const peers = quick ? null : await installPeerTools(progress);
    const given = subjects.length > 0 ? subjects : quick ? [400] : [3000, 20_000];
    const parts: { text: string; data: unknown; goals: SuiteResult['goals'] }[] = [];
    for (const subject of given) {
      progress(`preparing ${subject}`);
      const tree = prepareTree(subject, folder);
      const part = await measureTree(tree, { folder, peers, rounds: quick ? 1 : 3, progress });
      // Said at once too: a run on large trees takes many minutes.
      progress(part.text);
      parts.push(part);
    }
    const sizes = quick ? [400] : [3000, 20_000, 100_000];
    const incremental = await measureIncremental({
      ...{ commandLine, folder, rounds: quick ? 1 : 5, progress },
      trees: [...(subjects.length > 0 ? subjects : []), ...sizes],
    });
    const all = [...parts, incremental];
    return {
      suite: 'graph',
      text: all.map(({ text }) => text).join('\n\n'),
      goals: all.flatMap(({ goals }) => goals),
      faults: [],
      data: all.map(({ data }) => data),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

interface Conditions {
  folder: string;
  peers: PeerTools | null;
  rounds: number;
  progress(text: string): void;
}

async function measureTree(tree: PreparedTree, { folder, peers, rounds, progress }: Conditions) {
  const cache = join(folder, 'cache');
  const ours: Program = {
    name: 'architect graph',
    words: [...commandLine, 'graph', '--repo', tree.repository, '--ref', tree.commit],
    cwd: folder,
    env: { XDG_CACHE_HOME: cache },
    prepare: () => rm(cache, { recursive: true, force: true }),
  };
  const checkout = checkOut(tree, folder);
  const [first] = await measureProcesses([ours], { rounds: 1, folder });
  const graph = JSON.parse(await readFile(first!.output, 'utf8')) as OurGraph;
  const blobs = blobsOf(tree);
  const programs = [ours];
  const sizes: string[] = [];
  for (const [language, files] of Map.groupBy(graph.files, groupOf)) {
    if (language === null || files.length < 50) continue;
    const [paths, ids] = [join(folder, `${language}.paths`), join(folder, `${language}.ids`)];
    await writeFile(paths, files.map(({ path }) => `${path}\n`).join(''));
    await writeFile(ids, files.map(({ path }) => `${blobs.get(path)?.id}\n`).join(''));
    const bytes = files.reduce((sum, { path }) => sum + (blobs.get(path)?.bytes ?? 0), 0);
    sizes.push(`${files.length.toLocaleString('en')} files of ${language}, ${(bytes / 1e6).toFixed(1)} MB`);
    programs.push(
      {
        name: `floor: read a checkout (${language})`,
        words: [local('read-checkout.ts'), checkout, paths],
        cwd: folder,
      },
      {
        name: `floor: git cat-file --batch (${language})`,
        words: [local('read-objects.ts'), tree.repository, ids],
        cwd: folder,
      },
    );
    if (grammars.includes(language)) {
      programs.push({
        name: `tree-sitter (${language})`,
        words: [local('parse-with-tree-sitter.ts'), language, checkout, paths],
        cwd: folder,
      });
    }
    if (language === 'script' && peers !== null) programs.push(...peerPrograms(checkout, peers, folder));
  }
  await writeFile(join(folder, 'circular.json'), JSON.stringify(circularRule));
  progress(`measuring ${tree.name}: ${sizes.join('; ')}`);
  const measured = await measureProcesses(programs, { rounds, folder });
  const own = measured[0]!;
  const cruiser = measured.find(({ name }) => name === 'dependency-cruiser');
  const edges = cruiser === undefined ? null : compareEdges(graph, cruiser.output);
  const text = [
    `${tree.name}: ${sizes.join('; ')}; ${graph.edges.length.toLocaleString('en')} edges, ${graph.cycles.length} cycles`,
    renderTable(
      ['whole process', 'wall s', 'CPU s', 'peak MB', '× ours', 'rounds'],
      measured.map((one) => [
        one.name,
        one.wall.toFixed(2),
        one.cpu.toFixed(2),
        (one.peak / 1e6).toFixed(0),
        (one.wall / own.wall).toFixed(2),
        String(one.rounds),
      ]),
    ),
    ...(edges === null ? [] : [describeEdges(edges)]),
  ].join('\n');
  return {
    text,
    goals: goalsOf(tree.name, graph.files.length, measured, edges),
    data: { tree: tree.name, measured, edges },
  };
}

function groupOf({ language }: { language: string }): string | null {
  if (scriptLanguages.has(language)) return 'script';
  return grammars.includes(language) ? language : null;
}

const circularRule = {
  forbidden: [{ name: 'no-circular', severity: 'warn', from: {}, to: { circular: true } }],
};

function peerPrograms(checkout: string, peers: PeerTools, folder: string): Program[] {
  const cruise = ['--ts-pre-compilation-deps', '--output-type', 'json', '.'];
  return [
    {
      name: 'dependency-cruiser',
      words: [peers.dependencyCruiser, '--no-config', ...cruise],
      cwd: checkout,
    },
    {
      name: 'dependency-cruiser, no-circular',
      words: [peers.dependencyCruiser, '--config', join(folder, 'circular.json'), ...cruise],
      cwd: checkout,
    },
    {
      name: 'madge',
      words: [
        peers.madge,
        '--no-spinner',
        '--no-color',
        '--extensions',
        'ts,tsx,mts,cts,js,jsx,mjs,cjs',
        '--json',
        '.',
      ],
      cwd: checkout,
      codes: [0, 1],
    },
  ];
}

function blobsOf({ repository, commit }: PreparedTree): Map<string, { id: string; bytes: number }> {
  const blobs = new Map<string, { id: string; bytes: number }>();
  for (const entry of git(repository, 'ls-tree', '-r', '-l', '-z', commit).split('\0')) {
    const [, id, bytes, path] = /^\d+ blob (\w+) +(\d+)\t(.*)$/s.exec(entry) ?? [];
    if (path !== undefined) blobs.set(path, { id: id!, bytes: Number(bytes) });
  }
  return blobs;
}

function describeEdges({ both, onlyOurs, onlyTheirs }: EdgeComparison): string {
  const list = (title: string, reasons: EdgeComparison['onlyOurs']) =>
    [...reasons]
      .sort((a, b) => b[1].count - a[1].count)
      .map(([reason, { count, example }]) => `  ${title} ${count}: ${reason} (${example})`);
  return [
    `Edges both have: ${both}`,
    ...list('only ours', onlyOurs),
    ...list('only dependency-cruiser’s', onlyTheirs),
  ].join('\n');
}

function goalsOf(
  tree: string,
  files: number,
  measured: readonly Measured[],
  edges: EdgeComparison | null,
): SuiteResult['goals'] {
  const own = measured[0]!;
  const goals: SuiteResult['goals'] = [];
  const faster = (name: string, times: number) => {
    const other = measured.find((one) => one.name === name);
    if (other === undefined || files < 15_000) return;
    const ratio = other.wall / own.wall;
    goals.push({
      goal: `${tree}: at least ${times} times faster than ${name}`,
      figure: `${ratio.toFixed(1)} times`,
      met: ratio >= times,
    });
  };
  faster('dependency-cruiser', 30);
  faster('dependency-cruiser, no-circular', 60);
  faster('madge', 40);
  const floors = (kind: string) => measured.filter(({ name }) => name.startsWith(`floor: ${kind}`));
  for (const kind of ['read a checkout', 'git cat-file']) {
    const floor = floors(kind).reduce((sum, { wall }) => sum + wall, 0);
    if (floor === 0) continue;
    const ratio = own.wall / floor;
    goals.push({
      goal: `${tree}: at most 3 times the floor (${kind})`,
      figure: `${ratio.toFixed(1)} times`,
      met: ratio <= 3,
    });
  }
  const peak = own.peak / 1e6;
  goals.push({ goal: `${tree}: at most 300 MB`, figure: `${peak.toFixed(0)} MB`, met: peak <= 300 });
  const unexplained = edges?.onlyTheirs.get('unexplained')?.count ?? 0;
  if (edges !== null) {
    goals.push({
      goal: `${tree}: every edge of dependency-cruiser’s but explained ones`,
      figure: `${unexplained} unexplained of ${edges.both + unexplained}`,
      met: unexplained === 0,
    });
  }
  return goals;
}
