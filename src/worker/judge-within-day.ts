import type { ReviewMaterial } from '../architect/build-prompt.ts';
import { judge } from '../architect/judge.ts';
import type { Judgement } from '../architect/judgement.ts';
import { reserveMoney, settleMoney } from '../store/usage.ts';
import { hostOf, type Services } from './services.ts';

/**
 * The judgement within what the repository may spend today: money is set aside before the model is asked and settled
 * after it. Without enough left the architect without a model stands in, and the review is incomplete. A call that was
 * broken off keeps its money aside until the reservation is stale: what it cost is not known.
 */
export async function judgeWithinDay(
  material: ReviewMaterial,
  { repositoryId, signal }: { repositoryId: number; signal: AbortSignal },
  { architect, database, hosts, log, metrics }: Services,
): Promise<Judgement> {
  if (architect === null) return judge(material, null, { signal, log });
  const { budget } = material.settings;
  const reserved = await reserveMoney(database.kysely, {
    repository: { host: hostOf(hosts), repositoryId },
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
  return judgement;
}
