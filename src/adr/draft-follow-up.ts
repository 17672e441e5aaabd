import { cleanLine } from '../review/clean-text.ts';
import { permalink, type RepositoryAddress } from '../review/repository-links.ts';
import type { DecisionToRecord } from '../review/review.ts';
import { codeSpan } from '../review/sanitise-line.ts';
import { quoteCode, sanitiseMarkdown } from '../review/sanitise-markdown.ts';
import type { Settings } from '../settings/settings.ts';
import type { Tree } from '../source/tree.ts';
import { draftRecord, suggestFileName } from './draft-record.ts';
import { findRecordsFolder } from './records-folder.ts';

/** Where the decision was met. */
export interface FollowUpContext {
  repository: RepositoryAddress;
  pullRequest: number;
  /** The reviewed commit: links to files lead there. */
  head: string;
  /** The tree at the base branch's tip, whose records folder is followed. */
  base: Pick<Tree, 'entries'>;
  settings: Pick<Settings, 'decisions'>;
}

export interface FollowUpIssue {
  fingerprint: string;
  title: string;
  /** Markdown of at most 65,000 characters. */
  body: string;
  labels: string[];
}

const mostPlaces = 10;
/** Longer ones would make links that no issue has room for. */
const longestPath = 500;

/**
 * The issue that asks for a decision's record: which pull request takes the decision, why it is worth a record, where
 * it shows, and a record to copy with what is not known left as questions. Same input, same bytes.
 */
export function draftFollowUp(decision: DecisionToRecord, context: FollowUpContext): FollowUpIssue {
  const { repository, pullRequest, head, base, settings } = context;
  const folder = findRecordsFolder(base, settings.decisions.folder);
  const file = suggestFileName(decision, folder);
  const url = `${repository.host.replace(/\/+$/, '')}/${repository.owner}/${repository.repo}/pull/${pullRequest}`;
  const paths = decision.paths.filter((path) => path.length <= longestPath).slice(0, mostPlaces);
  const places = paths.map((path) => {
    const link = permalink(repository, head, { path, side: 'RIGHT', line: null, startLine: null });
    return `- [${codeSpan(cleanLine(path).replace(/[[\]]/g, ''))}](${link})`;
  });
  const body = [
    `#${pullRequest} takes an architecture decision that has no record yet.`,
    `**Why it is worth one:** ${sanitiseMarkdown(decision.why.replace(/\s+/g, ' '), { repository, limit: 3_000 })}`,
    places.length === 0 ? '' : `**Where it shows:**\n\n${places.join('\n')}`,
    describeFile(file, folder.digits),
    quoteCode(draftRecord(decision, [`Pull request: ${url}`, `Commit: ${head.slice(0, 12)}`]), 'markdown'),
    'What stands in angle brackets is not known from the code: the team fills it in. Merging the record is accepting it.',
  ];
  return {
    fingerprint: decision.fingerprint,
    title: `Record the decision: ${cleanLine(decision.title, 180)}`,
    body: body.filter((part) => part !== '').join('\n\n'),
    labels: [...settings.decisions.labels],
  };
}

function describeFile(file: string, digits: number): string {
  const number =
    digits === 0 ? '' : `, with the next free number in place of ${codeSpan('N'.repeat(digits))}`;
  return `**A draft to start from**, for ${codeSpan(cleanLine(file))}${number}:`;
}
