import { GitHubUnprocessable } from './errors.ts';

/** Of comments, reviews and issues. */
export const mostBodyCharacters = 65_536;

/** Of a check run's summary and of its text. */
export const mostCheckCharacters = 65_535;

/** Throws GitHubUnprocessable when a text is longer than GitHub takes: it was to be rendered to fit. */
export function requireLength(what: string, text: string, most: number): void {
  if (text.length <= most) return;
  throw new GitHubUnprocessable(
    `${what} has ${text.length} characters and GitHub takes ${most}: shorten it before it is published`,
    ['too long'],
  );
}
