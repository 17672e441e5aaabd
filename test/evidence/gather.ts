import type { FactCache } from '../../src/evidence/detector.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../src/evidence/gather-evidence.ts';
import { defaultSettings, type Settings } from '../../src/settings/settings.ts';
import { inMemoryChange } from './in-memory-change.ts';
import { type Files, inMemoryTree } from './in-memory-tree.ts';

/** Evidence of the change between two sets of files. */
export function gather(
  base: Files,
  head: Files,
  options: { renames?: Record<string, string>; cache?: FactCache; settings?: Partial<Settings> } = {},
): Promise<Evidence> {
  return gatherEvidence({
    change: inMemoryChange(base, head, options.renames),
    base: inMemoryTree(base),
    head: inMemoryTree(head),
    settings: { ...defaultSettings, ...options.settings },
    ...(options.cache === undefined ? {} : { cache: options.cache }),
  });
}
