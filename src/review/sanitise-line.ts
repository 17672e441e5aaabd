import { BacktickRuns } from './backtick-runs.ts';
import { leadsIntoRepository, type RepositoryAddress, repositoryUrl } from './repository-links.ts';

export interface LineRules {
  /** Links into this repository stay links; null: no link stays. */
  repository: RepositoryAddress | null;
  /** `markdown` keeps emphasis, quotes and links; `plain` shows every mark as it is and sets paths as code. */
  text: 'markdown' | 'plain';
  /** The line may be a row of a table: a pipe inside code would end its cell, and the code with it. */
  table: boolean;
  /** Longest result in characters; what is longer ends in an ellipsis. */
  limit: number;
}

/** Character references that stay; every other one could spell an active character past the rules below. */
const keptReferences = new Set(['&lt;', '&gt;', '&amp;', '&quot;', '&nbsp;', '&#96;']);
const reference = /&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});/y;
const urlStart = /(?:https?|ftp):\/\/|www\.|mailto:|xmpp:/gi;
const urlBody = /[^\s<>`|"\\]*/y;
const word = /[A-Za-z0-9_.+\-/@#]+/y;
/** Mentions, addresses, `owner/repo@sha`; issue and advisory references in each of GitHub's spellings. */
const active = /@[A-Za-z0-9_-]|#\d|(?<![A-Za-z0-9])GH-\d|GHSA-|CVE-/i;
const link = /\[([^[\]\n]{1,300})\]\(([^\s()<>]{1,2000})(?:[ \t]{1,8}"[^"\n]{0,300}")?\)/y;
const pathLike =
  /^(?:[\w.@+-]*(?:\/[\w.@+-]+){2,}|[\w.@+-]*\/[\w.@+-]*\.[\w.@+-]+|[\w-]{2,}\.[a-z]{2,5}|\w*_\w*)$/;
const punctuation = /[!-/:-@[-`{-~]/;

/**
 * One line of clean text made safe to post as Markdown: tags, images, foreign links, references and definitions
 * become text; mentions, issue references and addresses become code, which GitHub does not act on (its filters
 * read the rendered text, so no escape would do). Code spans stay as they are, unbalanced backticks do not.
 * One pass from left to right, every look ahead bounded: linear. Applying it twice changes nothing.
 */
export function sanitiseLine(text: string, rules: LineRules): string {
  const line = dropHidingEscapes(text);
  const out = new Output(rules.limit);
  const closers = new BacktickRuns(line);
  const urls = [...line.matchAll(urlStart)].map(({ index }) => index);
  let nextUrl = 0;
  let i = 0;
  while (i < line.length && !out.full) {
    while (nextUrl < urls.length && (urls[nextUrl] as number) < i) nextUrl += 1;
    const c = line[i] as string;
    const atStart = out.blank;
    if (c === '`') {
      const run = closers.runAt(i);
      const end = closers.closing(i + run, run);
      if (end < 0) {
        out.push('&#96;'.repeat(run));
        i += run;
      } else {
        out.push(line.slice(i, i + run) + cell(line.slice(i + run, end), rules) + line.slice(end, end + run));
        i = end + run;
      }
    } else if (c === '\\') {
      const pair = line.slice(i, i + 2);
      out.push(pair === '\\`' ? '&#96;' : pair === '\\<' ? '&lt;' : pair);
      i += 2;
    } else if (c === '<') {
      out.push('&lt;');
      i += 1;
    } else if (c === '&') {
      const found = match(reference, line, i);
      out.push(found === null ? '&' : keptReferences.has(found[0]) ? found[0] : '&amp;');
      i += found !== null && keptReferences.has(found[0]) ? found[0].length : 1;
    } else if (c === '[') {
      const found = rules.text === 'markdown' ? match(link, line, i) : null;
      const token = found === null ? '\\[' : sanitiseLink(found[1] as string, found[2] as string, rules);
      // Without its brackets a link's text could grow together with the word before.
      const kept = found !== null && !(/^\w/.test(token) && out.endsInWord) ? found[0].length : 1;
      out.push(kept === 1 ? '\\[' : token);
      i += kept;
    } else if (c === ']') {
      out.push('\\]');
      i += 1;
    } else if (c === '!' && line[i + 1] === '[') {
      out.push('\\!');
      i += 1;
    } else if (urls[nextUrl] === i) {
      const url = trimEnd((match(urlBody, line, i) as RegExpExecArray)[0]);
      out.push(leadsIntoRepository(url, rules.repository) ? repositoryLink(url, rules) : codeSpan(url));
      i += url.length;
    } else {
      const end = Math.min(i + (match(word, line, i)?.[0].length ?? 0), urls[nextUrl] ?? line.length);
      if (end > i) {
        i += pushWord(out, line.slice(i, end), rules, atStart);
      } else {
        const point = String.fromCodePoint(line.codePointAt(i) as number);
        const special =
          rules.text === 'plain' && ('*~|'.includes(point) || (atStart && '>='.includes(point)));
        out.push(special ? `\\${point}` : point);
        i += point.length;
      }
    }
  }
  return out.toString();
}

/** Text as inline code, whatever it holds: backticks become apostrophes. Safe in a table's cell when `table` is. */
export function codeSpan(text: string, table = false): string {
  const inner = text.replaceAll('`', "'").replace(/\s+/g, ' ').trim();
  if (inner === '') return '';
  return `\`${table ? inner.replace(/(?<!\\)\\*\|/g, '\\|') : inner}\``;
}

function cell(code: string, rules: LineRules): string {
  return rules.table ? code.replace(/(?<!\\)\\*\|/g, '\\|') : code;
}

/**
 * Drops the backslashes that hide what GitHub's filters act on (`\\@name`, `http\\://`), since they read the rendered
 * text. Those that keep a line from being a list, a heading or an underline stay, and so does all code.
 */
export function dropHidingEscapes(line: string): string {
  const closers = new BacktickRuns(line);
  const start = line.search(/\S/);
  const afterNumber = /^\s{0,40}\d{1,9}/.exec(line)?.[0].length;
  let out = '';
  let i = 0;
  while (i < line.length) {
    const c = line[i] as string;
    if (c === '`') {
      const run = closers.runAt(i);
      const end = closers.closing(i + run, run);
      const next = end < 0 ? i + run : end + run;
      out += line.slice(i, next);
      i = next;
    } else if (c === '\\') {
      const next = line[i + 1] ?? '';
      if (!isEscape(c + next)) {
        // A lone backslash would escape what we may put after it; at the end it would only break the line.
        out += next === '' ? '' : '\\\\';
        i += 1;
      } else {
        const hides =
          '@/:&'.includes(next) ||
          (next === '#' && (i !== start || /\d/.test(line[i + 2] ?? ''))) ||
          ('-+='.includes(next) && i !== start) ||
          (next === '.' && i !== afterNumber);
        if (!hides) out += c + next;
        i += hides ? 1 : 2;
      }
    } else {
      out += c;
      i += 1;
    }
  }
  return out;
}

function isEscape(text: string): boolean {
  return text.length === 2 && text[0] === '\\' && punctuation.test(text[1] as string);
}

/** Emits a word and returns how much of it was used: trailing punctuation of a word set as code is read again. */
function pushWord(out: Output, text: string, rules: LineRules, atStart: boolean): number {
  const core = text.replace(/(?<![.+\-/#@])[.+\-/#@]+$/, '');
  if (core !== '' && (active.test(core) || (rules.text === 'plain' && pathLike.test(core)))) {
    out.push(codeSpan(core));
    return core.length;
  }
  if (active.test(text)) {
    out.push(codeSpan(text));
  } else if (rules.text === 'plain') {
    const escaped = text.replaceAll('_', '\\_');
    out.push(atStart ? escaped.replace(/^[-+#/]/, '\\$&').replace(/^(\d+)\./, '$1\\.') : escaped);
  } else {
    out.push(atStart && text.startsWith('/') ? `\\${text}` : text);
  }
  return text.length;
}

function sanitiseLink(label: string, url: string, rules: LineRules): string {
  const text = sanitiseLine(label, { ...rules, repository: null, limit: 600 }).trim();
  if (leadsIntoRepository(url, rules.repository))
    return text === '' ? repositoryLink(url, rules) : `[${text}](${url})`;
  const place = codeSpan(url, rules.table);
  return text === '' || text === place ? place : `${text} (${place})`;
}

/** A bare address of our repository: shown by its path, without the commit. */
function repositoryLink(url: string, rules: LineRules): string {
  const rest = url.slice(repositoryUrl(rules.repository as RepositoryAddress).length);
  const label =
    rest.replace(/^\/(?:blob|tree)\/[^/]*\//, '').replace(/^\//, '') || url.replace(/^https?:\/\//, '');
  return `[${codeSpan(label)}](${url})`;
}

function trimEnd(url: string): string {
  let end = url.length;
  while (end > 4 && ").,;:!?'*_~]}".includes(url[end - 1] as string)) end -= 1;
  return url.slice(0, end);
}

function match(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  const found = pattern.exec(text);
  return found === null || found[0] === '' ? null : found;
}

/** Collects tokens up to a limit, and keeps two code spans from growing into one. */
class Output {
  full = false;
  blank = true;
  readonly #limit: number;
  #text = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(token: string): void {
    if (token === '' || this.full) return;
    // A backtick grows together with a backtick, and an exclamation mark makes a picture of a link.
    const first = token[0] as string;
    const apart = (first === '`' || first === '[') && this.#text.endsWith(first === '`' ? '`' : '!');
    const text = apart ? ` ${token}` : token;
    if (this.#text.length + text.length > this.#limit - 1) {
      this.full = true;
      this.#text += '…';
      return;
    }
    this.#text += text;
    this.blank &&= /^\s*$/.test(text);
  }

  get endsInWord(): boolean {
    return /[\w.+\-/@#]$/.test(this.#text);
  }

  toString(): string {
    return this.#text;
  }
}
