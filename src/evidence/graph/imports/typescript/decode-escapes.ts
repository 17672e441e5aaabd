const escapes =
  /\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|u\{([\dA-Fa-f]+)\}|([0-3][0-7]{0,2}|[4-7][0-7]?)|(\r\n|[\s\S]|$))/g;
const singles = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['b', '\b'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  // A continued line: the break is no part of the string.
  ...['\n', '\r', '\r\n', '\u2028', '\u2029'].map((ending) => [ending, ''] as const),
]);
const highestCodePoint = 0x10ffff;

/**
 * What a JavaScript string literal means, from what stands between its quotes; `raw` itself when an escape in it is
 * malformed. Octal escapes are those of sloppy code; a template has none but `\0`. Linear.
 * Syntax: https://tc39.es/ecma262/#prod-EscapeSequence and Annex B.1.2 in editions before 2023.
 */
export function decodeEscapes(raw: string, isTemplate: boolean): string {
  if (!raw.includes('\\') && !raw.includes('\r')) return raw;
  let isMalformed = false;
  // A template's own line breaks are line feeds; a string has none.
  const text = isTemplate ? raw.replace(/\r\n?/g, '\n') : raw;
  const decoded = text.replace(escapes, (written: string, ...groups: (string | undefined | number)[]) => {
    const [byte, unit, point, octal, single] = groups as (string | undefined)[];
    const code = Number.parseInt(byte ?? unit ?? point ?? '', 16);
    if (code <= highestCodePoint) {
      return point === undefined ? String.fromCharCode(code) : String.fromCodePoint(code);
    }
    if (octal !== undefined) {
      const next = text.charCodeAt((groups[5] as number) + written.length);
      const isZero = octal === '0' && !(next >= 48 && next <= 57);
      if (isTemplate && !isZero) isMalformed = true;
      return String.fromCharCode(Number.parseInt(octal, 8));
    }
    if (single === undefined || single === '' || single === 'x' || single === 'u') isMalformed = true;
    else if (isTemplate && (single === '8' || single === '9')) isMalformed = true;
    return singles.get(single ?? '') ?? single ?? '';
  });
  return isMalformed ? raw : decoded;
}
