import type { CheckKey } from '../github/publication.ts';

/** The check runs of a pull request on one of its heads. Two pull requests may share a head. */
export function checkKeyOf({ number }: { number: number }, head: string): CheckKey {
  return { head, externalId: `pull-${number}` };
}

/** The pull request that one of our external ids names, or null. */
export function pullRequestOf(externalId: string): number | null {
  const match = /^pull-([1-9]\d{0,9})$/.exec(externalId);
  return match === null ? null : Number(match[1]);
}
