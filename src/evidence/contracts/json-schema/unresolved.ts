import type { Skipped } from '../../evidence.ts';
import type { DocumentStore } from './document-store.ts';

const mostPerFile = 5;

/** References that led nowhere while documents were compared, as coverage, those of the given files only. */
export function unresolvedIn(store: DocumentStore, paths: Iterable<string>): Skipped[] {
  return [...new Set(paths)].sort().flatMap((path) => {
    const reasons = [...(store.unresolved.get(path) ?? [])].sort();
    const more = reasons.length - mostPerFile;
    const shown = reasons.slice(0, mostPerFile);
    if (more > 0) shown.push(`${more} more references that were not followed`);
    return shown.map((reason) => ({ path, reason, partial: true }));
  });
}
