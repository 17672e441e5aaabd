/**
 * Turns the bytes of paths into strings that can be keys: UTF-8, with U+FFFD for what is not. Of several paths that
 * would read the same, all but the first get ` (2)`, ` (3)`… appended, in the order given; sort by bytes before.
 * Returns the strings in the same order, no two equal.
 */
export function decodePaths(paths: readonly Buffer[]): string[] {
  const seen = new Set<string>();
  return paths.map((bytes) => {
    const text = bytes.toString('utf8');
    let name = text;
    for (let copy = 2; seen.has(name); copy += 1) name = `${text} (${copy})`;
    seen.add(name);
    return name;
  });
}

/** Whether decoding gives another path's bytes back, so that nothing of the path was lost. */
export function isCleanPath(bytes: Buffer, text: string): boolean {
  return !text.includes('\ufffd') || Buffer.from(text).equals(bytes);
}
