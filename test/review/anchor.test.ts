import { describe, expect, it } from 'vitest';
import { anchor } from '../../src/review/anchor.ts';
import { commentableLines } from '../../src/source/commentable-lines.ts';
import { file, hunk } from './samples.ts';

const lines = commentableLines(file('a.ts', { hunks: [hunk(10, 5, 10, 3), hunk(15, 50, 13, 4)] }));

describe('anchor', () => {
  const cases: [name: string, from: number, to: number, expected: unknown][] = [
    ['one line of the diff', 12, 12, { line: 12, startLine: null }],
    ['lines of one hunk', 11, 13, { line: 13, startLine: 11 }],
    ['the part that the diff shows', 7, 11, { line: 11, startLine: 10 }],
    ['the first hunk of two', 13, 17, { line: 14, startLine: 13 }],
    ['no more lines than can be read', 15, 60, { line: 34, startLine: 15 }],
    ['nothing outside of the diff', 1, 9, null],
    ['nothing after it', 65, 70, null],
  ];
  it.each(cases)('takes %s', (_, from, to, expected) => {
    expect(anchor(lines, 'RIGHT', from, to)).toEqual(expected);
  });

  it('counts lines of the side', () => {
    expect(anchor(lines, 'LEFT', 17, 17)).toBeNull();
    expect(anchor(lines, 'LEFT', 16, 16)).toEqual({ line: 16, startLine: null });
  });
});
