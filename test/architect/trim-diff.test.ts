import { describe, expect, test } from 'vitest';
import { drawLayout } from '../../src/architect/draw-layout.ts';
import { rankFiles } from '../../src/architect/rank-files.ts';
import { trimDiff } from '../../src/architect/trim-diff.ts';
import type { Fact } from '../../src/evidence/evidence.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';
import { changedFile } from './material.ts';

const fact = (path: string, severity: Fact['severity']): Fact => ({
  rule: 'graph/hub',
  severity,
  path,
  line: null,
  side: 'RIGHT',
  message: '',
  data: {},
});

describe('rankFiles', () => {
  test('facts first, then declarations, source, the rest, tests, documentation', () => {
    const paths = [
      'README.md',
      'src/z.test.ts',
      'src/a.ts',
      'package.json',
      'src/fact.ts',
      'docs/worst.md',
      'deploy/app.yaml',
      'db/migrations/1.sql',
      'logo.xyz',
    ];
    const files = paths.map((path) =>
      changedFile(path, ['x'], { language: path.endsWith('.ts') ? 'typescript' : null }),
    );
    const facts = [fact('src/fact.ts', 'note'), fact('docs/worst.md', 'error')];
    expect(rankFiles(files, facts).map((file) => file.path)).toEqual([
      'docs/worst.md',
      'src/fact.ts',
      'db/migrations/1.sql',
      'deploy/app.yaml',
      'package.json',
      'src/a.ts',
      'logo.xyz',
      'src/z.test.ts',
      'README.md',
    ]);
  });
});

describe('trimDiff', () => {
  const options = { outOfScope: () => null, budget: 100_000 };

  test('shows all of a small change', () => {
    const trimmed = trimDiff([changedFile('a.ts', ['x']), changedFile('b.ts', ['y'])], [], options);
    expect(trimmed.shown.map(({ file }) => file.path)).toEqual(['a.ts', 'b.ts']);
    expect(trimmed.notShown).toEqual([]);
  });

  test('files out of scope are listed with their reason, never shown, and are not missing', () => {
    const reasons = new Map([
      ['gen.ts', 'generated or vendored'],
      ['image.png', 'binary'],
      ['legacy/.old/a.ts', 'ignored by the settings'],
    ]);
    const files = [
      changedFile('gen.ts', ['secret of gen'], { generated: true }),
      changedFile('image.png', [], { binary: true, hunks: [] }),
      changedFile('legacy/.old/a.ts', ['secret of legacy']),
    ];
    const trimmed = trimDiff(files, [], {
      ...options,
      outOfScope: (file) => reasons.get(file.path) ?? null,
    });
    expect(trimmed.shown).toEqual([]);
    expect(trimmed.notShown).toEqual([]);
    expect(trimmed.listed.map(({ note }) => note)).toEqual([
      'generated or vendored',
      'binary',
      'ignored by the settings',
    ]);
  });

  test('leaves out whole files and whole hunks, each with its reason, and keeps to the budget', () => {
    const long = Array.from({ length: 400 }, (_, i) => `const line${i} = ${i};`);
    const [hunk] = changedFile('x', ['small']).hunks;
    const [bigHunk] = changedFile('x', long).hunks;
    const files = [
      changedFile('a.ts', [], { hunks: [hunk!, bigHunk!, hunk!] }),
      changedFile('b.ts', long),
      changedFile('c.ts', ['z']),
    ];
    const trimmed = trimDiff(files, [], { outOfScope: () => null, budget: 2000 });
    expect(trimmed.shown.map(({ file }) => file.path)).toEqual(['a.ts', 'c.ts']);
    expect(trimmed.shown[0]?.text.match(/^@@ /gm)).toHaveLength(2);
    expect(trimmed.notShown).toEqual([
      { path: 'a.ts', reason: '1 of 3 hunks left out: the diff is too large' },
      { path: 'b.ts', reason: 'left out: the diff is larger than what is shown at once' },
    ]);
    expect(trimmed.shown.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(2000);
  });

  test('of a long new file the beginning is shown, in whole lines', () => {
    const long = Array.from({ length: 4000 }, (_, i) => `const line${i} = ${i};`);
    const trimmed = trimDiff([changedFile('new.ts', long, { status: 'added' })], [], {
      outOfScope: () => null,
      budget: 20_000,
    });
    const text = trimmed.shown[0]?.text ?? '';
    expect(text.length).toBeLessThanOrEqual(10_000);
    expect(text.length).toBeGreaterThan(9000);
    expect(text.split('\n').at(-1)).toMatch(/^ {6} {1,6}\d+ \+const line\d+ = \d+;$/);
    expect(trimmed.notShown).toEqual([
      { path: 'new.ts', reason: expect.stringMatching(/^only its first \d+ lines of diff are shown/) },
    ]);
  });

  test('long lines are cut, carriage returns and hidden comments of Markdown removed, code kept', () => {
    const [markdown] = trimDiff([changedFile('a.md', ['b <!-- c -->'])], [], options).shown;
    expect(markdown?.text).toContain('+b [removed: hidden comment]');
    const [code] = trimDiff([changedFile('a.ts', ['b <!-- c -->\r', 'x'.repeat(5000)])], [], options).shown;
    expect(code?.text).toContain('+b <!-- c -->\n');
    expect(code?.text).toContain(`+${'x'.repeat(600)}[removed: rest of line]`);
  });

  test('3,000 files take well under a second', () => {
    const files = Array.from({ length: 3000 }, (_, i) => changedFile(`src/f${i}.ts`, ['a', 'b', 'c', 'd']));
    const start = cpuMilliseconds();
    const trimmed = trimDiff(files, [], { outOfScope: () => null, budget: 120_000 });
    expect(cpuMilliseconds() - start).toBeLessThan(3000);
    expect(trimmed.shown.length + trimmed.notShown.length).toBe(3000);
  });
});

describe('drawLayout', () => {
  test('folders as a tree, root files after them, others’ code closed', () => {
    expect(drawLayout(['src/b/x.ts', 'src/a/y/z.ts', 'package.json', 'node_modules/q/deep/i.js'])).toBe(
      ['node_modules/', 'src/', '  a/', '    y/', '  b/', 'package.json'].join('\n'),
    );
  });

  test('a new file in a known folder changes no byte', () => {
    expect(drawLayout(['src/a.ts', 'src/b.ts'])).toBe(drawLayout(['src/a.ts']));
  });

  test('is capped, broad before deep', () => {
    const paths = Array.from({ length: 5000 }, (_, i) => `d${i % 50}/e${i % 500}/f${i}/x.ts`);
    const lines = drawLayout(paths).split('\n');
    expect(lines.length).toBeLessThanOrEqual(201);
    expect(lines.filter((line) => /^d/.test(line))).toHaveLength(50);
    expect(lines.at(-1)).toBe('(deeper folders left out)');
  });
});
