import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint, slug, stablePath, symbolOf } from '../../src/review/fingerprint.ts';
import { fact, file } from './samples.ts';

const identity = { rule: 'graph/new-cycle', path: 'src/a.ts', symbol: '', quote: 'import b;' };

describe('fingerprint', () => {
  it('is 16 hexadecimal digits and the same for other white space', () => {
    fc.assert(
      fc.property(fc.string(), (quote) => {
        const one = fingerprint({ ...identity, quote });
        expect(one).toMatch(/^[0-9a-f]{16}$/);
        expect(fingerprint({ ...identity, quote: `  ${quote.replaceAll(' ', ' \t ')}\n` })).toBe(one);
      }),
    );
  });

  it('tells rules, paths, symbols, quotes and ordinals apart, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.string(), fc.string(), fc.string()),
        fc.tuple(fc.string(), fc.string(), fc.string()),
        (a, b) => {
          fc.pre(JSON.stringify(a) !== JSON.stringify(b));
          const of = ([rule, path, symbol]: [string, string, string]) =>
            fingerprint({ rule, path, symbol, quote: 'x' });
          expect(of(a)).not.toBe(of(b));
        },
      ),
    );
    expect(fingerprint(identity, 1)).not.toBe(fingerprint(identity));
  });

  it('maps a renamed path back, and neither a copy nor the left side', () => {
    const files = new Map([
      ['new.ts', file('new.ts', { status: 'renamed', previousPath: 'old.ts' })],
      ['copy.ts', file('copy.ts', { status: 'copied', previousPath: 'old.ts' })],
    ]);
    expect(stablePath('new.ts', 'RIGHT', files)).toBe('old.ts');
    expect(stablePath('copy.ts', 'RIGHT', files)).toBe('copy.ts');
    expect(stablePath('new.ts', 'LEFT', files)).toBe('new.ts');
  });

  it("takes a fact's subject from its data", () => {
    expect(symbolOf(fact('dependency/major', { data: { name: 'react', to: '20' } }))).toBe('react');
    expect(symbolOf(fact('x/y', { data: { name: 3 } }))).toBe('');
  });

  it.each([
    ['Use RabbitMQ: for events!', 'use-rabbitmq-for-events'],
    ['  Café & Crème ', 'cafe-creme'],
    ['***', 'untitled'],
  ])('makes a slug of %j', (text, expected) => {
    expect(slug(text)).toBe(expected);
  });
});
