import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/architect/judgement.ts';
import { verifyClaims } from '../../src/review/verify-claims.ts';
import { claim, treeOf } from './samples.ts';

const trees = {
  base: treeOf('base', { 'src/a.ts': 'const old = 0;\n', 'src/gone.ts': 'const gone = 1;\n' }),
  head: treeOf('head', {
    'src/a.ts': 'const one = 1;\nconst two = 2;\nconst three = 3;\n',
    'src/b.bin': Buffer.from([1, 0, 2]),
  }),
};
const verify = (...claims: Claim[]) => verifyClaims(claims, trees);

describe('verifyClaims', () => {
  it('keeps what stands and corrects the line', async () => {
    const { verified, dropped } = await verify(
      claim({ line: 40 }),
      claim({ path: './src/a.ts', quote: 'three = 3', line: 1 }),
    );
    expect(verified.map(({ path, line, endLine }) => ({ path, line, endLine }))).toEqual([
      { path: 'src/a.ts', line: 2, endLine: 2 },
      { path: 'src/a.ts', line: 3, endLine: 3 },
    ]);
    expect(dropped).toEqual([]);
  });

  it('looks on the side that is named', async () => {
    const { verified, dropped } = await verify(
      claim({ side: 'LEFT', path: 'src/gone.ts', quote: 'const gone = 1;', line: 1 }),
      claim({ side: 'LEFT' }),
      claim({ path: 'src/gone.ts', quote: 'const gone = 1;' }),
    );
    expect(verified).toHaveLength(1);
    expect(dropped).toEqual([
      { reason: 'path not in the tree', count: 1 },
      { reason: 'quote not in the file', count: 1 },
    ]);
  });

  it('drops and counts what cannot be verified', async () => {
    const { verified, dropped } = await verify(
      claim({ path: 'src/invented.ts' }),
      claim({ path: 'src/b.bin' }),
      claim({ quote: 'const four = 4;' }),
      claim({ quote: 'const five = 5;' }),
      claim({ quote: ' ' }),
      claim({ path: '__proto__' }),
    );
    expect(verified).toEqual([]);
    expect(dropped).toEqual([
      { reason: 'empty quote', count: 1 },
      { reason: 'file cannot be read', count: 1 },
      { reason: 'path not in the tree', count: 2 },
      { reason: 'quote not in the file', count: 2 },
    ]);
  });

  it('joins claims of one attribute on one line, the worse and surer one standing', async () => {
    const { verified } = await verify(
      claim({ severity: 'note', title: 'mild' }),
      claim({ severity: 'error', confidence: 'low', title: 'unsure' }),
      claim({ severity: 'error', title: 'sure' }),
      claim({ attribute: 'cost', title: 'another matter' }),
    );
    expect(verified.map(({ title }) => title)).toEqual(['sure', 'another matter']);
  });
});
