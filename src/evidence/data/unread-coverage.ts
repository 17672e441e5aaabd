import type { Skipped } from '../evidence.ts';
import type { JudgedUnit } from './judge-units.ts';

/** Places of one file that are told one by one. */
const mostPlaces = 20;

/**
 * What of the migrations could not be read, for coverage: by file, its first places and how many more there are. A
 * file of which nothing at all was understood is not read, any other only in part.
 */
export function unreadCoverage(judged: readonly JudgedUnit[]): Skipped[] {
  const skipped: Skipped[] = [];
  for (const [path, units] of Map.groupBy(judged, ({ unit }) => unit.path)) {
    const unread = units.flatMap((one) => one.unread);
    const partial = units.some(({ operations }) => operations.length > 0) ? { partial: true as const } : {};
    for (const { line, reason } of unread.slice(0, mostPlaces)) {
      skipped.push({ path, reason: `line ${line}: ${reason}`, ...partial });
    }
    const more = unread.length - mostPlaces;
    if (more > 0)
      skipped.push({ path, reason: `and ${more} more places that were not understood`, ...partial });
  }
  return skipped;
}
