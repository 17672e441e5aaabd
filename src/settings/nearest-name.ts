import { distance } from 'fastest-levenshtein';

/**
 * The known name that a misspelt one most likely meant, or null when none is near: at most a third of the
 * letters may differ, and always at least one may.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits >= fewest) continue;
    fewest = edits;
    best = candidate;
  }
  return best;
}
