/** Whether a character can be part of a Rust name; beyond ASCII all that is no space counts. */
export function isNameAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 128)
    return code !== 0xa0 && code !== 0xfeff && code !== 0x85 && code !== 0x2028 && code !== 0x2029;
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57)
  );
}

/** The end (exclusive) of the name that begins at `at`; `at` itself when none does. */
export function endOfName(text: string, at: number): number {
  let end = at;
  while (end < text.length && isNameAt(text, end)) end++;
  return end;
}

/** The end of the comment that begins at the slash at `at`, block comments in it counted; `at` when none begins. */
function endOfComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === 47 /* / */) {
    const end = text.indexOf('\n', at);
    return end === -1 ? text.length : end;
  }
  if (next !== 42 /* * */) return at;
  let depth = 1;
  for (let position = at + 2; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 42 && text.charCodeAt(position + 1) === 47) {
      position++;
      if (--depth === 0) return position + 1;
    } else if (code === 47 && text.charCodeAt(position + 1) === 42) {
      position++;
      depth++;
    }
  }
  return text.length;
}

/** The end of the string whose quote is at `at`: it may run over lines; the rest of the text when it is not closed. */
export function endOfString(text: string, at: number): number {
  for (let position = at + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 34) return position + 1;
    if (code === 92 /* \ */) position++;
  }
  return text.length;
}

/** The end of the raw string (`r"…"`, `br#"…"#`) whose first hash or quote is at `at`; `at` when none begins there. */
export function endOfRawString(text: string, at: number): number {
  let quote = at;
  while (text.charCodeAt(quote) === 35 /* # */) quote++;
  if (text.charCodeAt(quote) !== 34) return at;
  const hashes = quote - at;
  for (let end = text.indexOf('"', quote + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let after = end + 1;
    while (after - end <= hashes && text.charCodeAt(after) === 35) after++;
    if (after - end > hashes) return after;
  }
  return text.length;
}

/** The end of the character literal or, else, of the sign of a lifetime at `at`. */
function endOfCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at + 1);
  if (code === 92 /* \ */) {
    // The longest is `'\u{10FFFF}'`, underscores apart.
    for (let position = at + 3; position < at + 20; position++) {
      if (text.charCodeAt(position) === 39) return position + 1;
    }
    return at + 1;
  }
  const wide = code >= 0xd800 && code < 0xdc00 ? 1 : 0;
  return code !== 39 && text.charCodeAt(at + 2 + wide) === 39 ? at + 3 + wide : at + 1;
}

/** The first position from `at` that is neither white space nor inside a comment. */
export function skipTrivia(text: string, at: number): number {
  let position = at;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code <= 32 || code === 0x85 || code === 0xa0 || code === 0xfeff) position++;
    else if (code === 47) {
      const end = endOfComment(text, position);
      if (end === position) return position;
      position = end;
    } else return position;
  }
}

/** The end of what is no code at `at` (a comment, a string, a character), `at` where code stands. */
export function endOfLiteral(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 47) return endOfComment(text, at);
  if (code === 34) return endOfString(text, at);
  if (code === 39) return endOfCharacter(text, at);
  return at;
}

/** Whether a word before `"` or `#` begins a raw string. */
export function isRawPrefix(text: string, at: number, end: number): boolean {
  const length = end - at;
  if (length === 0 || length > 2 || text.charCodeAt(end - 1) !== 114 /* r */) return false;
  return length === 1 || text.charCodeAt(at) === 98 /* b */ || text.charCodeAt(at) === 99 /* c */;
}

/** The end of the tokens in brackets that begin at `at`, whatever they are; the rest of the text if they are not closed. */
export function endOfTokens(text: string, at: number): number {
  let depth = 0;
  let position = at;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === 40 || code === 91 || code === 123) {
      depth++;
      position++;
    } else if (code === 41 || code === 93 || code === 125) {
      position++;
      if (--depth <= 0) return position;
    } else if (isNameAt(text, position)) {
      const end = endOfName(text, position);
      const raw = isRawPrefix(text, position, end) ? endOfRawString(text, end) : end;
      position = raw;
    } else position = Math.max(endOfLiteral(text, position), position + 1);
  }
  return text.length;
}
