import { secretPatterns } from './secret-patterns.ts';

const keyBegins = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const keyEnds = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** What may stand in a line of an encoded key. Code does not pass, so nobody can hide code between two markers. */
const keyLine = /^[A-Za-z0-9+/=\s"'`\\,:.-]*$/;
/** A full line of base64, for a key whose beginning the hunk does not show. */
const encodedLine = /^[\s"'`]*[A-Za-z0-9+/=]{40,128}[\s"'`,\\]*$/;
const keyMark = '[redacted: private key]';

/**
 * Replaces what looks like a credential by `[redacted: <kind>]`, lines staying lines: the result has as many entries
 * as `lines`, so that numbers beside them keep their meaning. Linear in the length of the text.
 */
export function redactSecrets(lines: readonly string[]): string[] {
  return redactPrivateKeys(lines).map(redactLine);
}

function redactLine(line: string): string {
  let text = line;
  for (const { name, pattern } of secretPatterns) {
    text = text.replace(pattern, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1);
      const secret =
        typeof groups === 'object' && groups !== null ? (groups as { secret?: string }).secret : null;
      if (typeof secret !== 'string') return `[redacted: ${name}]`;
      // The secret is the last part of each pattern that names one.
      return `${match.slice(0, match.length - secret.length)}[redacted: ${name}]`;
    });
  }
  return text;
}

function redactPrivateKeys(lines: readonly string[]): string[] {
  const out: string[] = [];
  let inside = false;
  for (const line of lines) {
    let text = line;
    if (inside) {
      const end = keyEnds.exec(text);
      const body = end === null ? text : text.slice(0, end.index);
      if (keyLine.test(body)) {
        text = end === null ? keyMark : keyMark + text.slice(end.index + end[0].length);
        inside = end === null;
      } else {
        inside = false;
      }
    } else if (!keyBegins.test(text) && keyEnds.test(text)) {
      for (let i = out.length - 1; i >= 0 && encodedLine.test(out[i] as string); i--) out[i] = keyMark;
    }
    const rest = redactKeysWithin(text);
    out.push(rest.text);
    inside ||= rest.open;
  }
  return out;
}

/** Keys that begin in this line; `open` when the last one does not end in it. */
function redactKeysWithin(line: string): { text: string; open: boolean } {
  const begins = new RegExp(keyBegins, 'g');
  const ends = new RegExp(keyEnds, 'g');
  let text = '';
  let kept = 0;
  // The next end is searched once and kept until a beginning lies behind it, so that the whole stays linear.
  let end: RegExpExecArray | null = ends.exec(line);
  for (let begin = begins.exec(line); begin !== null; begin = begins.exec(line)) {
    const from = begin.index + begin[0].length;
    while (end !== null && end.index < from) end = ends.exec(line);
    if (!keyLine.test(line.slice(from, end?.index))) continue;
    text += line.slice(kept, begin.index) + keyMark;
    if (end === null) return { text, open: true };
    kept = end.index + end[0].length;
    begins.lastIndex = kept;
  }
  return { text: text + line.slice(kept), open: false };
}
