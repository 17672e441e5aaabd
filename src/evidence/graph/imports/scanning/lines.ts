/**
 * Gives the 1-based line of positions in a text. Ask in ascending order: the whole text is then walked once, and a
 * position before the last one asked for gets the last one's line.
 */
export function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let next = text.indexOf('\n');
  return (position) => {
    while (next !== -1 && next < position) {
      line++;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  };
}
