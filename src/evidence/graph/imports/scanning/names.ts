// Names of letters, digits, `_` and whatever is no ASCII, as Ruby and PHP have them.
const word = new Uint8Array(128);
for (let code = 48; code <= 57; code++) word[code] = 1;
for (let code = 65; code <= 90; code++) word[code] = 1;
for (let code = 97; code <= 122; code++) word[code] = 1;
word[95] = 1;

/** Whether a char code can be part of a name; NaN, beyond the text, cannot. */
export function isWord(code: number): boolean {
  return code < 128 ? word[code] === 1 : code >= 128;
}

/** The end (exclusive) of the name that begins at `at`. */
export function endOfName(text: string, at: number): number {
  let end = at;
  while (end < text.length && isWord(text.charCodeAt(end))) end++;
  return end;
}
