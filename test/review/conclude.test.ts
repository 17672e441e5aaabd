import { describe, expect, it } from 'vitest';
import { conclude } from '../../src/review/conclude.ts';
import type { Review } from '../../src/review/review.ts';
import { defaultSettings, settingsSchema } from '../../src/settings/settings.ts';
import { finding, review } from './samples.ts';

const strict = { ...settingsSchema.parse({ gate: { incomplete: 'failure', judgement: true } }), nested: [] };
const problem = { file: '.github/architect.yml', line: 1, column: 1, message: 'unknown key' };
const errorFact = finding(1, { severity: 'error' });
const errorJudged = finding(2, { severity: 'error', origin: 'judgement', rule: 'judgement/data-ownership' });

describe('conclude', () => {
  const cases: [
    name: string,
    some: Partial<Review>,
    problems: number,
    plain: string,
    strict: string,
    title: RegExp,
  ][] = [
    ['nothing found', {}, 0, 'success', 'success', /^No findings in 3 changed files$/],
    ['warnings', { findings: [finding(1), finding(2)] }, 0, 'success', 'success', /^2 warnings$/],
    [
      'an error fact',
      { findings: [errorFact, finding(2)] },
      0,
      'failure',
      'failure',
      /^1 error to mend, 1 more finding$/,
    ],
    ['a judged error', { findings: [errorJudged] }, 0, 'success', 'failure', /1 error/],
    ['a gap', { incomplete: ['x'] }, 0, 'neutral', 'failure', /^Review incomplete; no findings$/],
    ['wrong settings', {}, 2, 'neutral', 'failure', /^Settings have 2 problems; no findings$/],
    [
      'an error fact in a gap',
      { findings: [errorFact], incomplete: ['x'] },
      0,
      'failure',
      'failure',
      /^1 error to mend$/,
    ],
    [
      'an error fact under wrong settings',
      { findings: [errorFact] },
      1,
      'failure',
      'failure',
      /^1 error to mend$/,
    ],
  ];
  it.each(cases)('%s', (_, some, problems, plainConclusion, strictConclusion, title) => {
    const list = Array.from({ length: problems }, () => problem);
    const plain = conclude(review(some), defaultSettings, list);
    expect(plain.conclusion).toBe(plainConclusion);
    expect(plain.title).toMatch(title);
    expect(conclude(review(some), strict, list).conclusion).toBe(strictConclusion);
  });
});
