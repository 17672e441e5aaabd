import { expect, test } from 'vitest';
import { compareGraphs } from '../../src/architect/compare-graphs.ts';
import { describeEvidence } from '../../src/architect/describe-evidence.ts';
import type { CycleChange } from '../../src/evidence/evidence.ts';
import { evidenceOf } from './material.ts';

const edge = (from: string, to: string) => ({ from, to, line: 3, typeOnly: false });
const cycle = (some: Partial<CycleChange>): CycleChange => ({
  ...{ kind: 'new', scope: 'file', over: 'runtime', before: [] },
  ...{ members: ['a.ts', 'b.ts'], path: ['a.ts', 'b.ts', 'a.ts'], edge: edge('a.ts', 'b.ts') },
  ...some,
});
const empty = evidenceOf([]);
const evidence = {
  ...empty,
  graph: {
    ...empty.graph,
    edgesAdded: [edge('src/a/a.ts', 'src/b/b.ts'), edge('test/a.ts', 'src/b/b.ts')],
    moduleEdgesAdded: [{ from: 'src/a', to: 'src/b', edge: edge('src/a/a.ts', 'src/b/b.ts'), imports: 2 }],
    cycleChanges: [
      cycle({}),
      cycle({
        kind: 'grown',
        scope: 'module',
        before: [['a', 'b']],
        members: ['a', 'b', 'c'],
        path: ['c', 'a', 'c'],
      }),
      cycle({ kind: 'grown', over: 'types', before: [['a', 'b']] }),
      cycle({ kind: 'dissolved', path: [], before: [['a.ts', 'b.ts']] }),
    ],
    hubs: [
      { path: 'src/b/b.ts', importers: { base: 50, head: 51 }, imports: { base: 2, head: 2 } },
      { path: 'src/c.ts', importers: { base: 60, head: 60 }, imports: { base: 2, head: 2 } },
    ],
    blastRadius: { changed: 2, files: 8, share: 0.4, tests: 1, modules: ['src/a'] },
    resolution: [{ language: 'typescript', imports: 10, unresolved: 1 }],
  },
};

test('what matters most comes first: modules, cycles, hubs that moved, then single imports', () => {
  expect(compareGraphs(evidence).split('\n').slice(6)).toEqual([
    '- First import between modules: `src/a` → `src/b` (`src/a/a.ts:3`, 2 imports)',
    '- New import cycle: `a.ts` → `b.ts` → `a.ts` (2 in it)',
    '- Grown cycle of modules: `c` → `a` → `c` (2 → 3 in it)',
    '- Dissolved import cycle: `a.ts`, `b.ts` (2 in it)',
    '- Hub: `src/b/b.ts` is imported by 50 → 51, imports 2',
    '- New dependency: `src/a/a.ts` → `src/b/b.ts`',
    '- Dependencies of tests: 1 new, 0 removed',
  ]);
});

test('the model is given all of it, large groups cut and counted', () => {
  const members = Array.from({ length: 500 }, (_, at) => `src/f${at}.ts`);
  const text = describeEvidence({
    ...evidence,
    graph: {
      ...evidence.graph,
      cycleChanges: [cycle({ kind: 'shrunk', members, path: [], before: [members] })],
    },
  });
  const lines = text.split('\n').map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ blastRadius: { files: 8, share: 0.4 }, resolution: [{ unresolved: 1 }] });
  expect(lines).toContainEqual(
    expect.objectContaining({ kind: 'first import between modules', from: 'src/a', to: 'src/b', imports: 2 }),
  );
  const told = lines.find(({ kind }) => kind === 'cycle');
  expect(told).toMatchObject({ became: 'shrunk', size: 500, sizeBefore: [500] });
  expect(told.members).toHaveLength(20);
  expect(lines).toContainEqual(expect.objectContaining({ kind: 'hub', path: 'src/b/b.ts' }));
});
