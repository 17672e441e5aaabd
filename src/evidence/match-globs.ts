import { matchGlob } from '../source/match-glob.ts';

// A pattern with more alternatives than this is no pattern a person wrote.
const mostAlternatives = 64;
const longestPattern = 500;

/**
 * Whether a path fits one of the globs: `*`, `?` and classes within a segment, `**` for any number of segments,
 * `{a,b}` for alternatives; dots are ordinary. Time is proportional to path times pattern whatever the pattern,
 * which no translation into a regular expression is. Patterns above 500 characters match nothing.
 */
export function matchGlobs(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs
    .filter((glob) => glob.length <= longestPattern)
    .flatMap(expandBraces)
    .map((pattern) => pattern.replace(/^\.?\//, ''));
  return (path) => patterns.some((pattern) => matchGlob(pattern, path));
}

function expandBraces(glob: string): string[] {
  const done: string[] = [];
  const waiting = [glob];
  for (let pattern = waiting.pop(); pattern !== undefined; pattern = waiting.pop()) {
    const close = pattern.indexOf('}');
    const open = close === -1 ? -1 : pattern.lastIndexOf('{', close);
    if (open === -1 || done.length + waiting.length > mostAlternatives) {
      done.push(pattern);
      continue;
    }
    const [before, after] = [pattern.slice(0, open), pattern.slice(close + 1)];
    for (const part of pattern
      .slice(open + 1, close)
      .split(',')
      .reverse()) {
      waiting.push(before + part + after);
    }
  }
  return done.slice(0, mostAlternatives);
}
