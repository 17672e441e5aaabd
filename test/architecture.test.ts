import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { buildModuleGraph } from '../src/evidence/graph/build-module-graph.ts';
import type { ModuleGraph } from '../src/evidence/graph/module-graph.ts';
import { inMemoryTree } from './evidence/in-memory-tree.ts';

/** Who may import whom (CONTRIBUTING.md, "The house"), read by our own module graph. */
const mayImport: Record<string, readonly string[]> = {
  source: [],
  settings: [],
  evidence: ['source', 'settings'],
  architect: ['source', 'settings', 'evidence'],
  review: ['source', 'settings', 'evidence', 'architect'],
  adr: ['source', 'settings', 'evidence', 'review'],
  github: ['source', 'evidence'],
  jobs: ['store'],
  store: ['source', 'evidence', 'architect', 'review'],
  telemetry: [],
};
/** What may not stand anywhere else, by the folder that owns it. */
const owners: Record<string, readonly string[]> = {
  '@anthropic-ai/sdk': ['architect'],
  '@octokit/rest': ['github', 'worker', 'command-line', '.'],
  probot: ['github', 'web', '.'],
  'pg-boss': ['jobs', 'store'],
  kysely: ['store', 'jobs'],
};

let graph: ModuleGraph;
const folderOf = (path: string) => (path.split('/').length > 2 ? path.split('/')[1]! : '.');

beforeAll(async () => {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const files: Record<string, string> = {};
  for (const path of [...globSync('src/**/*.ts', { cwd }), 'package.json', 'tsconfig.json']) {
    files[path.replaceAll('\\', '/')] = readFileSync(`${cwd}/${path}`, 'utf8');
  }
  ({ graph } = await buildModuleGraph(inMemoryTree(files)));
});

it('reads the whole house', () => {
  expect(graph.files.length).toBeGreaterThan(150);
  expect(graph.unresolved).toEqual([]);
});

it('has arrows in one direction only', () => {
  const wrong = graph.edges.filter(({ from, to }) => {
    const allowed = mayImport[folderOf(from)];
    return allowed !== undefined && folderOf(to) !== folderOf(from) && !allowed.includes(folderOf(to));
  });
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

it('has no import cycles', () => {
  expect(graph.cycles).toEqual([]);
});

it('keeps each service behind its folder', () => {
  const strays = graph.packages.flatMap(({ name, from }) =>
    from
      .filter((path) => owners[name] !== undefined && !owners[name].includes(folderOf(path)))
      .map((path) => `${path}: ${name}`),
  );
  expect(strays).toEqual([]);
});
