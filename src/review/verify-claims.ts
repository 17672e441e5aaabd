import type { Claim } from '../architect/judgement.ts';
import { severities } from '../evidence/evidence.ts';
import type { Tree } from '../source/tree.ts';
import { findQuote } from './find-quote.ts';
import { type FileLines, readLines } from './read-lines.ts';

/** A claim whose quote stands in the file: `line` and `endLine` are where, `quote` is the file's own text. */
export interface VerifiedClaim extends Claim {
  endLine: number;
}

export interface VerifiedClaims {
  verified: VerifiedClaim[];
  /** Claims that did not stand, by reason, sorted by reason. */
  dropped: { reason: string; count: number }[];
}

const confidences: readonly Claim['confidence'][] = ['high', 'medium', 'low'];

/**
 * Checks in code what the architect claims: the path is in the tree of its side (`base` is the merge base), the quote
 * stands there word for word, and the line is corrected to where it stands. What fails is dropped and counted; claims
 * on the same place with the same attribute become one, the worse and surer of them. Order is kept.
 */
export async function verifyClaims(
  claims: readonly Claim[],
  trees: { base: Tree; head: Tree },
): Promise<VerifiedClaims> {
  const named = claims.map((claim) => ({ ...claim, path: claim.path.replace(/^\.\//, '') }));
  const lines = await readLines(named, trees);
  const verified = new Map<string, VerifiedClaim>();
  const dropped = new Map<string, number>();
  for (const claim of named) {
    const checked = verifyClaim(claim, lines);
    if (typeof checked === 'string') {
      dropped.set(checked, (dropped.get(checked) ?? 0) + 1);
      continue;
    }
    const key = JSON.stringify([checked.side, checked.path, checked.line, checked.attribute]);
    const other = verified.get(key);
    verified.set(key, other === undefined ? checked : stronger(other, checked));
  }
  return {
    verified: [...verified.values()],
    dropped: [...dropped]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => (a.reason < b.reason ? -1 : 1)),
  };
}

/** The verified claim, or the reason why it does not stand. */
function verifyClaim(claim: Claim, files: FileLines): VerifiedClaim | string {
  const lines = files.get(claim.side, claim.path);
  if (lines === undefined) return 'path not in the tree';
  if (lines === null) return 'file cannot be read';
  const search = findQuote(lines, claim.quote, claim.line);
  if (!search.found) return search.reason;
  const { startLine, endLine, text } = search.place;
  return { ...claim, line: startLine, endLine, quote: text };
}

function stronger(a: VerifiedClaim, b: VerifiedClaim): VerifiedClaim {
  const difference =
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence);
  return difference <= 0 ? a : b;
}
