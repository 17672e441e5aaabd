import { classes, space, wordCharacter } from './characters.ts';

/** Whether the character at `at` can be part of a name. */
export function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // A space that is no ASCII (no-break space, line separators, byte order mark) ends a name as any other.
  if (code >= 128) return code !== 0xa0 && code !== 0x2028 && code !== 0x2029 && code !== 0xfeff;
  return (classes[code]! & wordCharacter) !== 0;
}

/** The end (exclusive) of the word that begins at `at`. */
export function endOfWord(text: string, at: number): number {
  const { length } = text;
  let end = at;
  for (; end < length; end++) {
    const code = text.charCodeAt(end);
    if (code < 128 ? (classes[code]! & wordCharacter) === 0 : !isWordAt(text, end)) break;
  }
  return end;
}

/** The first position from `at` that is neither white space nor inside a comment. */
export function skipTrivia(text: string, at: number): number {
  const { length } = text;
  let position = at;
  while (position < length) {
    const code = text.charCodeAt(position);
    if (code === 47 /* / */) {
      const after = endOfComment(text, position);
      if (after === position) return position;
      position = after;
    } else if (code < 128 ? classes[code]! & space : !isWordAt(text, position)) {
      position++;
    } else {
      return position;
    }
  }
  return position;
}

/** The end of the comment that begins at the slash at `at`; `at` itself when none begins there. */
export function endOfComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === 47 /* / */) return endOfLine(text, at);
  if (next !== 42 /* * */) return at;
  const end = text.indexOf('*/', at + 2);
  return end === -1 ? text.length : end + 2;
}

/** The position of the next line feed, or the end of the text. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/**
 * The end of the string whose opening quote is at `at`. A string that is not closed on its line ends there:
 * so a stray quote costs one line, not the file.
 */
export function endOfString(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let position = at + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === quote) return position + 1;
    if (code === 92 /* \ */) {
      // A continued line may end in CR LF.
      if (text.charCodeAt(position + 1) === 13 && text.charCodeAt(position + 2) === 10) position++;
      position++;
    } else if (code === 10) return position;
  }
  return text.length;
}

/**
 * The end of the regular expression, flags included, whose opening slash is at `at`;
 * minus one when it is not closed on its line, so that the slash was a division after all.
 */
export function endOfRegularExpression(text: string, at: number): number {
  let inClass = false;
  for (let position = at + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 10) return -1;
    if (code === 92 /* \ */) {
      if (text.charCodeAt(position + 1) === 10) return -1;
      position++;
    } else if (code === 91 /* [ */) inClass = true;
    else if (code === 93 /* ] */) inClass = false;
    else if (code === 47 /* / */ && !inClass) return endOfWord(text, position + 1);
  }
  return -1;
}
