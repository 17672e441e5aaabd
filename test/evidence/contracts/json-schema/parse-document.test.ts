import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ContractDocument,
  escapeToken,
  parseDocument,
} from '../../../../src/evidence/contracts/json-schema/parse-document.ts';
import { timeRatio } from '../../time-ratio.ts';

function documentOf(path: string, text: string): ContractDocument {
  const reading = parseDocument(path, text);
  if ('reason' in reading) throw new Error(reading.reason);
  return reading.document;
}

/** Every pointer of a value. */
function pointersOf(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  const children = Object.entries(value).flatMap(([key, child]) =>
    pointersOf(child, `${pointer}/${escapeToken(key)}`),
  );
  return [pointer, ...children];
}

describe('the lines of a document', () => {
  test('JSON has the lines that its YAML reading has, whatever its form', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify({ value }, null, indent);
        const [json, yaml] = [documentOf('a.json', text), documentOf('a.yaml', text)];
        const lines = (document: ContractDocument) =>
          pointersOf({ value }).map((one) => document.lineOf(one));
        expect(lines(json)).toEqual(lines(yaml));
      }),
      { numRuns: 300 },
    );
  });

  test('a pointer that leads nowhere stands where its way ends; aliases are followed', () => {
    const yaml = documentOf('a.yaml', 'a: &x\n  b: 1\nc: *x\n');
    expect([yaml.lineOf('/c/b'), yaml.lineOf('/a/z'), yaml.lineOf('/z')]).toEqual([2, 1, 1]);
    expect(documentOf('a.json', '{\n "a": {\n  "b": 1 } }').lineOf('/a/z/z')).toBe(2);
  });

  test('lines of deep and of long JSON take linear time', () => {
    const ratio = timeRatio((size) => {
      const text = `{"a":${'['.repeat(size)}${']'.repeat(size)},"b":[${'{"c":"\\"d"},\n'.repeat(size)}1]}`;
      return () => {
        const reading = parseDocument('a.json', text);
        return 'document' in reading && reading.document.lineOf('/b/3/c');
      };
    });
    expect(ratio).toBeLessThan(2.6);
  });
});
