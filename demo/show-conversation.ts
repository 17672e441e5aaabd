import type { Conversation, ConversationEntry, InlineComment } from '../test/doubles/github/conversation.ts';
import { diffLines } from './diff-lines.ts';
import { type Emphasis, indent, markdownToText } from './markdown-to-text.ts';

export interface Look {
  /** Columns of the terminal that may be used. */
  width: number;
  bold: Emphasis;
}

const diffContext = 4;

/** What stands on a pull request, as text: comments first, then inline comments, check runs and the issues opened for it. */
export function showConversation(
  { entries, checks, issues }: Pick<Conversation, 'entries' | 'checks' | 'issues'>,
  look: Look,
): string {
  return [
    ...entries.filter(isComment).flatMap((entry) => showEntry(entry, look)),
    ...entries.filter((entry) => !isComment(entry)).flatMap((entry) => showEntry(entry, look)),
    ...checks.map((check) => showCheck(check, look)),
    ...issues.map((issue) => showIssue(issue, look)),
  ].join('\n\n');
}

function isComment({ kind }: ConversationEntry): boolean {
  return kind === 'comment';
}

function showEntry(entry: ConversationEntry, look: Look): string[] {
  if (entry.kind === 'comment') {
    const reactions = Object.keys(entry.reactions);
    const seen = reactions.length === 0 ? '' : `, reaction: ${reactions.join(', ')}`;
    return [part(`Comment by ${entry.author}${seen}`, entry.body, look)];
  }
  const inline = entry.comments.map((comment) => showInline(comment, look));
  return entry.body === '' ? inline : [part(`Review by ${entry.author}`, entry.body, look), ...inline];
}

function showInline({ author, path, line, body, diffHunk }: InlineComment, look: Look): string {
  const lines = diffLines(diffHunk, diffContext).map(({ kind, oldLine, newLine, text }) => {
    const sign = { added: '+', removed: '-', context: ' ' }[kind];
    return `${String(newLine ?? oldLine).padStart(4)} ${sign} ${text}`.trimEnd().slice(0, look.width - 2);
  });
  const title = `Inline comment on ${path}:${line ?? 'file'} by ${author}`;
  return `${look.bold(title)}\n\n${indent(lines.join('\n'), '  ')}\n\n${text(body, look)}`;
}

function showCheck(
  { name, status, conclusion, title, annotations }: Conversation['checks'][number],
  look: Look,
) {
  const marks = annotations.map(
    (mark) =>
      `- ${mark['annotation_level']} at \`${mark['path']}:${mark['start_line']}\`: ${String(mark['title'])}`,
  );
  return part(`Check run ${name}: ${conclusion ?? status}`, [`“${title}”`, '', ...marks].join('\n'), look);
}

function showIssue(
  { number, title, author, state, labels, body }: Conversation['issues'][number],
  look: Look,
) {
  const labelled = labels.length === 0 ? '' : `, ${labels.join(', ')}`;
  return part(`Issue #${number} by ${author} (${state}${labelled})`, `### ${title}\n\n${body}`, look);
}

function part(title: string, markdown: string, look: Look): string {
  return `${look.bold(title)}\n\n${text(markdown, look)}`;
}

function text(markdown: string, { width, bold }: Look): string {
  return indent(markdownToText(markdown, width - 2, bold), '  ');
}
