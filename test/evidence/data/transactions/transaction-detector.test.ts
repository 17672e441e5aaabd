import { describe, expect, it } from 'vitest';
import { transactionDetector } from '../../../../src/evidence/data/transactions/transaction-detector.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';
import { finds } from './finds.ts';
import { nearMisses } from './near-misses.ts';

async function factsOf(base: Files, head: Files, renames: Record<string, string> = {}) {
  const evidence = await gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [transactionDetector],
  );
  expect(evidence.coverage.skipped).toEqual([]);
  return evidence.facts;
}

describe('a transaction removed from around writes that stay', () => {
  it.each(finds)('is found: $what', async ({ path, base, head, line, writes, name, was }) => {
    const facts = await factsOf({ [path]: base }, { [path]: head });
    expect(facts).toEqual([
      {
        rule: 'data/transaction-removed',
        severity: 'warning',
        path,
        line,
        side: 'RIGHT',
        message: `${name} makes ${writes} writes outside of any transaction that ${was} held together before`,
        data: { function: name, was, writes },
      },
    ]);
  });

  it.each(nearMisses)('is not said of $what', async ({ path, base, head, others = {} }) => {
    expect(await factsOf({ [path]: base, ...others }, { [path]: head, ...others })).toEqual([]);
  });

  it('has a near-miss for each find, in each language', () => {
    const languageOf = ({ path }: { path: string }) => path.slice(path.lastIndexOf('.') + 1);
    for (const language of new Set(finds.map(languageOf))) {
      const count = (cases: readonly { path: string }[]) =>
        cases.filter((one) => languageOf(one) === language).length;
      expect(count(nearMisses), language).toBeGreaterThanOrEqual(count(finds));
    }
  });

  it('is found in a renamed file', async () => {
    const { base, head } = finds[0]!;
    const facts = await factsOf({ 'src/a.ts': base }, { 'src/b.ts': head }, { 'src/a.ts': 'src/b.ts' });
    expect(facts.map(({ path }) => path)).toEqual(['src/b.ts']);
  });

  it('is not looked for in tests, in new files and in gone ones', async () => {
    const { base, head } = finds[0]!;
    expect(await factsOf({ 'src/a.test.ts': base }, { 'src/a.test.ts': head })).toEqual([]);
    expect(await factsOf({}, { 'src/a.ts': head })).toEqual([]);
    expect(await factsOf({ 'src/a.ts': base }, {})).toEqual([]);
  });

  it('reads nothing when no removed line speaks of a transaction', async () => {
    const base = { 'src/a.ts': 'export const a = 1;\n' };
    const head = { 'src/a.ts': 'export const a = 2;\n' };
    const trees = [inMemoryTree(base), inMemoryTree(head)] as const;
    await gatherEvidence(
      {
        change: inMemoryChange(base, head),
        base: trees[0],
        head: trees[1],
        settings: { ...defaultSettings },
      },
      [transactionDetector],
    );
    const read = trees.flatMap(({ reads }) => reads).length;
    const direct = await transactionDetector.detect({
      change: inMemoryChange(base, head),
      base: trees[0],
      head: trees[1],
      settings: defaultSettings,
      today: '2026-01-01',
      graph: () => Promise.reject(new Error('not asked for')),
      cache: { getMany: async () => new Map(), putMany: async () => undefined },
    });
    expect(direct).toEqual({ facts: [], coverage: { read: 0, skipped: [] } });
    expect(trees.flatMap(({ reads }) => reads).length).toBe(read);
  });

  it('says what is too large to be parsed', async () => {
    const base = `${'// x\n'.repeat(120_000)}db.transaction(async () => {});\n`;
    const head = '// x\n'.repeat(120_000);
    const evidence = await gatherEvidence(
      {
        change: inMemoryChange({ 'src/a.ts': base }, { 'src/a.ts': head }),
        base: inMemoryTree({ 'src/a.ts': base }),
        head: inMemoryTree({ 'src/a.ts': head }),
        settings: defaultSettings,
      },
      [transactionDetector],
    );
    expect(evidence.coverage.skipped.map(({ path }) => path)).toContain('src/a.ts');
    expect(evidence.facts).toEqual([]);
  });

  it('survives deep nesting', async () => {
    const deep = (inner: string) =>
      `async function f() {\n${'a(() => '.repeat(2_000)}${inner}${')'.repeat(2_000)};\n}\n`;
    expect(await factsOf({ 'src/a.ts': deep('db.transaction(() => 1)') }, { 'src/a.ts': deep('1') })).toEqual(
      [],
    );
  });
});
