import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Side } from '../../src/source/change.ts';
import { commentableLines } from '../../src/source/commentable-lines.ts';
import { openLocalRepository } from '../../src/source/open-local-repository.ts';
import { commitFiles, git, gitBytes, temporaryFolder } from '../doubles/git-fixture.ts';
import { applyHunks } from './git-oracle.ts';

let folder: ReturnType<typeof temporaryFolder>;
let home: string;

beforeAll(() => {
  folder = temporaryFolder();
  home = join(folder.path, 'home');
  mkdirSync(home);
  git(home, 'init', '-q', '-b', 'main');
});
afterAll(() => folder.remove());

const line = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '}',
    '  return;',
    '@@ -1,2 +3,4 @@',
    'diff --git a/x b/x',
    '--- a',
    '+++ b',
    '\\ No newline',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replace(/[\n\0]/g, '')),
);
const text = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, closed]) => lines.join(end) + (closed && lines.length > 0 ? end : ''));
const edits = fc.array(fc.tuple(fc.nat(40), fc.nat(4), fc.array(line, { maxLength: 4 })), { maxLength: 4 });
const pair = fc.tuple(text, edits).map(([before, changes]) => {
  const lines = before.split('\n');
  for (const [at, removed, added] of changes) lines.splice(at, removed, ...added);
  return { before, after: lines.join('\n') };
});

/** Lines a patch shows, found by reading it from its end of the `@@` line on, with nothing shared with our parser. */
function shown(patch: string): Map<string, number> {
  const lines = new Map<string, number>();
  let hunk = -1;
  const rows = patch.split('\n');
  for (let row = 0; row < rows.length; row += 1) {
    const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(rows[row]!);
    if (header === null) continue;
    hunk += 1;
    let [left, right] = [Number(header[1]), Number(header[3])];
    const [leftEnd, rightEnd] = [left + Number(header[2] ?? 1), right + Number(header[4] ?? 1)];
    while (left < leftEnd || right < rightEnd) {
      row += 1;
      const sign = rows[row]![0];
      if (sign === '-' || sign === ' ') lines.set(`LEFT ${left++}`, hunk);
      if (sign === '+' || sign === ' ') lines.set(`RIGHT ${right++}`, hunk);
    }
  }
  return lines;
}

it('names the lines that git shows, and hunks that rebuild the head, for generated edits', async () => {
  const seen = { files: 0, shown: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 20, maxLength: 20 }), async (pairs) => {
      const name = (index: number) => `f${String(index).padStart(2, '0')}`;
      const before = Object.fromEntries(pairs.map((one, index) => [name(index), one.before]));
      const after = Object.fromEntries(pairs.map((one, index) => [name(index), one.after]));
      const base = commitFiles(home, before);
      const head = commitFiles(home, after, { parents: [base] });
      const repository = await openLocalRepository(home);
      try {
        const change = await repository.change({ base, head, mergeBase: base });
        const differing = pairs.flatMap((one, index) => (one.before === one.after ? [] : [name(index)]));
        expect(change.files.map((file) => file.path)).toEqual(differing);
        for (const file of change.files) {
          const patch = gitBytes(home, ['diff', '-U3', base, head, '--', file.path]).toString('latin1');
          const expected = shown(patch);
          const lines = commentableLines(file);
          for (const side of ['LEFT', 'RIGHT'] as Side[]) {
            for (let number = 0; number <= 100; number += 1) {
              expect(lines.hunkOf(side, number)).toBe(expected.get(`${side} ${number}`) ?? null);
            }
          }
          const rebuilt = applyHunks(Buffer.from(before[file.path]!), file.hunks);
          expect(rebuilt.toString('utf8')).toBe(Buffer.from(after[file.path]!).toString('utf8'));
          seen.files += 1;
          seen.shown += expected.size;
        }
      } finally {
        await repository.close();
      }
    }),
    { numRuns: 20, seed: 20 },
  );
  expect(seen.files).toBeGreaterThan(200);
  expect(seen.shown).toBeGreaterThan(2000);
});

it('has no lines where there are no hunks, and none for what is no line number', () => {
  const none = commentableLines({ hunks: [] });
  expect(none.has('RIGHT', 1)).toBe(false);
  const hunk = { oldStart: 0, oldLines: 0, newStart: 1, newLines: 2, lines: [] };
  const added = commentableLines({ hunks: [hunk] });
  expect([0, 1, 2, 3, 1.5, Number.NaN].map((line) => added.has('RIGHT', line))).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(added.has('LEFT', 0)).toBe(false);
});
