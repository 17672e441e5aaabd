import { describe, expect, it } from 'vitest';
import { findQuote } from '../../src/review/find-quote.ts';

const lines = [
  'import a;',
  'function one() {',
  '  return 1;  ',
  '}',
  'function two() {',
  '  return 1;\r',
  '}',
];

describe('findQuote', () => {
  const found: [name: string, quote: string, claimed: number, start: number, end: number][] = [
    ['a whole line', 'import a;', 1, 1, 1],
    ['a line claimed elsewhere', 'import a;', 7, 1, 1],
    ['a line without its indentation', 'return 1;', 3, 3, 3],
    ['lines with other white space at their ends', 'function one() {  \n  return 1;\n}', 2, 2, 4],
    ['a carriage return', '  return 1;\r\n}', 6, 6, 7],
    ['the place nearest to the claimed line', 'return 1;', 5, 6, 6],
    ['part of the first and the last line', 'one() {\n  return', 2, 2, 3],
    ['blank lines around', '\n\nfunction two() {\n\n', 1, 5, 5],
    ['a single place whatever line is claimed', 'import a;', 999, 1, 1],
  ];
  it.each(found)('finds %s', (_, quote, claimed, startLine, endLine) => {
    expect(findQuote(lines, quote, claimed)).toMatchObject({ found: true, place: { startLine, endLine } });
  });

  const missed: [name: string, quote: string, claimed: number, reason: string][] = [
    ['nothing', '', 1, 'empty quote'],
    ['white space', ' \n\t', 1, 'empty quote'],
    ['brackets alone', '}', 4, 'empty quote'],
    ['invented code', 'return 2;', 3, 'quote not in the file'],
    ['lines that do not follow each other', 'import a;\n  return 1;', 1, 'quote not in the file'],
    ['another indentation within', 'function one() {\nreturn 1;\n}', 2, 'quote not in the file'],
    ['several places and a line that does not exist', 'return 1;', 99, 'line not in the file'],
  ];
  it.each(missed)('refuses %s', (_, quote, claimed, reason) => {
    expect(findQuote(lines, quote, claimed)).toEqual({ found: false, reason });
  });

  it("gives the file's own text", () => {
    expect(findQuote(lines, 'return 1;', 3)).toMatchObject({ place: { text: '  return 1;' } });
  });
});
