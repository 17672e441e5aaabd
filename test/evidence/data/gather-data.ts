import { migrationDetector } from '../../../src/evidence/data/migration-detector.ts';
import type { Evidence } from '../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../src/settings/settings.ts';
import { inMemoryChange } from '../in-memory-change.ts';
import { type Files, inMemoryTree } from '../in-memory-tree.ts';

/** Evidence of migrations alone, and which blobs were read for it. */
export async function gatherData(
  base: Files,
  head: Files,
  renames: Record<string, string> = {},
): Promise<Evidence & { reads: string[] }> {
  const trees = { base: inMemoryTree(base), head: inMemoryTree(head) };
  const change = inMemoryChange(base, head, renames);
  const evidence = await gatherEvidence({ change, ...trees, settings: defaultSettings }, [migrationDetector]);
  return { ...evidence, reads: [...trees.base.reads, ...trees.head.reads] };
}

/** Facts as `rule severity line`, in the order of lines. */
export function briefly({ facts }: Evidence): string[] {
  return [...facts]
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.rule < b.rule ? -1 : 1))
    .map(({ rule, severity, line }) => `${rule} ${severity} ${line}`);
}
