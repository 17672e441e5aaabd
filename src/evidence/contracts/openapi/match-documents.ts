import type { Tree } from '../../../source/tree.ts';
import { isDocumentName } from './document-names.ts';
import { member } from './document-node.ts';
import { loadSide, preference, type Side, titleOf } from './document-side.ts';
import type { DocumentFiles } from './load-document.ts';
import { operationsOf } from './security.ts';

/** Documents that stay, searched for the operations of one that goes. */
const mostSearched = 30;

/** A document that left one file and came up in another, in JSON and not in YAML perhaps, is one that moved. */
export async function matchMoved(
  sides: readonly { base: Side | null; head: Side | null }[],
  tree: Tree,
  files: DocumentFiles,
): Promise<{ base: Side | null; head: Side | null }[]> {
  const added = sides.flatMap(({ base, head }) => (base === null && head !== null ? [head] : []));
  const out = sides.filter(({ base, head }) => base !== null && head !== null);
  const taken = new Set<Side>();
  for (const { base, head } of sides) {
    if (base === null || head !== null) continue;
    const next = added.find((each) => !taken.has(each) && isSameApi(base, each));
    if (next !== undefined) {
      taken.add(next);
      out.push({ base, head: next });
    } else if (!(await isCoveredElsewhere(base))) out.push({ base, head: null });
  }
  for (const head of added) if (!taken.has(head)) out.push({ base: null, head });
  return out;

  /** Whether a document that stays holds all operations of one that goes. */
  async function isCoveredElsewhere(side: Side): Promise<boolean> {
    const keys = operationsOf(side.document).map(({ key }) => key);
    const kept = [...tree.entries.keys()].filter(isDocumentName).slice(0, mostSearched);
    for (const path of kept) {
      const other = await loadSide(files, path, []);
      if (other === null) continue;
      const held = new Set(operationsOf(other.document).map(({ key }) => key));
      if (keys.every((key) => held.has(key))) return true;
    }
    return false;
  }
}

/** Operations that two documents of different titles must have in common to be one API. */
const sureTwins = 10;

/** Of documents that describe the same operations on both sides (in two versions, or packed with a client) the best. */
export function withoutTwins(
  pairs: readonly { base: Side | null; head: Side | null }[],
): { base: Side | null; head: Side | null }[] {
  const keyOf = ({ base, head }: { base: Side | null; head: Side | null }): string | null => {
    if (base === null || head === null) return null;
    const [old, now] = [base, head].map(({ document }) =>
      operationsOf(document)
        .map(({ key }) => key)
        .sort(),
    );
    if (old!.length === 0) return null;
    return JSON.stringify([now!.length < sureTwins ? titleOf(head.document) : '', old, now]);
  };
  const rank = ({ head }: { head: Side | null }) =>
    `${member(head!.document, 'swagger') === undefined ? 0 : 1} ${preference(head!.path)}`;
  const best = new Map<string, { base: Side | null; head: Side | null }>();
  const keys = pairs.map(keyOf);
  for (const [at, pair] of pairs.entries()) {
    const key = keys[at];
    if (key === null || key === undefined) continue;
    const known = best.get(key);
    if (known === undefined || rank(pair) < rank(known)) best.set(key, pair);
  }
  return pairs.filter((pair, at) => {
    const key = keys[at];
    return key === null || key === undefined || best.get(key) === pair;
  });
}

function isSameApi(base: Side, head: Side): boolean {
  const keys = operationsOf(base.document).map(({ key }) => key);
  const others = new Set(operationsOf(head.document).map(({ key }) => key));
  const shared = keys.filter((key) => others.has(key)).length;
  const sameTitle = titleOf(base.document) === titleOf(head.document);
  return (
    shared > 0 && shared * 2 >= Math.min(keys.length, others.size) && (sameTitle || shared === keys.length)
  );
}
