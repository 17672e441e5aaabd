import { describe, expect, it } from 'vitest';
import { normaliseSql } from '../../../src/evidence/data/normalise-sql.ts';
import { timeRatio } from '../time-ratio.ts';

describe('SQL made ready to be compared', () => {
  it.each([
    ['SELECT 1; -- why\nSELECT 2', 'SELECT 1; SELECT 2'],
    ['SELECT 1; -- why\rSELECT 2', 'SELECT 1; SELECT 2'],
    ['SELECT /* a */ 1', 'SELECT 1'],
    ['\n  SELECT\t1\r\n', 'SELECT 1'],
    ['SELECT 1 /* never closed', 'SELECT 1'],
    ['-- all of it', ''],
    ['', ''],
  ])('%j is %j', (text, normal) => {
    expect(normaliseSql(text)).toBe(normal);
  });

  it('keeps what runs apart', () => {
    expect(normaliseSql('DROP TABLE a')).not.toBe(normaliseSql('DROP TABLE b'));
  });

  it.each(['/**/', '/*', '--\n', '-- /* */\n', ' '])('takes time in proportion to many %j', (part) => {
    const ratio = timeRatio((size) => {
      const text = part.repeat(size);
      return () => normaliseSql(text);
    });
    expect(ratio).toBeLessThan(3);
  });
});
