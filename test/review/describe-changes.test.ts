import { expect, test } from 'vitest';
import { describeGraphChange } from '../../src/review/describe-changes.ts';
import { renderSummary } from '../../src/review/render-summary.ts';
import { renderTerminal } from '../../src/review/render-terminal.ts';
import { review, unchangedGraph } from './samples.ts';

const graph = {
  ...unchangedGraph,
  base: { files: 1000, edges: 2000, cycles: 1 },
  head: { files: 1001, edges: 2000, cycles: 1 },
  blastRadius: { changed: 1, files: 10, share: 0.01, tests: 0, modules: ['a', 'b'] },
  resolution: [{ language: 'go', imports: 1000, unresolved: 2 }],
};

test('size, reach and what leads nowhere stand together, in the summary and on the terminal', () => {
  const lines = [
    'Module graph: 1,000 → 1,001 files',
    'Reach: 10 other files (1 %) in 2 modules import the changed file, directly or through others',
    '2 of 1,000 Go imports (0.2 %) lead to no file we know',
  ];
  expect(describeGraphChange({ graph })).toEqual(lines);
  const summary = renderSummary(review({ graph }), { repository: null, docsUrl: null });
  for (const line of lines) {
    expect(summary).toContain(line);
    expect(renderTerminal(review({ graph }))).toContain(line);
  }
});

test('without a claim of the graph there is nothing to doubt', () => {
  expect(describeGraphChange({ graph: { ...unchangedGraph, resolution: graph.resolution } })).toEqual([]);
});

test('a picture that a glance takes in is open, a larger one waits for a click', () => {
  const picture = (arrows: number) =>
    renderSummary(
      review({
        graph: {
          ...graph,
          diagram: `flowchart LR\n${Array.from({ length: arrows }, (_, at) => `  n${at} --> n${at + 1}`).join('\n')}\n`,
        },
      }),
      { repository: null, docsUrl: null },
    );
  expect(picture(5)).toContain('<details open><summary><b>Architecture Diagrams');
  expect(picture(30)).toContain('<details><summary><b>Architecture Diagrams');
});
