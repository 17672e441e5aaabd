import type { Octokit } from '@octokit/rest';
import { draftFollowUp, type FollowUpIssue } from './adr/draft-follow-up.ts';
import { canWrite } from './commands/run-commands.ts';
import { isFolderSettingsFile } from './evidence/settings/settings-files.ts';
import { wantsFile } from './evidence/wants-file.ts';
import { GitHubUnavailable } from './github/errors.ts';
import { closeCheck, publishCheck } from './github/publish-check.ts';
import { publishReview } from './github/publish-review.ts';
import type { PullRequest } from './github/pull-request.ts';
import { type Bases, readBases } from './github/read-bases.ts';
import { readPermission } from './github/read-permission.ts';
import { readPullRequest } from './github/read-pull-request.ts';
import type { RunningJob } from './jobs/queue.ts';
import type { Review } from './review/review.ts';
import { reviewChange } from './review-change.ts';
import { clearRequests, readPullRequestState } from './store/pull-request.ts';
import { type EndedRound, readEndedRound, startRound } from './store/round.ts';
import type { ReviewRequest } from './store/tables.ts';
import { addFolderSettings } from './worker/add-folder-settings.ts';
import { checkKeyOf } from './worker/check-key.ts';
import { composePublication, endOf } from './worker/compose-publication.ts';
import { enqueueReview } from './worker/enqueue-review.ts';
import { judgeWithinDay } from './worker/judge-within-day.ts';
import { readSettingsInForce, type SettingsInForce } from './worker/read-settings-in-force.ts';
import { conclusionOf, rememberRound } from './worker/remember-round.ts';
import { hostOf, idOf, publisherOf, type Services } from './worker/services.ts';
import { settleClosed } from './worker/settle-closed.ts';
import { isModelRetry, planModelRetry } from './worker/try-model-again.ts';
import { whetherToReview } from './worker/whether-to-review.ts';

/** What became of a review job; the verdict of a published one. */
export type RoundOutcome =
  | { outcome: 'published'; verdict: Review['verdict'] }
  | { outcome: 'stale' | 'not reviewed' | 'reviewed before' | 'closed' | 'gone' };

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
  // A name may come to mean another repository; the number may not.
  if (pull.repositoryId !== key.repositoryId) return { outcome: 'gone' };
  const state = await readPullRequestState(db, id);
  if (pull.state === 'closed') {
    await settleClosed(octokit, pull, state, services);
    return { outcome: 'closed' };
  }
  const head = pull.head.sha;
  const checkKey = checkKeyOf(key, head);

  // 2. What it is measured against: the merge base, and the settings at the tip of the base branch.
  const bases = await readBases(octokit, pull, pull.base.ref, head);
  // GitHub may not know a commit yet that was pushed a moment ago.
  if (bases === null && job.retry < 2) throw new Error('GitHub names no merge base of base and head');
  const ofRepository = await readSettingsInForce({ octokit, ...services }, pull, bases?.tip ?? pull.base.ref);
  const last = await readEndedRound(db, id, head);

  // 3. Whether there is anything to do. A head that was reviewed keeps its conclusion, whatever becomes of the draft.
  const requests = state.requests.filter((request) => isDue(request, head, last));
  await clearRequests(db, id, without(state.requests, requests));
  const requested = requests.length > 0;
  const decision =
    bases === null
      ? { review: false as const, ...unrelated }
      : whetherToReview(pull, ofRepository.settings, { requested, paused: state.paused });
  // Settings of folders are read with the clone: an edit of those alone does not review a reviewed head again.
  const same = last?.mergeBase === bases?.mergeBase && last?.settingsHash === ofRepository.hash;
  if (last && !requested && (same || !decision.review)) {
    await closeCheck(octokit, publisher, key, checkKey, conclusionOf(last.end));
    return { outcome: 'reviewed before' };
  }
  if (!decision.review || bases === null) {
    const conclusion = bases === null ? ofRepository.settings.gate.incomplete : 'neutral';
    const { title, summary } = decision.review ? unrelated : decision;
    await publishCheck(octokit, publisher, key, checkKey, {
      status: 'completed',
      conclusion,
      title,
      summary,
    });
    return { outcome: 'not reviewed' };
  }

  // 4. The round begins, and is seen to begin; a repeated try has been seen already.
  const pinned = { head, baseTip: bases.tip, mergeBase: bases.mergeBase, settingsHash: ofRepository.hash };
  const round = await startRound(db, id, { ...pinned, at: new Date() });
  if (job.retry === 0) await publishCheck(octokit, publisher, key, checkKey, reviewing);

  // 5. Change, evidence, judgement, review.
  const asked = requests.some((request) => !isModelRetry(request));
  const trusted = await isTrusted(octokit, pull, ofRepository, asked);
  const subject = { pull, bases, ofRepository, trusted, started, round };
  const { review, followUps, inForce } = await reviewInClone(job, subject, services);

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
  // What GitHub did not answer may go through next time; what stands is found again.
  const lost = published.failures.find(({ error }) => error instanceof GitHubUnavailable);
  if (lost !== undefined) throw lost.error;

  // 7. Remembered; a model that did not answer is asked again later.
  const again = await planModelRetry(review.modelFailure, { key, head, requests }, services);
  const { open, labels } = inForce.settings.decisions;
  await rememberRound(
    review,
    published,
    {
      pullRequest: key,
      round,
      conclusion: endOf(review, inForce, published.failures),
      answered: requests.filter((request) => !again || isModelRetry(request)).map(({ id }) => id),
      waitingFollowUps: open === 'merge' ? { drafts: followUps, labels } : null,
    },
    services,
  );
  return { outcome: 'published', verdict: review.verdict };
}

const reviewing = {
  status: 'in_progress',
  title: 'Reviewing',
  summary: 'The architecture review of this commit is being made.',
} as const;

const unrelated = {
  title: 'Not reviewed: no merge base',
  summary: 'The base branch and this head have no commit in common, or GitHub no longer has one of them.',
};

/** A person's wish is due; our own to ask the model again only while it has not answered about this head. */
function isDue(request: ReviewRequest, head: string, last: EndedRound | null): boolean {
  return (
    !isModelRetry(request) || (isModelRetry(request, head) && last?.end.published['modelFailed'] === true)
  );
}

function without(all: readonly ReviewRequest[], due: readonly ReviewRequest[]): string[] {
  return all.filter((request) => !due.includes(request)).map(({ id }) => id);
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
  /** What the repository's settings file says; those of folders join once the base branch's tip is here. */
  ofRepository: SettingsInForce;
  trusted: boolean;
  started: number;
  round: number;
}

/** Runs the stages over our clone of the repository, once it holds the files they read. */
function reviewInClone(
  job: RunningJob<'review'>,
  { pull, bases, ofRepository, trusted, started, round }: Subject,
  services: Services,
): Promise<{ review: Review; followUps: FollowUpIssue[]; inForce: SettingsInForce }> {
  const { repositoryId } = job.data;
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
    await clone.prefetch([commits.base], ({ path }) => isFolderSettingsFile(path));
    const base = await clone.tree(commits.base);
    const inForce = await addFolderSettings(ofRepository, base);
    const { settings } = inForce;
    const pinned = JSON.stringify([pull.head.sha, bases.mergeBase, inForce.hash]);
    const { review } = await reviewChange({
      repository: clone,
      commits,
      settings,
      pullRequest: { title: pull.title, body: pull.body, branch: pull.head.ref },
      cache: services.cache,
      judge: (material) =>
        judgeWithinDay(
          material,
          { pullRequest: idOf(services, job.data), round, pinned, signal: job.signal },
          trusted ? services : { ...services, architect: null },
        ),
      started,
    });
    const context = { repository: address, pullRequest: pull.number, head: pull.head.sha, base, settings };
    const followUps = review.decisions.map((needed) => draftFollowUp(needed, context));
    return { review, followUps, inForce };
  });
}
