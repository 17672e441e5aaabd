import type { ReviewMaterial } from '../architect/build-prompt.ts';
import { judge } from '../architect/judge.ts';
import type { Judgement } from '../architect/judgement.ts';
import { readJudgement, saveJudgement } from '../store/judgement.ts';
import type { PullRequestId } from '../store/keys.ts';
import { reserveMoney, settleMoney } from '../store/usage.ts';
import type { Services } from './services.ts';

/**
 * The judgement within what the repository may spend today. An answer that an earlier try of this round has paid for is
 * used again; `pinned` says what it was an answer to. Else money is set aside before the model is asked and settled
 * after it. Without enough left the architect without a model stands in, and the review is incomplete. A call that was
 * broken off keeps its money aside: what it cost is not known.
 */
export async function judgeWithinDay(
  material: ReviewMaterial,
  {
    pullRequest,
    round,
    pinned,
    signal,
  }: { pullRequest: PullRequestId; round: number; pinned: string; signal: AbortSignal },
  { architect, database, log, metrics }: Services,
): Promise<Judgement> {
  if (architect === null) return judge(material, null, { signal, log });
  const { budget } = material.settings;
  const paid = await readJudgement(database.kysely, pullRequest, round, pinned);
  if (paid !== null) return paid;
  const reserved = await reserveMoney(database.kysely, {
    repository: pullRequest,
    dollars: budget.review,
    ceiling: budget.day,
    at: new Date(),
  });
  if (!reserved.granted) {
    const judgement = await judge(material, null, { signal, log });
    const message = `this repository may cost $${budget.day} a day, of which $${reserved.spent.toFixed(2)} are spent or set aside`;
    return { ...judgement, incomplete: { reason: 'budget', message, retry: false } };
  }
  const judgement = await judge(material, architect, { signal, log });
  metrics.dollars.inc(judgement.usage.dollars);
  await settleMoney(database.kysely, reserved.reservation, judgement.usage.dollars);
  if (judgement.incomplete === null)
    await saveJudgement(database.kysely, pullRequest, round, { pinned, judgement });
  return judgement;
}
