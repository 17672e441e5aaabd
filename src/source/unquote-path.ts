const ESCAPES: Record<string, number> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** The bytes of a path as git prints it: as it is, or in double quotes with C's escapes and octal bytes. */
export function unquotePath(printed: Buffer): Buffer {
  if (printed[0] !== 34) return printed;
  const text = printed.toString('latin1', 1, printed.length - 1);
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '\\') {
      bytes.push(text.charCodeAt(at));
      continue;
    }
    at += 1;
    const byte = ESCAPES[text[at]!];
    if (byte !== undefined) bytes.push(byte);
    else {
      bytes.push(Number.parseInt(text.slice(at, at + 3), 8));
      at += 2;
    }
  }
  return Buffer.from(bytes);
}
