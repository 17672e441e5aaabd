import { cleanLine, cleanText } from './clean-text.ts';
import type { RepositoryAddress } from './repository-links.ts';
import { dropHidingEscapes, sanitiseLine } from './sanitise-line.ts';
import { sanitiseMermaid } from './sanitise-mermaid.ts';

/** GitHub's limit of a body is 65,536 characters; a line this long is no prose. */
const mostOfLine = 4_000;
const codeLines = 150;
const codeCharacters = 8_000;
const codeWidth = 500;
const cutMark = '… (cut)';

const fenceLine = /^([ \t]{0,40}(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}){0,3})(?:(`{3,})([^`]*)|(~{3,})(.*))$/;
const delimiterRow = /^[\s|:>*+\d.)-]*-[\s|:>*+\d.)-]*$/;
const heading = /^ {0,3}#{1,6}(?=[ \t]|$)[ \t]*/;
const taskItem = /^(\s{0,40}(?:[-*+]|\d{1,9}[.)])[ \t]{1,4})(\[[ xX]\][ \t])/;
/** Blocks that GitHub turns into something else than code: a map, a formula, a change to be applied. */
const activeLanguages = new Set(['geojson', 'topojson', 'stl', 'math', 'suggestion']);

interface MarkdownRules {
  repository: RepositoryAddress | null;
  /** Longest result in characters. */
  limit?: number;
}

/**
 * Markdown from code or model as it may be posted: hidden characters gone, credentials redacted, tags and images
 * text, links only into the repository, mentions, issue references and foreign addresses inert, no line that starts
 * with `/`, headings of level four, code blocks balanced and capped. Whatever it is given, it leaves no construct
 * open, so what is put around it stays what it was. Linear; applying it twice changes nothing.
 */
export function sanitiseMarkdown(markdown: string, { repository, limit = 20_000 }: MarkdownRules): string {
  let out = sanitiseBlocks(markdown, repository, limit);
  // Marks that were set can complete the shape of a credential; what is posted must hold none.
  for (let round = 0; round < 3 && cleanText(out) !== out; round += 1) {
    out = sanitiseBlocks(out, repository, limit);
  }
  return out;
}

function sanitiseBlocks(markdown: string, repository: RepositoryAddress | null, limit: number): string {
  const lines = cleanText(markdown.slice(0, limit * 2)).split('\n');
  const units: string[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    units.push(...sanitiseParagraph(paragraph, repository, Math.min(mostOfLine, limit - cutMark.length - 2)));
    paragraph = [];
  };
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] as string;
    const fence = fenceLine.exec(line);
    if (fence !== null) {
      if ((fence[1] as string).trim() !== '') paragraph.push(`${fence[1]}↓`);
      endParagraph();
      const end = closingFence(lines, i, fence);
      units.push(codeBlock(lines.slice(i + 1, end), fence[3] ?? fence[5] ?? '', (fence[1] as string).length));
      i = end;
    } else if (line.trim() === '') {
      endParagraph();
      if (units.length > 0 && units.at(-1) !== '') units.push('');
    } else {
      paragraph.push(line);
    }
  }
  endParagraph();
  return join(units, limit, markdown.length > limit * 2);
}

/**
 * Plain text on one line, such as a title or a fact's message: shown letter by letter, with paths and everything
 * that GitHub would act on set as code. `table` when it stands in a table's cell.
 */
export function sanitiseText(text: string, { limit = 300, table = false } = {}): string {
  return sanitiseLine(cleanLine(text, limit), { repository: null, text: 'plain', table, limit: limit * 2 });
}

/** Verbatim code as a fenced block, cleaned and capped. */
export function quoteCode(code: string, language = ''): string {
  return codeBlock(cleanText(code).split('\n'), language, 0);
}

function sanitiseParagraph(
  raw: readonly string[],
  repository: RepositoryAddress | null,
  limit: number,
): string[] {
  const lines = raw.map(dropHidingEscapes);
  const table = lines.some((line) => delimiterRow.test(line));
  return lines.map((line) => {
    if (/^\s*-{3,}\s*$/.test(line)) return '***';
    if (/^\s*(?:-+|=+)\s*$/.test(line)) return `\\${line.trim()}`;
    const rules = { repository, text: 'markdown' as const, table, limit };
    const title = heading.exec(line);
    if (title !== null) {
      return `#### ${sanitiseLine(line.slice(title[0].length), { ...rules, limit: limit - 5 })}`.trimEnd();
    }
    const task = taskItem.exec(line);
    const begin = task === null ? '' : task[0];
    const rest = sanitiseLine(line.slice(begin.length), { ...rules, limit: limit - begin.length });
    return begin + (rest.startsWith('\\/') && begin !== '' ? rest.slice(1) : rest);
  });
}

/** Index of the line that closes the block, or the number of lines when nothing does. */
function closingFence(lines: readonly string[], open: number, fence: RegExpExecArray): number {
  const marker = fence[2] ?? (fence[4] as string);
  for (let i = open + 1; i < lines.length; i += 1) {
    const text = (lines[i] as string).trim();
    if (text.length >= marker.length && text === (marker[0] as string).repeat(text.length)) return i;
  }
  return lines.length;
}

/** Always at the margin, where every parser sees a fence, and longer than any run of backticks inside. */
function codeBlock(content: readonly string[], info: string, indent: number): string {
  const name = /^[A-Za-z0-9_+#.-]{1,30}(?=[\s,{]|$)/.exec(info.trim())?.[0].toLowerCase() ?? '';
  const language = activeLanguages.has(name) ? '' : name;
  const dedented = content.map((line) => line.replace(new RegExp(`^[ \\t]{0,${indent}}`), ''));
  const wanted = language === 'mermaid' ? sanitiseMermaid(dedented) : dedented;
  const safe = cap(wanted);
  // Half a diagram is an error message; as text it can still be read.
  const shown = language === 'mermaid' && safe.length < wanted.length ? 'text' : language;
  const longest = Math.max(0, ...safe.map((line) => longestRun(line)));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  // One blank in front of fence and lines is dropped by the renderer, and no line starts with `/`.
  const margin = safe.some((line) => line.startsWith('/')) ? ' ' : '';
  const body = safe.map((line) => (line === '' ? '' : margin + line));
  return [margin + fence + shown, ...body, margin + fence].join('\n');
}

function cap(lines: readonly string[]): string[] {
  const short = lines.map((line) =>
    line.length > codeWidth ? `${line.slice(0, codeWidth - 1).toWellFormed()}…` : line,
  );
  const total = short.reduce((sum, line) => sum + line.length + 1, 0);
  if (short.length <= codeLines && total <= codeCharacters) return short;
  const kept: string[] = [];
  let characters = 2;
  for (const line of short.slice(0, codeLines - 1)) {
    characters += line.length + 1;
    if (characters > codeCharacters) break;
    kept.push(line);
  }
  return [...kept, '…'];
}

function longestRun(line: string): number {
  let longest = 0;
  for (const run of line.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}

/** Joins whole units up to the limit, so that a cut never leaves a block open. */
function join(units: readonly string[], limit: number, cut: boolean): string {
  const kept: string[] = [];
  let length = 0;
  for (const unit of cut ? [...units, cutMark] : units) {
    // A line can become empty; two blank lines say no more than one.
    const text = unit.trim() === '' ? '' : unit;
    if (text === '' && (kept.at(-1) ?? '') === '') continue;
    length += text.length + 1;
    if (length > limit - cutMark.length - 1) {
      kept.push(cutMark);
      break;
    }
    kept.push(text);
  }
  while (kept.at(-1) === '') kept.pop();
  return kept.join('\n');
}
