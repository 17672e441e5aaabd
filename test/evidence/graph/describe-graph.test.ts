import { describe, expect, test } from 'vitest';
import { describeReach, describeUnresolved, percent } from '../../../src/evidence/graph/describe-graph.ts';

test.each([
  [0, '0 %'],
  [0.0001, 'less than 0.1 %'],
  [0.00278, '0.3 %'],
  [0.05, '5 %'],
  [0.0951, '9.5 %'],
  [0.0999, '10 %'],
  [0.427, '43 %'],
  [0.9999, '99 %'],
  [1, '100 %'],
])('a share of %s is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});

describe('reach', () => {
  const reach = (blastRadius: object) =>
    describeReach({
      blastRadius: { ...{ changed: 2, files: 0, share: 0, tests: 0, modules: [] }, ...blastRadius },
    });
  test.each<[object, string | null]>([
    [{ changed: 0 }, null],
    [{}, 'Reach: no other file imports the 2 changed files'],
    [{ changed: 1, tests: 1 }, 'Reach: only 1 test imports the changed file'],
    [{ tests: 3 }, 'Reach: only 3 tests import the 2 changed files'],
    [
      { files: 1, share: 0.01, modules: ['a'] },
      'Reach: 1 other file (1 %) imports the 2 changed files, directly or through others',
    ],
    [
      { files: 308, share: 0.53, tests: 2898, modules: ['a', 'b'] },
      'Reach: 308 other files (53 %) in 2 modules, and 2,898 tests, import the 2 changed files, directly or through others',
    ],
  ])('%j', (blastRadius, text) => {
    expect(reach(blastRadius)).toBe(text);
  });
});

test('what leads nowhere, by language, and only where there is any', () => {
  expect(
    describeUnresolved({
      resolution: [
        { language: 'csharp', imports: 3, unresolved: 1 },
        { language: 'go', imports: 10, unresolved: 0 },
        { language: 'typescript', imports: 4310, unresolved: 12 },
      ],
    }),
  ).toEqual([
    '1 of 3 C# imports (33 %) leads to no file we know',
    '12 of 4,310 TypeScript imports (0.3 %) lead to no file we know',
  ]);
});
