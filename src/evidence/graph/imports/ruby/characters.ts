/** Whether a char code begins a constant's name. */
export function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** Whether a char code is a space within a line. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 11 || code === 12;
}

/** The first position from `at` that is no space within the line. */
export function skipBlanks(text: string, at: number): number {
  let position = at;
  while (isBlank(text.charCodeAt(position))) position++;
  return position;
}
