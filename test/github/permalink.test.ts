import { describe, expect, it } from 'vitest';
import { permalink } from '../../src/github/permalink.ts';

const target = { web: 'https://github.com', owner: 'acme', repo: 'shop', commit: 'abc', path: 'src/a.ts' };
const file = 'https://github.com/acme/shop/blob/abc/';

describe('permalink', () => {
  it.each([
    [{}, `${file}src/a.ts`],
    [{ line: null }, `${file}src/a.ts`],
    [{ line: 3 }, `${file}src/a.ts#L3`],
    [{ startLine: null, line: 3 }, `${file}src/a.ts#L3`],
    [{ startLine: 1, line: 3 }, `${file}src/a.ts#L1-L3`],
    [{ startLine: 3, line: 3 }, `${file}src/a.ts#L3`],
    [{ path: 'docs/a.md', line: 3 }, `${file}docs/a.md?plain=1#L3`],
    [{ path: 'a (b)/ü#?%.ts', line: 1 }, `${file}a%20%28b%29/%C3%BC%23%3F%25.ts#L1`],
    [{ path: '[a](https://evil)', line: 1 }, `${file}%5Ba%5D%28https%3A//evil%29#L1`],
    [{ path: '\ud800', line: 1 }, `${file}%EF%BF%BD#L1`],
    [{ web: 'https://ghe.example.com' }, 'https://ghe.example.com/acme/shop/blob/abc/src/a.ts'],
  ])('%j gives %s', (change, expected) => {
    expect(permalink({ ...target, ...change })).toBe(expected);
  });
});
