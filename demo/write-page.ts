import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PageEntry, renderPage } from '../src/review/render-page.ts';
import type { Conversation, ConversationEntry, InlineComment } from '../test/doubles/github/conversation.ts';
import { diffLines } from './diff-lines.ts';

const diffContext = 8;

/**
 * Writes the conversation into `folder` as a page that needs no network, with the diagrams' script beside it. What came
 * after the comment `commandId` stands after check run and follow-up. Resolves to the page's path.
 */
export async function writePage(
  conversation: Conversation,
  { folder, repository, commandId }: { folder: string; repository: string; commandId: number },
): Promise<string> {
  const { pull, entries, checks, issues } = conversation;
  const command = entries.findIndex((entry) => entry.id === commandId && entry.kind === 'comment');
  const html = await renderPage({
    title: `${pull.title} #${pull.number}`,
    subtitle: `${repository}#${pull.number} on the embedded GitHub (a double, not the real service): its links ended with the demo`,
    entries: [
      {
        ...entry('description', pull.author, null),
        action: `wants to merge ${pull.head} into ${pull.base}`,
        markdown: pull.body,
      },
      ...entries.slice(0, command).flatMap(toEntries),
      ...checks.map(fromCheck),
      ...issues.map(fromIssue),
      ...entries.slice(command).flatMap(toEntries),
    ],
    mermaidScript: 'mermaid.min.js',
  });
  await mkdir(folder, { recursive: true });
  const script = fileURLToPath(import.meta.resolve('mermaid/dist/mermaid.min.js'));
  await copyFile(script, join(folder, 'mermaid.min.js'));
  const page = join(folder, 'index.html');
  await writeFile(page, html);
  return page;
}

function toEntries(given: ConversationEntry): PageEntry[] {
  const { author, at } = given;
  if (given.kind === 'comment') {
    const reactions = Object.keys(given.reactions);
    const seen = reactions.length === 0 ? '' : `, reaction: ${reactions.join(', ')},`;
    return [{ ...entry('comment', author, at), action: `commented${seen}`, markdown: given.body }];
  }
  const own: PageEntry = { ...entry('comment', author, at), action: 'reviewed', markdown: given.body };
  return [...(given.body === '' ? [] : [own]), ...given.comments.map((comment) => fromInline(comment, at))];
}

function fromInline({ author, path, line, diffHunk, body }: InlineComment, at: string): PageEntry {
  return {
    ...entry('inline', author, at),
    action: line === null ? 'commented on a file' : `commented on line ${line}`,
    markdown: body,
    place: { path, lines: diffLines(diffHunk, diffContext) },
  };
}

function fromCheck(check: Conversation['checks'][number]): PageEntry {
  const { app, name, status, conclusion, title, summary, text, annotations } = check;
  const marks = annotations.map(
    (mark) =>
      `- \`${mark['path']}:${mark['start_line']}\` ${mark['annotation_level']}: ${String(mark['title'])}`,
  );
  const listed = marks.length === 0 ? null : `**Annotations**\n\n${marks.join('\n')}`;
  const known = (['success', 'neutral', 'failure'] as const).find((one) => one === conclusion);
  return {
    ...entry('check', `${app}[bot]`, null),
    action: `check run ${name}: ${conclusion ?? status}${title === null ? '' : `, ${title}`}`,
    markdown: [summary, text, listed].filter((part) => part !== null).join('\n\n'),
    ...(known === undefined ? {} : { conclusion: known }),
  };
}

function fromIssue({
  number,
  title,
  author,
  state,
  labels,
  body,
}: Conversation['issues'][number]): PageEntry {
  const labelled = labels.length === 0 ? '' : ` · ${labels.join(', ')}`;
  return {
    ...entry('issue', author, null),
    action: `opened issue #${number} (${state})${labelled}`,
    markdown: `### ${title}\n\n${body}`,
  };
}

function entry(
  kind: PageEntry['kind'],
  author: string,
  at: string | null,
): Pick<PageEntry, 'kind' | 'author' | 'bot' | 'time'> {
  const bot = author.endsWith('[bot]');
  const time = at === null ? null : `at ${new Date(at).toISOString().slice(11, 19)} UTC`;
  return { kind, author: author.replace(/\[bot\]$/, ''), bot, time };
}
