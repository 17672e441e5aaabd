import type { Change, Side } from '../../../source/change.ts';
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
