import type { PullRequestText, ReviewMaterial } from './architect/build-prompt.ts';
import type { Judgement } from './architect/judgement.ts';
import type { FactCache } from './evidence/detector.ts';
import type { Evidence } from './evidence/evidence.ts';
import { gatherEvidence } from './evidence/gather-evidence.ts';
import { buildReview } from './review/build-review.ts';
import type { Review } from './review/review.ts';
import { createScope } from './review/scope.ts';
import type { Settings } from './settings/settings.ts';
import type { Change } from './source/change.ts';
import type { Repository } from './source/repository.ts';

/** Names the stage that begins, for a progress display and the log. */
type OnStage = (stage: 'change' | 'evidence' | 'judgement' | 'review') => void;

export interface ReviewChangeInput {
  /** Everything the stages read must be there: nothing is fetched here. */
  repository: Repository;
  commits: { base: string; head: string; mergeBase: string };
  settings: Settings;
  /** What the author says; absent for a range of commits. */
  pullRequest?: PullRequestText;
  cache: FactCache;
  /** Claude within its budget, or the architect without a model. */
  judge: (material: ReviewMaterial) => Promise<Judgement>;
  /** `performance.now()` when the round began. */
  started: number;
  onStage?: OnStage;
}

/**
 * The stages that the App and the command line share: change, evidence, judgement, review. Rejects when the change
 * cannot be read, or with what `judge` rejects with; anything less is in the review's coverage.
 */
export async function reviewChange(
  input: ReviewChangeInput,
): Promise<{ change: Change; evidence: Evidence; review: Review }> {
  const { repository, commits, settings, onStage = () => {} } = input;

  onStage('change');
  const change = await repository.change(commits);
  const [base, head] = await Promise.all([repository.tree(commits.mergeBase), repository.tree(commits.head)]);

  onStage('evidence');
  const began = performance.now();
  const evidence = await gatherEvidence({ change, base, head, settings, cache: input.cache });
  const evidenceMilliseconds = Math.round(performance.now() - began);

  onStage('judgement');
  const judgement = await input.judge({
    change,
    evidence,
    headPaths: head.entries.keys(),
    settings,
    outOfScope: createScope(settings),
    pullRequest: input.pullRequest,
  });

  onStage('review');
  const totalMilliseconds = Math.round(performance.now() - input.started);
  const review = await buildReview({
    ...{ change, evidence, judgement, base, head, settings, evidenceMilliseconds, totalMilliseconds },
    incomplete: detectorFailures(evidence),
  });
  return { change, evidence, review };
}

/** A detector that failed has no path to its name: what it would have found is unknown. */
function detectorFailures({ coverage }: Evidence): string[] {
  return coverage.skipped.filter(({ path }) => path === '').map(({ reason }) => reason);
}
