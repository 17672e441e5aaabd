import { expect, it } from 'vitest';
import { asyncapiDetector } from '../../../src/evidence/contracts/asyncapi/asyncapi-detector.ts';
import { jsonSchemaDetector } from '../../../src/evidence/contracts/json-schema/schema-detector.ts';
import { openapiDetector } from '../../../src/evidence/contracts/openapi/openapi-detector.ts';
import { gatherEvidence } from '../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../src/settings/settings.ts';
import { inMemoryChange } from '../in-memory-change.ts';
import { type Files, inMemoryTree } from '../in-memory-tree.ts';

const detectors = [openapiDetector, asyncapiDetector, jsonSchemaDetector];

it('reads content that many changed files share once, for all formats', async () => {
  const before: Files = {};
  const after: Files = {};
  for (let at = 0; at < 300; at++) {
    before[`data/${at}.json`] = '{"a": 1}';
    after[`data/${at}.json`] = '{"a": 2}';
  }
  const [base, head] = [inMemoryTree(before), inMemoryTree(after)];
  const change = inMemoryChange(before, after);
  const { facts } = await gatherEvidence({ change, base, head, settings: defaultSettings }, detectors);
  expect(facts).toEqual([]);
  expect([base.reads.length, head.reads.length]).toEqual([1, 1]);
});

it('parses no more of large documents together than memory holds, and names the rest', async () => {
  const padding = 'x'.repeat(7_900_000);
  const document = (title: string, type: string) =>
    `{"openapi": "3.0.3", "info": {"title": "${title}", "version": "1", "description": "${padding}"}, "paths": {},
      "components": {"schemas": {"A": {"type": "${type}"}}}}`;
  const before: Files = {};
  const after: Files = {};
  for (const at of [0, 1, 2, 3, 4, 5]) {
    before[`${at}/openapi.json`] = document(`${at}`, 'string');
    after[`${at}/openapi.json`] = document(`${at}`, 'integer');
  }
  const [base, head] = [inMemoryTree(before), inMemoryTree(after)];
  const change = inMemoryChange(before, after);
  const { coverage } = await gatherEvidence({ change, base, head, settings: defaultSettings }, detectors);
  expect(coverage.skipped).toEqual(
    [3, 4, 5].map((at) => ({
      path: `${at}/openapi.json`,
      reason: 'the documents that changed are too large together: not compared',
    })),
  );
});
