import type { Octokit } from '@octokit/rest';
import { draftFollowUp, type FollowUpIssue } from './adr/draft-follow-up.ts';
import { canWrite } from './commands/run-commands.ts';
import { wantsFile } from './evidence/wants-file.ts';
import { publishCheck } from './github/publish-check.ts';
import { publishReview } from './github/publish-review.ts';
import type { PullRequest } from './github/pull-request.ts';
import { type Bases, readBases } from './github/read-bases.ts';
import { readPermission } from './github/read-permission.ts';
import { readPullRequest } from './github/read-pull-request.ts';
import type { RunningJob } from './jobs/queue.ts';
import type { Review } from './review/review.ts';
import { reviewChange } from './review-change.ts';
import { readPullRequestState } from './store/pull-request.ts';
import { readRound, startRound } from './store/round.ts';
import { checkKeyOf } from './worker/check-key.ts';
import { composePublication } from './worker/compose-publication.ts';
import { enqueueReview } from './worker/enqueue-review.ts';
import { judgeWithinDay } from './worker/judge-within-day.ts';
import { readSettingsInForce, type SettingsInForce } from './worker/read-settings-in-force.ts';
import { rememberRound } from './worker/remember-round.ts';
import { hostOf, idOf, publisherOf, type Services } from './worker/services.ts';
import { settleClosed } from './worker/settle-closed.ts';
import { isModelRetry, planModelRetry } from './worker/try-model-again.ts';
import { whetherToReview } from './worker/whether-to-review.ts';

/** What became of a review job; the verdict of a published one. */
export type RoundOutcome =
  | { outcome: 'published'; verdict: Review['verdict'] }
  | { outcome: 'stale' | 'not reviewed' | 'reviewed before' | 'closed' };

/**
 * Reviews a pull request's head as it is now, from reading it to the published review. Doing it again changes
 * nothing that stands. Throws what a later try may mend: GitHub that is busy or away, git that cannot fetch.
 */
export async function reviewPullRequest(
  job: RunningJob<'review'>,
  services: Services,
): Promise<RoundOutcome> {
  const started = performance.now();
  const key = job.data;
  const db = services.database.kysely;
  const id = idOf(services, key);
  const octokit = await services.github.octokitFor(key.installationId);
  const publisher = await publisherOf(services);

  // 1. The pull request as it is now, and what was asked for since its last round.
  const pull = await readPullRequest(octokit, key, key.installationId);
  const state = await readPullRequestState(db, id);
  if (pull.state === 'closed') {
    await settleClosed(octokit, pull, state, services);
    return { outcome: 'closed' };
  }
  const head = pull.head.sha;
  const checkKey = await checkKeyOf(services, key, head);
  const conclude = (title: string, summary: string) =>
    publishCheck(octokit, publisher, key, checkKey, {
      status: 'completed',
      conclusion: 'neutral',
      title,
      summary,
    });

  // 2. What it is measured against: the merge base, and the settings at the tip of the base branch.
  const bases = await readBases(octokit, pull, pull.base.ref, head);
  if (bases === null) {
    await conclude(
      'Not reviewed: no merge base',
      `\`${pull.base.ref.replaceAll('`', '')}\` and this head have no commit in common.`,
    );
    return { outcome: 'not reviewed' };
  }
  const inForce = await readSettingsInForce({ octokit, ...services }, pull, bases.tip);

  // 3. Whether there is anything to do.
  const requested = state.requests.length > 0;
  const decision = whetherToReview(pull, inForce.settings, { requested, paused: state.paused });
  if (!decision.review) {
    await conclude(decision.title, decision.summary);
    return { outcome: 'not reviewed' };
  }
  const last = await readRound(db, id, head);
  const same = last?.mergeBase === bases.mergeBase && last.settingsHash === inForce.hash;
  if (last?.end && same && !requested) return { outcome: 'reviewed before' };

  // 4. The round begins, and is seen to begin.
  const pinned = { head, baseTip: bases.tip, mergeBase: bases.mergeBase, settingsHash: inForce.hash };
  const round = await startRound(db, id, { ...pinned, at: new Date() });
  await publishCheck(octokit, publisher, key, checkKey, {
    status: 'in_progress',
    title: 'Reviewing',
    summary: 'The architecture review of this commit is being made.',
  });

  // 5. Change, evidence, judgement, review.
  const trusted = await isTrusted(
    octokit,
    pull,
    inForce,
    state.requests.some((request) => !isModelRetry(request)),
  );
  const { review, followUps } = await reviewInClone(
    job,
    { pull, bases, inForce, trusted, started },
    services,
  );

  // 6. Published, unless the head moved meanwhile.
  const notices = trusted || services.architect === null ? [] : [stranger];
  const publication = composePublication(
    review,
    pull,
    { number: round, checkKey, inForce, followUps, notices },
    services,
  );
  const published = await publishReview(octokit, publisher, key, publication, job.signal);
  if (published.outcome === 'stale') {
    await enqueueReview(services, key);
    return { outcome: 'stale' };
  }

  // 7. Remembered; a model that did not answer is asked again later.
  const again = await planModelRetry(review.modelFailure, { key, head, requests: state.requests }, services);
  const { open, labels } = inForce.settings.decisions;
  await rememberRound(
    review,
    published,
    {
      pullRequest: key,
      round,
      answered: state.requests
        .filter((request) => !again || isModelRetry(request))
        .map((request) => request.id),
      waitingFollowUps: open === 'merge' ? { drafts: followUps, labels } : null,
    },
    services,
  );
  return { outcome: 'published', verdict: review.verdict };
}

const stranger =
  'From the evidence alone: the author has no write access here. Someone who has can ask for the judgement with /architect review.';

/** Whether the model may be asked: money is spent for people with write access, and for bots that the settings let in. */
async function isTrusted(
  octokit: Octokit,
  pull: PullRequest,
  { settings }: SettingsInForce,
  asked: boolean,
): Promise<boolean> {
  if (asked || (pull.author.bot && settings.reviews.bots)) return true;
  return canWrite(await readPermission(octokit, pull, pull.author.login));
}

interface Subject {
  pull: PullRequest;
  bases: Bases;
  inForce: SettingsInForce;
  trusted: boolean;
  started: number;
}

/** Runs the stages over our clone of the repository, once it holds the files they read. */
function reviewInClone(
  job: RunningJob<'review'>,
  { pull, bases, inForce, trusted, started }: Subject,
  services: Services,
): Promise<{ review: Review; followUps: FollowUpIssue[] }> {
  const { repositoryId } = job.data;
  const { settings } = inForce;
  const address = { host: services.hosts.web, owner: pull.owner, repo: pull.repo };
  const request = {
    host: hostOf(services.hosts),
    repositoryId,
    url: `${services.hosts.web}/${pull.owner}/${pull.repo}.git`,
    authorization: async () => {
      const { token } = await services.github.contentsToken(job.data.installationId, repositoryId);
      return `basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
    },
    signal: job.signal,
  };
  return services.clones.withClone(request, async (clone) => {
    const commits = { base: bases.tip, head: pull.head.sha, mergeBase: bases.mergeBase };
    await clone.fetch(commits);
    await clone.prefetch([commits.mergeBase, commits.head], ({ path }) => wantsFile(path));
    const { review } = await reviewChange({
      repository: clone,
      commits,
      settings,
      pullRequest: { title: pull.title, body: pull.body, branch: pull.head.ref },
      cache: services.cache,
      judge: (material) =>
        judgeWithinDay(
          material,
          { repositoryId, signal: job.signal },
          trusted ? services : { ...services, architect: null },
        ),
      started,
    });
    const base = await clone.tree(bases.tip);
    const context = { repository: address, pullRequest: pull.number, head: pull.head.sha, base, settings };
    return { review, followUps: review.decisions.map((needed) => draftFollowUp(needed, context)) };
  });
}
