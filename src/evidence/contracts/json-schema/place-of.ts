import type { Change, Side } from '../../../source/change.ts';
import type { Fact } from '../../evidence.ts';
import type { DocumentNode } from './document-store.ts';

export interface FactPlace {
  /** Path at head, of a renamed file too. */
  path: string;
  line: number;
  side: Side;
}

/** Where facts about two nodes stand: in the head where there is something, else in the base. */
export function placesIn(
  change: Change,
): (at: { base: DocumentNode | null; head: DocumentNode | null }) => FactPlace {
  const renamed = new Map(
    change.files.flatMap(({ previousPath, path, status }) =>
      previousPath !== null && status === 'renamed' ? [[previousPath, path] as const] : [],
    ),
  );
  return ({ base, head }) => {
    const node = head ?? base!;
    const { path } = node.document;
    const side = head === null ? 'LEFT' : 'RIGHT';
    return {
      path: side === 'LEFT' ? (renamed.get(path) ?? path) : path,
      line: node.document.lineOf(node.pointer),
      side,
    };
  };
}

/**
 * A fact without its line where the change edits other lines of that file: a reference leads elsewhere now, and the
 * line of what it led to stays as it was. Of files whose lines are not known nothing is taken away.
 */
export function withoutUntouchedLine(change: Change): (fact: Fact) => Fact {
  const touched = new Map<string, Set<number>>();
  for (const { path, hunks } of change.files) {
    for (const { kind, oldLine, newLine } of hunks.flatMap((hunk) => hunk.lines)) {
      const line = kind === 'removed' ? oldLine : kind === 'added' ? newLine : null;
      if (line === null) continue;
      const key = `${kind === 'removed' ? 'LEFT' : 'RIGHT'} ${path}`;
      touched.set(key, (touched.get(key) ?? new Set()).add(line));
    }
  }
  const isChanged = (path: string) => touched.has(`LEFT ${path}`) || touched.has(`RIGHT ${path}`);
  return (fact) =>
    fact.line === null || !isChanged(fact.path) || touched.get(`${fact.side} ${fact.path}`)?.has(fact.line)
      ? fact
      : { ...fact, line: null };
}
