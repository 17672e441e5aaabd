import { GitError } from './git-error.ts';

/**
 * Fetches ids in one request, or, when that brings too much, in halves around what is too large. An id that alone is
 * too large is left out, and so is what is left after `maxRequests`. Other errors of `fetch` pass through.
 */
export async function fetchInParts(
  ids: readonly string[],
  maxRequests: number,
  fetch: (part: readonly string[]) => Promise<void>,
): Promise<void> {
  const waiting = ids.length === 0 ? [] : [ids];
  for (let requests = 0; requests < maxRequests; requests += 1) {
    const part = waiting.pop();
    if (part === undefined) return;
    try {
      await fetch(part);
    } catch (error) {
      if (!(error instanceof GitError && error.kind === 'too much output')) throw error;
      const half = Math.ceil(part.length / 2);
      if (part.length > 1) waiting.push(part.slice(half), part.slice(0, half));
    }
  }
}
