/** Whether a character can be part of a Python name; beyond ASCII all that is no space counts. */
export function isNameAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 128) return code !== 0xa0 && code !== 0xfeff && code !== 0x2028 && code !== 0x2029;
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57)
  );
}

/** The end (exclusive) of the name that begins at `at`; `at` itself when none does. */
export function endOfName(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first >= 48 && first <= 57) return at;
  let end = at;
  while (end < text.length && isNameAt(text, end)) end++;
  return end;
}

/** Whether the keyword stands at `at` as a whole word. */
export function isKeywordAt(text: string, at: number, keyword: string): boolean {
  return text.startsWith(keyword, at) && !isNameAt(text, at + keyword.length);
}

/** The end of a line's continuation (`\` before a line feed) whose backslash is at `at`; `at` when it is none. */
export function endOfContinuation(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === 10) return at + 2;
  return next === 13 && text.charCodeAt(at + 2) === 10 ? at + 3 : at;
}

/** The first position from `at` that is no space, and no line feed or comment either where brackets are open. */
export function skipBlanks(text: string, at: number, inBrackets: boolean): number {
  let position = at;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code === 32 || code === 9 || code === 12 || code === 13) position++;
    else if (code === 92 /* \ */) {
      const end = endOfContinuation(text, position);
      if (end === position) return position;
      position = end;
    } else if (inBrackets && code === 10) position++;
    else if (inBrackets && code === 35 /* # */) {
      const end = text.indexOf('\n', position);
      position = end === -1 ? text.length : end;
    } else return position;
  }
}
