import { redactSecrets } from './redact-secrets.ts';

/**
 * Characters that a person does not see and a model reads: controls but tab, line feed and carriage return, what
 * Unicode calls default-ignorable (zero-width, joiners, bidirectional marks and isolates as in CVE-2021-42574,
 * fillers, variation selectors, tags U+E0000 to U+E007F), line separators, interlinear marks.
 */
const invisible = /(?![\t\n\r])[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

const commentMark = '[removed: hidden comment]';

export interface SanitiseOptions {
  /**
   * Whether `<!-- … -->` is invisible to readers of this text (Markdown, XML) and is removed. In program code it is
   * visible, and removing it would let a change hide code from the review.
   */
  comments: boolean;
}

/**
 * Text from outside made safe to be read by a model: ill-formed Unicode replaced, invisible characters dropped, hidden
 * comments replaced by a mark, credentials redacted. Lines stay lines: as many come out as went in. Linear time.
 */
export function sanitiseLines(lines: readonly string[], options: SanitiseOptions): string[] {
  const visible = lines.map((line) => stripInvisible(line).replaceAll('\n', ' '));
  return redactSecrets(options.comments ? removeComments(visible) : visible);
}

/**
 * One text from outside, sanitised as {@link sanitiseLines} does and cut to `limit` characters, with a mark that says
 * how many were left out.
 */
export function sanitiseUntrusted(text: string, options: SanitiseOptions & { limit: number }): string {
  // Cut first, generously, so that a huge text costs no more than its limit.
  const head = text.slice(0, options.limit * 2 + 1000);
  const clean = sanitiseLines(head.split(/\r\n|\r|\n/), options)
    .join('\n')
    .trim();
  const cut = clean.length > options.limit || head.length < text.length;
  if (!cut) return clean;
  return `${clean.slice(0, options.limit).toWellFormed()}\n[removed: the rest of ${text.length} characters]`;
}

/** A one-line text from outside (a path, a name): no line feeds, invisible characters dropped, cut to `limit`. */
export function sanitiseName(text: string, limit = 300): string {
  const [line = ''] = sanitiseLines([text.slice(0, limit * 2).replace(/[\r\n\u2028\u2029]+/g, ' ')], {
    comments: false,
  });
  return line.length > limit ? `${line.slice(0, limit).toWellFormed()}…` : line;
}

/** Drops invisible characters and mends lone surrogates. */
export function stripInvisible(text: string): string {
  return text.toWellFormed().replace(invisible, '');
}

/** Removes `<!-- … -->` over lines; one that does not end hides all that follows, as a renderer would. */
function removeComments(lines: readonly string[]): string[] {
  let inside = false;
  return lines.map((line) => {
    let kept = '';
    let rest = line;
    for (;;) {
      if (inside) {
        const end = rest.indexOf('-->');
        if (end < 0) return kept === '' ? commentMark : kept;
        rest = rest.slice(end + 3);
        inside = false;
      }
      const start = rest.indexOf('<!--');
      if (start < 0) return kept + rest;
      kept += rest.slice(0, start) + commentMark;
      rest = rest.slice(start + 4);
      inside = true;
    }
  });
}
