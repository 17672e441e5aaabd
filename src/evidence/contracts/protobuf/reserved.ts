import type { NumberRange, Reserved } from './proto-file.ts';

/** Ranges joined where they touch, sorted: to be searched in logarithmic time. */
export function joinRanges(ranges: readonly NumberRange[]): NumberRange[] {
  const joined: NumberRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else joined.push({ ...range });
  }
  return joined;
}

/** Whether joined ranges hold all numbers of another range. */
export function covers(joined: readonly NumberRange[], { from, to }: NumberRange): boolean {
  let low = 0;
  let high = joined.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (joined[middle]!.to < from) low = middle + 1;
    else high = middle;
  }
  const found = joined[low];
  return found !== undefined && found.from <= from && to <= found.to;
}

/** Ranges that are not wholly covered by others, as `4` or `4 to 6`. */
export function uncovered(before: readonly NumberRange[], after: readonly NumberRange[]): string[] {
  const joined = joinRanges(after);
  return before
    .filter((range) => !covers(joined, range))
    .map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
}

/** What is no longer reserved, for a message: numbers first, then names. */
export function unreserved(before: Reserved, after: Reserved): string[] {
  const names = [...before.names].filter((name) => !after.names.has(name)).sort();
  return [...uncovered(before.ranges, after.ranges), ...names];
}
