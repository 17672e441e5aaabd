import type { Incomplete } from '../architect/judgement.ts';
import type { PullRequestKey } from '../jobs/queue.ts';
import { addRequest } from '../store/pull-request.ts';
import type { ReviewRequest } from '../store/tables.ts';
import { enqueueReview } from './enqueue-review.ts';
import { idOf, type Services } from './services.ts';

/** When a model that did not answer is asked again about the same head; then it is left alone. */
const waitSeconds = [5 * 60, 20 * 60, 60 * 60] as const;

const idPattern = /^model:([0-9a-f]{40,64}):(\d+)$/;

/** Whether a request is our own, to ask the model again (about this head, if one is given), and nobody's wish. */
export function isModelRetry({ id }: ReviewRequest, head?: string): boolean {
  const match = idPattern.exec(id);
  return match !== null && (head === undefined || match[1] === head);
}

/**
 * Plans to ask the model again when its failure may pass. Resolves to whether it did: the requests of people then
 * stay until it has answered.
 */
export async function planModelRetry(
  failure: Incomplete | null,
  { key, head, requests }: { key: PullRequestKey; head: string; requests: readonly ReviewRequest[] },
  { queue }: Pick<Services, 'queue'>,
): Promise<boolean> {
  if (failure === null || !failure.retry) return false;
  const tries = requests.flatMap(({ id }) => {
    const [, of, count] = idPattern.exec(id) ?? [];
    return of === head ? [Number(count)] : [];
  });
  const done = Math.max(0, ...tries);
  const startAfterSeconds = waitSeconds[done];
  if (startAfterSeconds === undefined) return false;
  await queue.send(
    'review-later',
    { ...key, request: `model:${head}:${done + 1}` },
    {
      key: `${key.repositoryId}#${key.number}`,
      startAfterSeconds,
    },
  );
  return true;
}

/** The time has come: asks for a review that is made even though the head was reviewed already. */
export async function tryModelAgain(
  { request, ...key }: PullRequestKey & { request: string },
  services: Services,
): Promise<void> {
  const by = 'architect';
  await addRequest(services.database.kysely, idOf(services, key), {
    ...{ id: request, kind: 'review', by, commentId: null },
    at: new Date().toISOString(),
  });
  await enqueueReview(services, key);
}
