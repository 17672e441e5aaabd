import type { Conclusion, Published } from '../github/publication.ts';
import type { Review } from '../review/review.ts';
import { saveDecision } from '../store/decision.ts';
import { saveFindings } from '../store/finding.ts';
import { clearRequests, saveReviewed } from '../store/pull-request.ts';
import { type RoundEnd, saveRound } from '../store/round.ts';
import { idOf, type Services } from './services.ts';
import type { WaitingFollowUps } from './settle-closed.ts';

export interface RoundToRemember {
  pullRequest: { repositoryId: number; number: number };
  round: number;
  /** How its check ended, to conclude a run that is found open on the same head later. */
  conclusion: { conclusion: Conclusion; title: string };
  /** Ids of the requests it answered. */
  answered: readonly string[];
  waitingFollowUps: WaitingFollowUps | null;
}

/** Keeps what a round came to and answers its requests, last of all that the head is reviewed. Doing it again changes nothing. */
export async function rememberRound(
  review: Review,
  published: Extract<Published, { outcome: 'published' }>,
  { pullRequest, round, conclusion, answered, waitingFollowUps }: RoundToRemember,
  services: Services,
): Promise<void> {
  const db = services.database.kysely;
  const id = idOf(services, pullRequest);
  services.metrics.claimsDropped.inc(review.dropped.reduce((sum, { count }) => sum + count, 0));
  const issues = published.followUps?.outcome === 'published' ? published.followUps.issues : [];
  await saveFindings(
    db,
    id,
    round,
    review.findings.map((finding) => ({ ...finding, disposition: 'open' })),
  );
  for (const { fingerprint } of review.decisions) {
    const issue = issues.find((each) => each.fingerprint === fingerprint)?.number ?? null;
    await saveDecision(db, id, { fingerprint, pullRequest: pullRequest.number, issue, state: 'open' });
  }
  await saveRound(db, id, round, {
    verdict: review.verdict,
    coverage: review.coverage,
    usage: review.usage,
    published: {
      summary: published.summary?.id ?? null,
      check: published.check?.id ?? null,
      conclusion,
      modelFailed: review.modelFailure !== null,
      comments: published.comments.map(({ fingerprint, id: comment }) => ({ fingerprint, id: comment })),
      followUps: issues.map(({ fingerprint, number }) => ({ fingerprint, number })),
      waitingFollowUps,
    },
    at: new Date(),
  });
  await clearRequests(db, id, answered);
  await saveReviewed(db, id, { head: review.head, round });
}

/** How a round's check ended, as it was remembered. */
export function conclusionOf({ published }: RoundEnd): {
  conclusion: Conclusion;
  title: string;
  summary: string;
} {
  const kept = published['conclusion'] as RoundToRemember['conclusion'] | undefined;
  const summary = 'This commit was reviewed before: see the summary in the conversation.';
  return { conclusion: kept?.conclusion ?? 'neutral', title: kept?.title ?? 'Reviewed before', summary };
}
