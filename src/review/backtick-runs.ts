/** The runs of backticks of one line, so that each search for a closing run goes on where the last one stopped. */
export class BacktickRuns {
  readonly #text: string;
  readonly #positions = new Map<number, number[]>();
  readonly #cursors = new Map<number, number>();

  constructor(text: string) {
    this.#text = text;
    for (const { 0: run, index } of text.matchAll(/`+/g)) {
      const list = this.#positions.get(run.length);
      if (list === undefined) this.#positions.set(run.length, [index]);
      else list.push(index);
    }
  }

  runAt(index: number): number {
    let end = index;
    while (this.#text[end] === '`') end += 1;
    return end - index;
  }

  /** Start of the next run of exactly `length` at or after `from`, or -1. `from` only ever grows. */
  closing(from: number, length: number): number {
    const positions = this.#positions.get(length) ?? [];
    let cursor = this.#cursors.get(length) ?? 0;
    while (cursor < positions.length && (positions[cursor] as number) < from) cursor += 1;
    this.#cursors.set(length, cursor);
    return positions[cursor] ?? -1;
  }
}
