import { join } from 'node:path';
import { createArchitect } from '../architect/create-architect.ts';
import { createClaudeClient } from '../architect/create-claude-client.ts';
import { judge } from '../architect/judge.ts';
import { type Severity, severities } from '../evidence/evidence.ts';
import { conclude } from '../review/conclude.ts';
import { renderPage } from '../review/render-page.ts';
import { renderSummary } from '../review/render-summary.ts';
import { renderTerminal } from '../review/render-terminal.ts';
import type { Review } from '../review/review.ts';
import { reviewJson } from '../review/review-json.ts';
import { type ReviewChangeInput, reviewChange } from '../review-change.ts';
import { openFolderFactCache } from '../store/folder-fact-cache.ts';
import type { SettingsInForce } from '../worker/read-settings-in-force.ts';
import { withPullRequest } from './open-pull-request.ts';
import { openRange } from './open-range.ts';
import type { CommandLine } from './parse-command-line.ts';
import { renderReviewSarif } from './render-review-sarif.ts';
import { showProgress } from './show-progress.ts';
import { cacheFolder, type Surroundings } from './surroundings.ts';
import { warnOfSettings } from './warn-of-settings.ts';

type ReviewLine = Extract<CommandLine, { command: 'review' }>;

/** What a subject brings to a review. */
export type Subject = Pick<ReviewChangeInput, 'repository' | 'commits' | 'pullRequest'> & {
  inForce: SettingsInForce;
  /** For titles: `owner/name#123`, or the range. */
  name: string;
};

const stageNames = {
  change: 'reading the change',
  evidence: 'gathering evidence',
  judgement: 'judging',
  review: 'verifying',
} as const;

/** `architect review`: the whole review of a local range or of a pull request on GitHub. Resolves to the exit code. */
export async function printReview(line: ReviewLine, around: Surroundings): Promise<0 | 1> {
  const started = performance.now();
  const progress = showProgress(around.errors);
  progress.onStage('opening the repository');
  const review = async ({ inForce, name, ...subject }: Subject): Promise<0 | 1> => {
    const architect = architectOf(line, around);
    const { review } = await reviewChange({
      ...subject,
      settings: inForce.settings,
      cache: openFolderFactCache(join(cacheFolder(around), 'facts')),
      judge: (material) => judge(material, architect, { signal: new AbortController().signal, log: silent }),
      started,
      onStage: (stage) => progress.onStage(stageNames[stage]),
    });
    progress.end();
    warnOfSettings(inForce, around);
    around.output.write(await render(line.format, review, inForce, name));
    return reaches(review, line.failOn) ? 1 : 0;
  };
  try {
    if (line.subject.kind === 'remote') return await withPullRequest(line.subject, around, review);
    const { range } = line.subject;
    const open = await openRange(range);
    try {
      return await review({ ...open, name: `${range.base}…${range.head}` });
    } finally {
      await open.repository.close();
    }
  } finally {
    progress.end();
  }
}

/** What the model's client would log stands in the review's coverage and footer. */
const silent = { info() {}, warn() {} };

function architectOf(
  { offline }: ReviewLine,
  { env }: Surroundings,
): ReturnType<typeof createArchitect> | null {
  const apiKey = env['ANTHROPIC_API_KEY'];
  if (offline || !apiKey) return null;
  // On the command line the fence's secret need only be unguessable for the text that is reviewed.
  return createArchitect(createClaudeClient({ apiKey, baseUrl: env['ANTHROPIC_BASE_URL'] || null }), apiKey);
}

async function render(
  format: ReviewLine['format'],
  review: Review,
  inForce: SettingsInForce,
  name: string,
): Promise<string> {
  switch (format) {
    case 'json':
      return reviewJson(review, conclude(review, inForce.settings, inForce.problems));
    case 'sarif':
      return renderReviewSarif(review);
    case 'markdown':
      return renderTerminal(review);
    case 'html':
      return renderPage({
        title: 'Architecture review',
        subtitle: name,
        entries: [
          {
            kind: 'comment',
            author: 'architect',
            bot: true,
            action: 'reviewed',
            time: null,
            markdown: renderSummary(review, {
              repository: null,
              docsUrl: null,
              settingsProblems: inForce.problems,
            }),
          },
        ],
        mermaidScript: null,
      });
  }
}

function reaches({ findings }: Review, failOn: Severity | null): boolean {
  return (
    failOn !== null &&
    findings.some(({ severity }) => severities.indexOf(severity) <= severities.indexOf(failOn))
  );
}
