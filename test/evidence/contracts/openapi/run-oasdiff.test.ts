import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openOasdiff } from '../../../../src/evidence/contracts/openapi/run-oasdiff.ts';

it('gives the documents of one change a time that they share', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'architect-oasdiff-'));
  try {
    const slow = join(folder, 'slow');
    await writeFile(slow, '#!/bin/sh\n/bin/sleep 30\n', { mode: 0o700 });
    const oasdiff = openOasdiff(slow, 400);
    const results = [await oasdiff('a: 1\n', 'a: 2\n'), await oasdiff('a: 1\n', 'a: 2\n')];
    expect(results).toEqual([
      { ok: false, reason: 'oasdiff stopped after 0.4 s' },
      { ok: false, reason: 'no time was left for oasdiff: not compared' },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
