/** `comments[2].line`, or `2.line` of the list of threads that GitHub builds from them. */
const named = /\bcomments?\[(\d{1,3})\]|\b(\d{1,3})\.(?:path|line|side|startLine|startSide|position|body)\b/g;

/** Indexes, below `count`, of the comments that a 422's reasons name; empty when they name none. */
export function namedOffenders(reasons: readonly string[], count: number): Set<number> {
  const indexes = reasons.flatMap((reason) =>
    [...reason.matchAll(named)].map((match) => Number(match[1] ?? match[2])),
  );
  return new Set(indexes.filter((index) => index < count));
}
