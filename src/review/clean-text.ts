import { redactSecrets } from '../architect/redact-secrets.ts';
import { stripInvisible } from '../architect/sanitise-untrusted.ts';

/**
 * Text from code or model as anyone may see it: line ends made line feeds, invisible and control characters
 * (escape sequences of terminals too) taken out, credentials redacted. No Markdown is touched, so this alone
 * is enough for terminals and check-run annotations. Linear; applying it twice changes nothing.
 */
export function cleanText(text: string): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map(stripInvisible);
  return redactSecrets(lines).join('\n');
}

/** The same on one line: every run of white space is one blank; cut to `limit` characters with an ellipsis. */
export function cleanLine(text: string, limit = 300): string {
  // Cut before and after: a huge text costs no more than its limit.
  const line = cleanText(text.slice(0, limit * 4))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > limit
    ? `${line
        .slice(0, limit - 1)
        .toWellFormed()
        .trimEnd()}…`
    : line;
}
