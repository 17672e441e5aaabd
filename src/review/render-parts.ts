import type { Severity } from '../evidence/evidence.ts';
import type { SettingsProblem } from '../settings/settings.ts';
import { cleanLine } from './clean-text.ts';
import { countFindings, countOf } from './count-findings.ts';
import { permalink, type RepositoryAddress } from './repository-links.ts';
import type { Finding, Review } from './review.ts';
import { codeSpan } from './sanitise-line.ts';
import { sanitiseText } from './sanitise-markdown.ts';

/** What a rendering needs besides the review itself. */
export interface RenderContext {
  /** Where permalinks lead; null: places are shown as text. */
  repository: RepositoryAddress | null;
  /** Address of the rules' pages, to which `<family>/<name>.md` is added; null: rules are shown as text. */
  docsUrl: string | null;
  /** Numbers of the follow-up issues that stand, by the decision's fingerprint. */
  followUps?: ReadonlyMap<string, number>;
  /** Findings that were to stand inline and could not be posted, with the reason. */
  notPosted?: readonly { fingerprint: string; reason: string }[];
  settingsProblems?: readonly SettingsProblem[];
  /** What else a reader must know of this round, plain text: a part that could not be published. */
  notices?: readonly string[];
}

export const glyphs: Readonly<Record<Severity, string>> = { error: '🔴', warning: '🟡', note: '🔵' };

/** The verdict in one line of plain text. */
export function describeVerdict({ verdict, findings, coverage }: Review): string {
  switch (verdict) {
    case 'blocked':
      return `Blocked: ${countFindings(findings)}`;
    case 'incomplete':
      return `Incomplete: ${countFindings(findings)} so far`;
    case 'attention':
      return `To consider: ${countFindings(findings)}`;
    case 'clear':
      return `Clear: no findings in ${countOf(coverage.changed, 'changed file')}`;
  }
}

export const verdictGlyphs: Readonly<Record<Review['verdict'], string>> = {
  blocked: '🔴',
  attention: '🟡',
  incomplete: '⚪',
  clear: '🟢',
};

/** Where a finding stands, as a permalink at the commit of its side. `table` when it stands in a cell. */
export function renderPlace(
  { path, side, line, startLine }: Pick<Finding, 'path' | 'side' | 'line' | 'startLine'>,
  review: Pick<Review, 'head' | 'mergeBase'>,
  { repository }: RenderContext,
  table = false,
): string {
  const label = codeSpan(cleanLine(shorten(path) + describeLines(line, startLine)), table);
  if (repository === null) return label;
  const commit = side === 'LEFT' ? review.mergeBase : review.head;
  return `[${label.replace(/[[\]]/g, '')}](${permalink(repository, commit, { path, side, line, startLine })})`;
}

/** `:3`, `:3-5`, or nothing for a whole file. */
export function describeLines(line: number | null, startLine: number | null): string {
  if (line === null) return '';
  return startLine === null ? `:${line}` : `:${startLine}-${line}`;
}

/** The last folders of a long path: the permalink holds the whole. */
function shorten(path: string): string {
  if (path.length <= 48) return path;
  const segments = path.split('/');
  let short = segments.pop() ?? '';
  while (segments.length > 0 && short.length + (segments.at(-1) as string).length < 44) {
    short = `${segments.pop()}/${short}`;
  }
  return `…/${short}`;
}

/** The rule's id, linked to its page. */
export function renderRule(rule: string, { docsUrl }: RenderContext): string {
  const id = codeSpan(cleanLine(rule, 100));
  if (docsUrl === null || !/^[a-z]+\/[a-z0-9-]+$/.test(rule)) return id;
  return `[${id}](${docsUrl.replace(/\/+$/, '')}/${rule}.md)`;
}

/** How the judgement came about: the model's id, or that there was none. Plain text. */
export function describeArchitect({ architect, model }: Pick<Review, 'architect' | 'model'>): string {
  return architect === 'none' || model === null ? 'no model: from the evidence alone' : model;
}

/** Tokens, money and time in one line: parts that are zero are left out. */
export function describeCost({ usage, milliseconds }: Pick<Review, 'usage' | 'milliseconds'>): string {
  const read = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const tokens = `${countOf(read, 'token')} in, ${usage.outputTokens.toLocaleString('en')} out`;
  const seconds = milliseconds.total / 1000;
  const time = seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
  return (
    usage.calls === 0 ? [time] : [tokens, `$${usage.dollars.toFixed(usage.dollars < 0.1 ? 3 : 2)}`, time]
  ).join(' · ');
}

/** A list in Markdown with at most `most` entries, and a last one that says how many more there are. */
export function renderList(entries: readonly string[], most: number): string {
  const shown = entries.slice(0, most).map((entry) => `- ${entry}`);
  if (entries.length > most) shown.push(`- … and ${entries.length - most} more`);
  return shown.join('\n');
}

/** A path with the reason that goes with it, as Markdown on one line. */
export function renderReason({ path, reason }: { path: string; reason: string }): string {
  const why = sanitiseText(reason, { limit: 200 });
  // What concerns no file in particular has an empty path.
  return path === '' ? why : `${codeSpan(cleanLine(path))}: ${why}`;
}
