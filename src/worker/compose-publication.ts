import type { FollowUpIssue } from '../adr/draft-follow-up.ts';
import type {
  CheckKey,
  NotPosted,
  Publication,
  PublicationFailure,
  PublishedFollowUps,
} from '../github/publication.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { conclude, type ReviewConclusion } from '../review/conclude.ts';
import { renderCheck } from '../review/render-check.ts';
import { renderInlineComment } from '../review/render-inline-comment.ts';
import type { RenderContext } from '../review/render-parts.ts';
import { renderSummary } from '../review/render-summary.ts';
import type { Review } from '../review/review.ts';
import type { SettingsInForce } from './read-settings-in-force.ts';
import type { Services } from './services.ts';

/** What a publication says of its round beside the review. */
export interface Round {
  number: number;
  checkKey: CheckKey;
  inForce: SettingsInForce;
  followUps: readonly FollowUpIssue[];
  /** What a reader must know, a sentence each. */
  notices: readonly string[];
}

/** Renders a review for GitHub. Parts that depend on what became of others are rendered when these have been posted. */
export function composePublication(
  review: Review,
  pull: Pick<PullRequest, 'owner' | 'repo'>,
  round: Round,
  { hosts, docsUrl }: Pick<Services, 'hosts' | 'docsUrl'>,
): Publication {
  const { inForce, followUps, checkKey } = round;
  const { settings, problems } = inForce;
  const context: RenderContext = {
    repository: { host: hosts.web, owner: pull.owner, repo: pull.repo },
    docsUrl,
    settingsProblems: problems,
  };
  const notices = (failures: readonly PublicationFailure[]) => [
    ...round.notices,
    ...inForce.notes,
    ...failures.map(({ part, error }) => `${namesOf[part]} could not be published: ${error.message}`),
  ];
  // For those who look into the check; in every summary it would be noise.
  const organisation =
    inForce.organisationUnread === null
      ? []
      : [`The organisation's settings were not read: ${inForce.organisationUnread}.`];
  return {
    head: review.head,
    round: round.number,
    comments: review.findings.flatMap((finding) =>
      finding.placement === 'summary' || finding.line === null
        ? []
        : [
            {
              fingerprint: finding.fingerprint,
              path: finding.diffPath,
              side: finding.side,
              line: finding.line,
              startLine: finding.startLine,
              body: renderInlineComment(finding, review, context),
            },
          ],
    ),
    followUps:
      settings.decisions.open === 'review' ? { drafts: followUps, labels: settings.decisions.labels } : null,
    summary: ({ notPosted, followUps: opened, failures }) =>
      renderSummary(review, { ...context, ...standing(notPosted, opened), notices: notices(failures) }),
    check: {
      key: checkKey,
      state: ({ notPosted, failures }) => {
        const end = endOf(review, inForce, failures);
        const told = { ...context, notPosted, notices: [...notices(failures), ...organisation] };
        return { status: 'completed', ...renderCheck(review, end, told), conclusion: end.conclusion };
      },
    },
  };
}

/** How the round's check ends: what could not be published can be read by nobody, which is no success. */
export function endOf(
  review: Review,
  { settings, problems }: Pick<SettingsInForce, 'settings' | 'problems'>,
  failures: readonly PublicationFailure[],
): ReviewConclusion {
  const { conclusion, title } = conclude(review, settings, problems);
  const whole = failures.length === 0 || conclusion === 'failure';
  return { conclusion: whole ? conclusion : settings.gate.incomplete, title };
}

const namesOf = {
  comments: 'Inline comments',
  'follow-ups': 'Follow-up issues',
  summary: 'The summary',
  check: 'The check run',
};

function standing(
  notPosted: readonly NotPosted[],
  opened: PublishedFollowUps | null,
): Pick<RenderContext, 'notPosted' | 'followUps'> {
  const issues = opened?.outcome === 'published' ? opened.issues : [];
  return { notPosted, followUps: new Map(issues.map(({ fingerprint, number }) => [fingerprint, number])) };
}
