import type { CheckKey } from '../github/publication.ts';
import { readRound } from '../store/round.ts';
import { idOf, type Services } from './services.ts';

/**
 * The check run that the next review of a head writes to. A head that was reviewed already gets a new run, since
 * GitHub only ever appends annotations to one; whoever asks before the review and in it gets the same key.
 */
export async function checkKeyOf(
  services: Pick<Services, 'database' | 'hosts'>,
  pullRequest: { repositoryId: number; number: number },
  head: string,
): Promise<CheckKey> {
  const round = await readRound(services.database.kysely, idOf(services, pullRequest), head);
  const after = round === null ? 0 : round.end === null ? round.round - 1 : round.round;
  return { head, externalId: `pull-${pullRequest.number}-after-${after}` };
}

/** The pull request that one of our external ids names, or null. */
export function pullRequestOf(externalId: string): number | null {
  const match = /^pull-([1-9]\d{0,9})-after-\d+$/.exec(externalId);
  return match === null ? null : Number(match[1]);
}
