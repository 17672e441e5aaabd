import { distance } from 'fastest-levenshtein';

/**
 * The known name that a misspelt one most likely meant, or null when none is near: at most a third of the
 * letters may differ, and always at least one may.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const [asked, offered] = [name.toLowerCase(), candidate.toLowerCase()];
    // Letters that changed places are one slip, not two.
    const edits = sorted(asked) === sorted(offered) ? 1 : distance(asked, offered);
    if (edits >= fewest) continue;
    fewest = edits;
    best = candidate;
  }
  return best;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
