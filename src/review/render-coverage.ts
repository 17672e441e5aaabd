import { countOf } from './count-findings.ts';
import {
  describeArchitect,
  describeCost,
  type RenderContext,
  renderList,
  renderReason,
} from './render-parts.ts';
import { repositoryUrl } from './repository-links.ts';
import type { Review } from './review.ts';
import { codeSpan } from './sanitise-line.ts';
import { sanitiseText } from './sanitise-markdown.ts';

const mostListed = 15;

/** What was read, what is out of scope, what was not read or not shown, and how many claims were dropped. */
export function renderCoverage({ coverage, dropped }: Review): string {
  const { changed, read, outOfScope, skipped, notShown, unreadLanguages } = coverage;
  const unread = skipped.filter(({ partial }) => !partial);
  const inPart = skipped.filter(({ partial }) => partial);
  const claims = dropped.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    `${countOf(changed, 'changed file')} in scope`,
    `${countOf(read, 'file')} read`,
    count(outOfScope, 'out of scope'),
    count(unread, 'not read'),
    inPart.length === 0 ? '' : `${countOf(inPart.length, 'part')} not understood`,
    count(notShown, 'not shown to the model'),
    ...unreadLanguages.map(
      ({ language, files }) => `imports in ${language} not read yet (${countOf(files, 'changed file')})`,
    ),
    claims === 0 ? '' : `${countOf(claims, 'claim')} dropped as not verifiable`,
  ].filter((part) => part !== '');
  const title = `Coverage: ${parts.join(', ')}`;
  const lists = [
    list('Out of scope', outOfScope.map(renderReason)),
    list('Not read', unread.map(renderReason)),
    list('Parts that were not understood', inPart.map(renderReason)),
    list('Not shown to the model', notShown.map(renderReason)),
    list(
      'Dropped claims',
      dropped.map(({ reason, count: times }) => `${sanitiseText(reason)}: ${times}`),
    ),
  ].filter((part) => part !== '');
  if (lists.length === 0) return `<sub>${title}.</sub>`;
  return `<details><summary>${title}</summary>\n\n${lists.join('\n\n')}\n\n</details>`;
}

/** Commits, architect, tokens, money and time in one small line. */
export function renderFooter(review: Review, { repository }: RenderContext): string {
  const { base, head } = review;
  const range =
    repository === null
      ? `${codeSpan(base.slice(0, 7))}…${codeSpan(head.slice(0, 7))}`
      : [base, head]
          .map((sha) => `[\`${sha.slice(0, 7)}\`](${repositoryUrl(repository)}/commit/${sha})`)
          .join('…');
  return `<sub>${range} · ${sanitiseText(describeArchitect(review))} · ${describeCost(review)}</sub>`;
}

function count(files: readonly unknown[], what: string): string {
  return files.length === 0 ? '' : `${files.length.toLocaleString('en')} ${what}`;
}

function list(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `**${title}**\n\n${renderList(entries, mostListed)}`;
}
