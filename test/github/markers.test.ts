import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSigner, type MarkerKind, readOwnMarker, withoutMarker } from '../../src/github/markers.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';
import { address, issueComment, person, publisher, reviewComment } from './support.ts';

const { signer } = publisher;
const data = { fingerprint: 'f00d', head: 'abc', round: '2' };

describe('markers', () => {
  it('come back whole from any body with any data', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.dictionary(
          fc.stringMatching(/^[a-z]{1,8}$/).filter((name) => !['kind', 'key', 'hmac'].includes(name)),
          fc.string({ unit: 'grapheme', maxLength: 40 }),
          { maxKeys: 4 },
        ),
        (body, anyData) => {
          const marked = signer.mark(address, 'finding', anyData, body);
          expect(signer.read(address, 'finding', marked)).toEqual({ ...anyData });
        },
      ),
    );
  });

  it('are refused with any one character changed, removed or added', () => {
    const marked = signer.mark(address, 'finding', data, 'Text');
    const start = marked.indexOf('<!--');
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: marked.length - 1 }),
        fc.string({ unit: 'binary-ascii', minLength: 0, maxLength: 2 }),
        (index, other) => {
          const changed = marked.slice(0, index) + other + marked.slice(index + 1);
          // White space around the line is not part of the marker.
          fc.pre(changed.trim() !== marked && !changed.includes(marked.slice(start)));
          expect(signer.read(address, 'finding', changed)).toBeNull();
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each<[string, { repositoryId: number; number: number }, MarkerKind]>([
    ['another pull request', { ...address, number: 8 }, 'finding'],
    ['another repository', { ...address, repositoryId: 100 }, 'finding'],
    ['another kind', address, 'summary'],
  ])('do not hold for %s', (_, subject, kind) => {
    expect(signer.read(subject, kind, signer.mark(address, 'finding', data, 'Text'))).toBeNull();
  });

  it('do not hold on another host', () => {
    const elsewhere = createSigner({ keys: ['a secret for tests only'], host: 'github.example.com' });
    expect(signer.read(address, 'finding', elsewhere.mark(address, 'finding', data, ''))).toBeNull();
  });

  it('of an older key are believed, of an unknown key are not', () => {
    const old = createSigner({ keys: ['old'], host: 'github.com' }).mark(address, 'finding', data, '');
    const rotated = createSigner({ keys: ['new', 'old'], host: 'github.com' });
    const forgotten = createSigner({ keys: ['new'], host: 'github.com' });
    expect(rotated.read(address, 'finding', old)).toEqual(data);
    expect(forgotten.read(address, 'finding', old)).toBeNull();
  });

  it('in hostile content are made harmless, so that one valid marker stands at the end', () => {
    const stolen = signer.mark(address, 'finding', { fingerprint: 'stolen' }, '');
    const marked = signer.mark(address, 'finding', data, `before\n${stolen}\n<!--\tARCHITECT:v1 -->\nafter`);
    expect(signer.read(address, 'finding', marked)).toEqual(data);
    expect(marked.match(/<!--\s*architect:/gi)).toHaveLength(1);
    expect(marked.trimEnd().endsWith('-->')).toBe(true);
  });

  it('are refused when two valid ones stand in one body', () => {
    const one = signer.mark(address, 'finding', { fingerprint: 'one' }, '');
    const two = signer.mark(address, 'finding', { fingerprint: 'two' }, '');
    expect(signer.read(address, 'finding', one + two)).toBeNull();
  });

  it('survive a person who types below them and line ends of a browser', () => {
    const marked = signer.mark(address, 'follow-up', data, 'Draft');
    const edited = `${marked}\n\nI agree.`.replaceAll('\n', '\r\n');
    expect(signer.read(address, 'follow-up', edited)).toEqual(data);
    expect(withoutMarker(edited)).toBe('Draft\n\n\nI agree.');
  });

  it('are read in linear time from a hostile body', () => {
    const line = `<!-- architect:v1 ${'kind=finding '.repeat(150)}hmac=0 -->\n`;
    const body = `${'<!--'.repeat(5000)}${' '.repeat(20_000)}${line.repeat(20)}`;
    const begin = cpuMilliseconds();
    expect(signer.read(address, 'finding', body)).toBeNull();
    signer.mark(address, 'finding', data, body);
    expect(cpuMilliseconds() - begin).toBeLessThan(2000);
  });

  it('need a key', () => {
    expect(() => createSigner({ keys: [], host: 'github.com' })).toThrow(/MARKER_SECRET/);
  });
});

describe('readOwnMarker', () => {
  const marked = signer.mark(address, 'summary', data, 'Text');

  it('believes our App, by its id or, where GitHub does not tell it, by its login', () => {
    expect(readOwnMarker(publisher, address, 'summary', issueComment(1, marked))).toEqual(data);
    expect(readOwnMarker(publisher, address, 'summary', reviewComment(1, marked))).toEqual(data);
  });

  it.each([
    ['a person with a copied marker', issueComment(1, marked, 'person')],
    ['another App', issueComment(1, marked, 'other app')],
    ['a person acting through our App', { ...issueComment(1, marked), user: person }],
    [
      'a person named like us',
      reviewComment(1, marked, { login: 'architect[bot]', type: 'User' } as typeof person),
    ],
    ['another bot on a line', reviewComment(1, marked, { login: 'other[bot]', type: 'Bot' })],
    ['a deleted account', { body: marked, user: null }],
    ['nobody', { body: null, user: null, performed_via_github_app: null }],
  ])('does not believe %s', (_, comment) => {
    expect(readOwnMarker(publisher, address, 'summary', comment)).toBeNull();
  });
});
